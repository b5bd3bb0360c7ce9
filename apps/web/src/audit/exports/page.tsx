import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { organisationQuery } from '../../api/queries.js';
import { save } from '../../api/save.js';
import { useLang, useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Trouble } from '../../design/notes.js';
import { Sheet } from '../../design/page.js';
import { countOf } from '../../design/time.js';
import { instantMeant, WhenInput, type When } from '../../design/when.js';
import { AuditFrame } from '../frame.js';
import { eventsFile, listFile, type OnProgress } from './files.js';
import styles from './exports.module.css';

/** The lists that the service writes to files, and of which organisations there is nothing in them. */
const LISTS: readonly {
  readonly path: 'incidents' | 'notices' | 'cases' | 'register' | 'deadlines';
  readonly not: readonly Schemas['OrganisationView']['kind'][];
}[] = [
  { path: 'register', not: [] },
  { path: 'incidents', not: ['controller'] },
  { path: 'notices', not: [] },
  { path: 'cases', not: ['processor'] },
  { path: 'deadlines', not: [] },
];

/** What can be taken along as files: the events, and each list, as it is or as it was at an instant. */
export function Exports(): ReactNode {
  const { t } = useTranslation('audit');
  const lang = useLang();
  const zone = useZone();
  const { organisation } = useSession().membership;
  // An auditor reads what the side has that engaged it.
  const kind = useQuery(organisationQuery(organisation)).data?.kind;
  const [when, setWhen] = useState<When>({ local: '' });
  const asOf = instantMeant(when, zone);
  const suffix = asOf === undefined ? '' : `-${asOf.replaceAll(':', '')}`;
  return (
    <AuditFrame title={t('exports.title')}>
      <p className={styles['text']}>{t('exports.text')}</p>
      <Sheet title={t('exports.events')}>
        <p className={styles['text']}>{t('exports.eventsText')}</p>
        <div className={styles['files']}>
          {(['ndjson', 'csv'] as const).map((format) => (
            <Export
              key={format}
              name={`events.${format}`}
              label={t(`exports.${format}`)}
              make={(signal, onProgress) => eventsFile(format, signal, onProgress)}
            />
          ))}
        </div>
      </Sheet>
      <Sheet title={t('exports.lists')}>
        <p className={styles['text']}>{t('exports.thenText')}</p>
        <WhenInput label={t('exports.then')} value={when} onChange={setWhen} />
      </Sheet>
      {LISTS.filter(({ not }) => kind !== undefined && !not.includes(kind)).map(({ path }) => (
        <Sheet key={path} title={t(`read.${path}`)}>
          <div className={styles['files']}>
            {(['csv', 'xlsx'] as const).map((format) => (
              <Export
                key={format}
                name={`${path}${suffix}.${format}`}
                label={t(`exports.${format}`)}
                make={(signal, onProgress) => listFile(path, { format, lang, asOf }, signal, onProgress)}
              />
            ))}
          </div>
        </Sheet>
      ))}
    </AuditFrame>
  );
}

type State =
  | { readonly is: 'idle' | 'done' | 'cancelled' }
  | { readonly is: 'running'; readonly count: number; readonly unit: 'events' | 'bytes' }
  | { readonly is: 'failed'; readonly error: unknown };

/** One file: made on demand, with how far it has come; it can be given up meanwhile. */
function Export(props: {
  readonly name: string;
  readonly label: string;
  readonly make: (signal: AbortSignal, onProgress: OnProgress) => Promise<Blob>;
}): ReactNode {
  const { name, label, make } = props;
  const { t } = useTranslation('audit');
  const lang = useLang();
  const [state, setState] = useState<State>({ is: 'idle' });
  const running = useRef<AbortController | undefined>(undefined);
  const begin = async (): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    setState({ is: 'running', count: 0, unit: 'events' });
    try {
      const file = await make(controller.signal, (count, unit) => setState({ is: 'running', count, unit }));
      save(file, name);
      setState({ is: 'done' });
    } catch (error) {
      setState(controller.signal.aborted ? { is: 'cancelled' } : { is: 'failed', error });
    }
  };
  const said = (): string => {
    if (state.is === 'running' && state.unit === 'bytes')
      return t('exports.bytes', { number: countOf(Math.ceil(state.count / 1_024), lang) });
    if (state.is === 'running') return t('exports.count', { number: countOf(state.count, lang) });
    return state.is === 'done' || state.is === 'cancelled' ? t(`exports.${state.is}`, { name }) : '';
  };
  return (
    <div className={styles['file']}>
      {state.is === 'running' ? (
        <Button variant="default" onClick={() => running.current?.abort()}>
          {t('exports.cancel', { name })}
        </Button>
      ) : (
        <Button variant="default" onClick={() => void begin()}>
          {label}
        </Button>
      )}
      <span role="status" className={styles['soft']}>
        {said()}
      </span>
      {state.is === 'failed' && <Trouble error={state.error} onRetry={() => void begin()} />}
    </div>
  );
}
