import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change } from './lines.js';
import { useFieldWords, Value } from './value.js';
import table from '../../design/table.module.css';
import styles from './at.module.css';

/** What two states of a record say differently: before and after, field by field. */
export function Changes({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  const { t } = useTranslation('audit');
  const words = useFieldWords();
  if (changes.length === 0) return <p className={styles['soft']}>{t('at.same')}</p>;
  return (
    <div className={table['wrap']}>
      <table className={table['table']}>
        <thead>
          <tr>
            <th scope="col">{t('at.field')}</th>
            <th scope="col">{t('at.before')}</th>
            <th scope="col">{t('at.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ id, path, before, after }) => (
            <tr key={id}>
              <td className={styles['field']}>{words(path)}</td>
              <td data-label={t('at.before')} className={styles['before']}>
                <Value of={before} path={path} />
              </td>
              <td data-label={t('at.after')} className={styles['after']}>
                <Value of={after} path={path} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
