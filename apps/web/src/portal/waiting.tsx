import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useSession } from '../app/session.js';
import { Countdown, useClockState } from '../design/countdown.js';
import { Instant } from '../design/instant.js';
import { Asked } from '../design/notes.js';
import { StateChip, Tag } from '../design/state-chip.js';
import type { ClockFacts } from '../design/state.js';
import { factsOfRow, type FileRow, type Files } from './files.js';
import { inboxQuery, type ListedNotice } from './queries.js';
import styles from './portal.module.css';

type Item = Schemas['InboxItem'];

/** What is due first on top; of one matter the notice before its case; what only waits to be closed last. */
const inOrder =
  (files: Files) =>
  (one: Item, other: Item): number =>
    Number(isDecided(one, files)) - Number(isDecided(other, files)) ||
    (one.due ?? '~').localeCompare(other.due ?? '~') ||
    other.kind.localeCompare(one.kind);
const isDecided = ({ kind, record }: Item, { files }: Files): boolean =>
  kind === 'case' && files.some(({ row }) => row.id === record.id && row.decided);

/** What asks for a person, in whichever of its organisations, what is due first on top. */
export function Waiting({ files, several }: { readonly files: Files; readonly several: boolean }): ReactNode {
  const { t } = useTranslation('portal');
  const query = useQuery(inboxQuery);
  return (
    <Asked query={query}>
      {(items) =>
        items.length === 0 ? (
          <p className={styles['calm']}>{t('waiting.nothing')}</p>
        ) : (
          <ol className={styles['waiting']}>
            {items.toSorted(inOrder(files)).map((item) => (
              <li key={`${item.kind} ${item.record.id} ${item.duty ?? ''}`}>
                <Waits
                  item={item}
                  file={files.files.find(({ row }) => row.id === item.record.id)}
                  notice={files.notices.get(item.record.id)}
                  several={several}
                />
              </li>
            ))}
          </ol>
        )
      }
    </Asked>
  );
}

function Waits(props: {
  readonly item: Item;
  readonly file: FileRow | undefined;
  readonly notice: ListedNotice | undefined;
  readonly several: boolean;
}): ReactNode {
  const { item, file, notice, several } = props;
  const { t } = useTranslation(['portal', 'app']);
  const { membership, switchTo } = useSession();
  const { kind, organisation, record, due, since } = item;
  const about = notice ?? file?.notice;
  const decided = kind === 'case' && file?.row.decided === true;
  const facts: ClockFacts = file ? factsOfRow(file.row) : { state: 'open', due, anchor: since ?? due ?? '' };
  // Acknowledging has no clock of its own: what runs is its case's.
  const isNotice = kind === 'received-notice';
  const content = (
    <>
      {isNotice ? (
        <span>
          <Tag tone="plain">{t('waiting.unacknowledged')}</Tag>
        </span>
      ) : (
        <Chip facts={facts} />
      )}
      <span className={styles['deed']}>{t(decided ? 'waiting.toClose' : `waiting.${kind}`)}</span>
      <span className={styles['soft']}>
        {about?.counterpart ?? t('file.ownFile')}
        {about?.kind && ` · ${t(`app:kind.${about.kind}`)}`}
        {several && ` · ${organisation.name ?? '–'}`}
        {since !== null && (
          <>
            {' '}
            · {t('waiting.since')} <Instant at={since} />
          </>
        )}
      </span>
      {due !== null && !decided && !isNotice && (
        <span className={styles['due']}>
          <b>
            <Countdown facts={facts} />
          </b>{' '}
          <span className={styles['soft']}>
            {t('waiting.until')} <Instant at={due} />
          </span>
        </span>
      )}
    </>
  );
  const params = { id: record.id };
  const onClick = (): void => {
    if (organisation.id !== membership.organisation) switchTo(organisation.id);
  };
  const className = styles['waits'] ?? '';
  if (kind === 'deadline')
    return (
      <Link to="/desk" className={className} onClick={onClick}>
        {content}
      </Link>
    );
  return (
    <Link
      to={kind === 'case' ? '/portal/cases/$id' : '/portal/notices/$id'}
      params={params}
      className={className}
      onClick={onClick}
    >
      {content}
    </Link>
  );
}

function Chip({ facts }: { readonly facts: ClockFacts }): ReactNode {
  const state = useClockState(facts);
  return (
    <span>
      <StateChip state={state} />
    </span>
  );
}
