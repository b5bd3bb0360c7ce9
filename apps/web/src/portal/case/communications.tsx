import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import type { Case } from '../queries.js';
import { Deed } from './deed.js';
import styles from '../portal.module.css';

/** What was decided and done about telling the persons concerned (Art. 34 GDPR). */
export function Communications({ file, again }: { readonly file: Case; readonly again: boolean }): ReactNode {
  const { t } = useTranslation('portal');
  return (
    <>
      {file.communications.length === 0 && <p className={styles['plain']}>{t('communication.none')}</p>}
      {file.communications.map(({ outcome, letter, reason, decidedBy, at }, index) => (
        <div key={index} className={`${styles['part']} ${styles['lines']}`}>
          <p>
            <b>{t(`communication.outcomes.${outcome}`)}</b> · <Instant at={at.at} />
          </p>
          {letter !== null && <p>{t(`communication.letters.${letter}`)}</p>}
          {reason !== null && (
            <p>
              {t('reason')}: {textOr(reason, t('erased'))}
            </p>
          )}
          <p className={styles['soft']}>
            {t('decidedBy')}: {textOr(decidedBy, t('erased'))}
          </p>
        </div>
      ))}
      {again && (
        <div className={styles['actions']}>
          <Deed to="communicate" />
        </div>
      )}
    </>
  );
}
