import { useMediaQuery } from '@mantine/hooks';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useMemo, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useRows } from '../../design/rows.js';
import { Box, Cells } from './matrix-cells.js';
import type { Choice } from './matrix-choice.js';
import type { Notice } from './matrix-filter.js';
import { isOutdated } from '../../notices/outdated.js';
import { useRowWords } from './row-words.js';
import styles from './matrix.module.css';

export const HEADS = ['controller', 'clause', 'kind', 'due', 'grade', 'stage', 'lateness'] as const;
/** Where a notice's page is: what stands in for its id, until a row puts the id there. */
const PLACE = '-notice-';

/** The rows of the matrix, of which only those in sight are in the page. */
export function Rows(props: {
  readonly incident: string;
  /** What the texts are as old as. */
  readonly record: Pick<Schemas['IncidentShown'], 'contentChanged'> | undefined;
  readonly notices: readonly Notice[];
  readonly choice: Choice;
  /** False: further rows are on their way. */
  readonly isWhole: boolean;
}): ReactNode {
  const { incident: id, record, notices, choice, isWhole } = props;
  const { t } = useTranslation(['notices', 'app']);
  const words = useRowWords();
  const navigate = useNavigate();
  const router = useRouter();
  const address = useMemo(
    () => router.buildLocation({ to: '/desk/incidents/$id/notices/$notice', params: { id, notice: PLACE } }).href,
    [router, id],
  );
  const narrow = useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false });
  const rows = useRows<HTMLDivElement>(notices.length, narrow ? 146 : 48);
  const { chosen, toggle, toggleAll } = choice;
  const all = notices.length > 0 && chosen.size === notices.length;
  const open = (notice: string): void =>
    void navigate({ to: '/desk/incidents/$id/notices/$notice', params: { id, notice } });
  // One listener for all rows: a plain click stays in the app, every other is the browser's.
  const onClick = (event: MouseEvent): void => {
    const link = (event.target as HTMLElement).closest('a');
    const notice = link?.dataset['notice'];
    if (notice === undefined || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(notice);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = (event.target as HTMLElement).dataset['row'];
    const notice = row === undefined ? undefined : notices[Number(row)];
    if (event.key !== 'Enter' || !notice) return rows.onKeyDown(event);
    event.preventDefault();
    open(notice.id);
  };
  return (
    <div role="table" aria-label={t('app:incident.matrix')} aria-rowcount={notices.length + 1}>
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={styles['heads']}>
          <span role="columnheader">
            <Box
              isChosen={all ? true : chosen.size > 0 ? 'mixed' : false}
              name={t('matrix.chooseAll')}
              isDisabled={!isWhole}
              onToggle={toggleAll}
            />
          </span>
          {HEADS.map((each) => (
            <span key={each} role="columnheader">
              {t(`matrix.${each}`)}
            </span>
          ))}
        </div>
      </div>
      <div
        ref={rows.list}
        role="rowgroup"
        className={styles['list']}
        style={{ height: rows.height }}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        {rows.visible.map(({ index, start, size }) => {
          const notice = notices[index];
          return (
            notice && (
              <div
                key={notice.id}
                role="row"
                className={styles['row']}
                aria-rowindex={index + 2}
                data-chosen={chosen.has(notice.id)}
                style={{ height: size, transform: `translateY(${start - rows.top}px)` }}
              >
                <Cells
                  notice={notice}
                  row={index}
                  isChosen={chosen.has(notice.id)}
                  isOutdated={isOutdated(notice, record)}
                  onToggle={toggle}
                  words={words}
                  href={address.replace(PLACE, notice.id)}
                />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
