import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import type { Case } from '../queries.js';
import { Deed } from './deed.js';
import styles from '../portal.module.css';

/** What the controller stated of its own awareness, each with the end before and after: the newest counts, the others stay. */
export function Awareness({ file, again }: { readonly file: Case; readonly again: boolean }): ReactNode {
  const { t } = useTranslation('portal');
  return (
    <>
      {file.awareness.length === 0 && <p className={styles['plain']}>{t('awareness.none')}</p>}
      {file.awareness.toReversed().map(({ aware, at, reason, before, after }) => (
        <div key={at} className={`${styles['part']} ${styles['lines']}`}>
          <p>
            <b>{t('awareness.stated')}</b> <Instant at={aware.at} />
          </p>
          {reason !== null && (
            <p>
              {t('reason')}: {textOr(reason, t('erased'))}
            </p>
          )}
          <p className={styles['soft']}>
            {before !== null && before.due !== null && (
              <>
                {t('awareness.before')} <Instant at={before.due} />,{' '}
              </>
            )}
            {after.due !== null && (
              <>
                {t('awareness.after')} <Instant at={after.due} />
              </>
            )}{' '}
            · {t('recorded')} <Instant at={at} />
          </p>
        </div>
      ))}
      {again && (
        <div className={styles['actions']}>
          <Deed to="aware" />
        </div>
      )}
    </>
  );
}
