import { memo, type ReactNode } from 'react';
import instants from '../../design/instant.module.css';
import { Tag } from '../../design/state-chip.js';
import { lengthOf } from '../../design/time.js';
import { isFollowUpOwed, stageOf, type Notice } from './matrix-filter.js';
import type { RowWords } from './row-words.js';
import { STAGE_TONES } from './tags.js';
import { lawIn } from '../../design/law.js';
import styles from './matrix.module.css';

/**
 * The cells of one row. Drawn once while one scrolls: only what comes into sight is drawn. They use no hook, and no
 * component that does: dozens of rows come into sight between two frames.
 */
export const Cells = memo(function Cells(props: {
  readonly notice: Notice;
  readonly row: number;
  readonly isChosen: boolean;
  /** Its text is older than what is known. */
  readonly isOutdated: boolean;
  readonly onToggle: (row: number, isRange: boolean) => void;
  readonly words: RowWords;
  /** Of the notice's page. */
  readonly href: string;
}): ReactNode {
  const { notice, row, isChosen, isOutdated, onToggle, words, href } = props;
  const { t } = words;
  const name = notice.counterpart ?? t('matrix.erased');
  const stage = stageOf(notice);
  return (
    <>
      <span role="cell" className={styles['box']}>
        <Box
          row={row}
          isChosen={isChosen}
          name={t('matrix.choose', { name })}
          onToggle={(isRange) => onToggle(row, isRange)}
        />
      </span>
      <span role="cell" className={styles['name']}>
        <a href={href} data-notice={notice.id}>
          {name}
        </a>
      </span>
      <span role="cell" className={styles['clause']}>
        {notice.clause === null ? '–' : lawIn(notice.clause, words.lang)}
      </span>
      <span role="cell" className={styles['kind']}>
        {t(`app:kind.${notice.kind}`)}
      </span>
      <span role="cell" className={notice.overdue ? `${styles['due']} ${styles['over']}` : styles['due']}>
        {notice.due !== null ? (
          <Due at={notice.due} words={words} />
        ) : isFollowUpOwed(notice) ? (
          t('matrix.followUp')
        ) : (
          '–'
        )}
      </span>
      <span role="cell" className={styles['grade']}>
        {notice.recipientKnown || notice.grade !== null ? (
          t(`app:grade.${notice.grade ?? 'none'}`)
        ) : (
          <Tag tone="near">{t('matrix.untold')}</Tag>
        )}
      </span>
      <span role="cell" className={styles['stage']}>
        <Tag tone={STAGE_TONES[stage]}>{t(`stage.${stage}`)}</Tag>
        {isOutdated && <span className={styles['below']}>{t('matrix.outdated')}</span>}
      </span>
      <span role="cell" className={styles['late']}>
        <Lateness notice={notice} words={words} />
      </span>
    </>
  );
});

function Due({ at, words }: { readonly at: string; readonly words: RowWords }): ReactNode {
  const { text, offset } = words.instant(at);
  return (
    <time dateTime={at} className={instants['instant']}>
      {text} <span className={instants['offset']}>{offset}</span>
    </time>
  );
}

/** How late it was told, as it was judged; or that nobody has been told in time. */
export function Lateness({ notice, words }: { readonly notice: Notice; readonly words: RowWords }): ReactNode {
  const { t, lang } = words;
  const { overdue, lateBy, blockers } = notice;
  if (overdue) return <b className={styles['over']}>{t('matrix.isOverdue')}</b>;
  if (lateBy === null) return '–';
  if (lateBy === 0) return t('matrix.inTime');
  const explained = !blockers.some(({ reason }) => reason === 'late-without-reasons');
  return (
    <>
      {t('matrix.lateBy', { length: lengthOf(lateBy, lang) })}
      {!explained && <span className={styles['below']}>{t('matrix.withoutReasons')}</span>}
    </>
  );
}

/** Light enough for thousands of rows, and no field: the keys of the page work while it has the focus. */
export function Box(props: {
  readonly row?: number;
  readonly isChosen: boolean | 'mixed';
  readonly name: string;
  readonly isDisabled?: boolean;
  readonly onToggle: (isRange: boolean) => void;
}): ReactNode {
  const { row, isChosen, name, isDisabled = false, onToggle } = props;
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={isChosen}
      aria-label={name}
      disabled={isDisabled}
      data-row={row}
      className={styles['check']}
      onClick={({ shiftKey }) => onToggle(shiftKey)}
    />
  );
}
