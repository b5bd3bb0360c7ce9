import { useMediaQuery } from '@mantine/hooks';
import { memo, useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../design/instant.js';
import { useRows } from '../../design/rows.js';
import type { EventWords } from '../names.js';
import type { EventRow } from '../queries.js';
import styles from './stream.module.css';

/** So many rows before the end, more are asked for. */
const AHEAD = 60;

/** Events as rows, of which only those in sight are in the page; near their end more are asked for. */
export function EventList(props: {
  readonly rows: readonly EventRow[];
  readonly words: EventWords;
  /** Nothing comes after the last. */
  readonly isWhole: boolean;
  readonly onOpen: (logNumber: number) => void;
  readonly onNearEnd?: () => void;
}): ReactNode {
  const { rows: events, words, isWhole, onOpen, onNearEnd } = props;
  const { t } = useTranslation('audit');
  const narrow = useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false });
  const rows = useRows(events.length, narrow ? 104 : 56);
  const last = rows.visible.at(-1)?.index ?? 0;
  const isNearEnd = last >= events.length - AHEAD;
  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd]);
  return (
    <ol
      ref={rows.list}
      className={styles['list']}
      aria-label={t('stream.title')}
      style={{ height: rows.height }}
      onKeyDown={rows.onKeyDown}
    >
      {rows.visible.map(({ index, start, size }) => {
        const event = events[index];
        return (
          event && (
            <li
              key={event.logNumber}
              className={styles['item']}
              aria-setsize={isWhole ? events.length : -1}
              aria-posinset={index + 1}
              style={{ height: size, transform: `translateY(${start - rows.top}px)` }}
            >
              <Row event={event} words={words} index={index} onOpen={onOpen} />
            </li>
          )
        );
      })}
    </ol>
  );
}

/** Drawn once while one scrolls. */
const Row = memo(function Row(props: {
  readonly event: EventRow;
  readonly words: EventWords;
  readonly index: number;
  readonly onOpen: (logNumber: number) => void;
}): ReactNode {
  const { event, words, index, onOpen } = props;
  const { t } = useTranslation('audit');
  const { logNumber, type, stream, read, actor, recordedAt } = event;
  return (
    <button
      type="button"
      className={styles['row']}
      data-row={index}
      aria-haspopup="dialog"
      onClick={() => onOpen(logNumber)}
    >
      <span className={styles['when']}>
        <Instant at={recordedAt} />
      </span>
      <span className={styles['what']}>
        <span className={styles['name']}>{words.what(type)}</span>
        <span className={styles['record']}>{words.record(stream, read)}</span>
      </span>
      <span className={styles['who']}>{words.who(actor)}</span>
      <span className={styles['number']}>{t('stream.number', { number: logNumber })}</span>
    </button>
  );
});
