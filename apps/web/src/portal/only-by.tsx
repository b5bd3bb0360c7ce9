import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import styles from './portal.module.css';

/** Instead of what somebody may not do: who may. Nothing where one looks at the past: there nobody may. */
export function OnlyBy({ who }: { readonly who: 'contact' | 'officer' }): ReactNode {
  const { t } = useTranslation('portal');
  const { asOf } = useSession();
  if (asOf !== undefined) return null;
  return <p className={`${styles['soft']} ${styles['plain']} ${styles['noPrint']}`}>{t(`onlyBy.${who}`)}</p>;
}
