import { Kbd } from '@mantine/core';
import { Spotlight, createSpotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentsQuery } from '../api/queries.js';
import { Above } from '../design/side-sheet.js';
import { keyShown, useOfferedCommands } from './commands.js';
import { placesOf } from './places.js';
import { useSession } from './session.js';
import styles from './shell.module.css';

interface Called {
  readonly which: 'palette' | 'keys';
  readonly onClose: () => void;
}

/** What is called up over a page: the palette, and the list of keys. */
export default function AboveThePage({ which, ...rest }: Called): ReactNode {
  return which === 'palette' ? <Palette {...rest} /> : <Keys {...rest} />;
}

type Inner = Omit<Called, 'which'>;

function Palette({ onClose }: Inner): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const [[store, spotlight]] = useState(createSpotlight);
  useEffect(() => spotlight.open(), [spotlight]);
  const offered = useOfferedCommands();
  const onDesk = session.membership.role === 'processor';
  const incidents = useQuery({ ...incidentsQuery('', undefined), enabled: onDesk });
  const commands = [
    ...placesOf(session).map(({ to, word }) => ({
      id: to,
      label: t(`app.${word}`),
      onClick: () => void navigate({ to }),
    })),
    { id: 'account', label: t('app.account'), onClick: () => window.location.assign('/account') },
  ];
  const found = (incidents.data?.items ?? []).flatMap(({ id, title }) =>
    typeof title === 'string'
      ? [{ id, label: title, onClick: () => void navigate({ to: '/desk/incidents/$id', params: { id } }) }]
      : [],
  );
  const here = offered.map(({ id, label, key, run }) => ({
    id,
    label,
    ...(key !== undefined && { rightSection: <Kbd>{keyShown(key)}</Kbd> }),
    // Once the palette is gone: what is done may lay something above the page itself.
    onClick: () => void setTimeout(run),
  }));
  const actions = [
    ...(here.length > 0 ? [{ group: t('app.keys.here'), actions: here }] : []),
    { group: t('app.places'), actions: commands },
    ...(found.length > 0 ? [{ group: t('app.incidents'), actions: found }] : []),
  ];
  return (
    <Spotlight
      store={store}
      actions={actions}
      shortcut={null}
      lockScroll={false}
      limit={12}
      nothingFound={t('app.palette.nothing')}
      searchProps={{ placeholder: t('app.palette.find'), 'aria-label': t('app.palette.find') }}
      onSpotlightClose={onClose}
      attributes={{ content: { 'aria-label': t('app.palette.open') } }}
    />
  );
}

type Listed = readonly (readonly [key: string, what: string])[];

function Keys({ onClose }: Inner): ReactNode {
  const { t } = useTranslation();
  const places = placesOf(useSession());
  const offered = useOfferedCommands();
  const keyed = (each: { readonly key?: string }, what: string): Listed =>
    each.key === undefined ? [] : [[keyShown(each.key), what]];
  const here = offered.flatMap((command) => keyed(command, command.label));
  const everywhere: Listed = [
    [`${t('app.keys.ctrl')} K`, t('app.keys.palette')],
    ...places.flatMap((place) => keyed(place, t(`app.${place.word}`))),
    ['↑ ↓', t('app.keys.rows')],
    ['Enter', t('app.keys.open')],
    [`${t('app.keys.ctrl')} Enter`, t('app.keys.send')],
    ['Esc', t('app.keys.close')],
    ['?', t('app.keys.help')],
  ];
  return (
    <Above opened onClose={onClose} title={t('app.keys.title')}>
      {here.length > 0 && <KeyList title={t('app.keys.here')} keys={here} />}
      <KeyList title={t('app.keys.everywhere')} keys={everywhere} />
    </Above>
  );
}

function KeyList({ title, keys }: { readonly title: string; readonly keys: Listed }): ReactNode {
  return (
    <section aria-label={title}>
      <h3 className={styles['keysTitle']}>{title}</h3>
      <dl className={styles['keys']}>
        {keys.map(([key, what]) => (
          <div key={key} style={{ display: 'contents' }}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
