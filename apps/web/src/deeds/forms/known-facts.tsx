import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { Instant } from '../../design/instant.js';
import styles from '../deeds.module.css';

/** What is known already, and since when. */
export function KnownFacts({ facts }: { readonly facts: readonly Schemas['IncidentFact'][] }): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  if (facts.length === 0) return null;
  return (
    <ul className={styles['known']} aria-label={t('known')}>
      {facts.map(({ fact, irregularity, at }) => (
        <li key={`${fact} ${irregularity ?? ''}`}>
          {t(`app:fact.${fact}`)}
          {irregularity && ` (${t(`app:irregularity.${irregularity}`)})`}: <Instant at={at.at} />
        </li>
      ))}
    </ul>
  );
}
