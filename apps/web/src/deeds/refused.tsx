import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { Trouble } from '../design/notes.js';
import type { Refusals } from './refusals.js';
import styles from './deeds.module.css';

/** What kept something from being recorded, as far as no field says it already. */
export function RefusedDeed({ error, refusals }: { readonly error: unknown; readonly refusals: Refusals }): ReactNode {
  const { t } = useTranslation('deeds');
  if (!error) return null;
  if (refusals.whole !== undefined)
    return (
      <div role="alert" className={styles['refused']}>
        <h3>{t('refused')}</h3>
        <p>{refusals.whole}</p>
      </div>
    );
  const isNamedAbove = error instanceof Problem && error.status >= 400 && error.status < 500;
  return isNamedAbove ? null : <Trouble error={error} />;
}
