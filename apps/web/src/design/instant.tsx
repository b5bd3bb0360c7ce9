import type { ReactNode } from 'react';
import { useLang, useZone } from '../app/locale.js';
import { dayAndTime, offsetAt } from './time.js';
import styles from './instant.module.css';

/** An instant in the organisation's time zone, always with its offset. */
export function Instant({ at }: { readonly at: string }): ReactNode {
  const lang = useLang();
  const zone = useZone();
  const instant = Date.parse(at);
  return (
    <time dateTime={at} className={styles['instant']}>
      {dayAndTime(instant, lang, zone)} <span className={styles['offset']}>{offsetAt(instant, zone)}</span>
    </time>
  );
}
