import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { useTime } from '../app/clock.js';
import { useZone } from '../app/locale.js';
import { useSession } from '../app/session.js';
import { Instant } from '../design/instant.js';
import styles from './deeds.module.css';

/** On paper only: whose record it is, which one, and as it was when. */
export function PrintedHead({ incident }: { readonly incident: Schemas['IncidentShown'] }): ReactNode {
  const { t } = useTranslation('deeds');
  const { name } = useSession();
  const zone = useZone();
  const minute = useTime((now) => now - (now % 60_000));
  return (
    <p className={styles['printed']}>
      {name} · {t('printed.incident', { id: incident.id })} · {t('printed.log', { number: incident.logNumber })} ·{' '}
      {t('printed.at')} <Instant at={new Date(minute).toISOString()} /> ({zone})
    </p>
  );
}
