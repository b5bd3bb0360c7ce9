import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Clause } from '../../design/clause.js';
import { Instant } from '../../design/instant.js';
import type { Notice } from './matrix-filter.js';
import { Lateness } from './matrix-cells.js';
import { HEADS } from './matrix-rows.js';
import { useRowWords } from './row-words.js';
import { StageTag } from './tags.js';
import styles from './matrix.module.css';

/** The matrix on paper: every row, as a plain table whose head stands on each sheet. */
export function Paper({ notices }: { readonly notices: readonly Notice[] }): ReactNode {
  const { t } = useTranslation(['notices', 'app']);
  const words = useRowWords();
  return (
    <table className={styles['paper']}>
      <thead>
        <tr>
          {HEADS.map((each) => (
            <th key={each} scope="col">
              {t(`matrix.${each}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {notices.map((notice) => (
          <tr key={notice.id}>
            <td>{notice.counterpart ?? t('matrix.erased')}</td>
            <td>
              <Clause of={notice.clause} />
            </td>
            <td>{t(`app:kind.${notice.kind}`)}</td>
            <td>{notice.due === null ? '–' : <Instant at={notice.due} />}</td>
            <td>
              {notice.recipientKnown || notice.grade !== null
                ? t(`app:grade.${notice.grade ?? 'none'}`)
                : t('matrix.untold')}
            </td>
            <td>
              <StageTag notice={notice} />
            </td>
            <td>
              <Lateness notice={notice} words={words} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
