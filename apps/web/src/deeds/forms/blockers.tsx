import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { countOf } from '../../design/time.js';
import styles from '../deeds.module.css';

/** One thing that keeps an incident open. */
export interface Blocker {
  readonly noticeId: string;
  readonly reason: string;
}

type Notice = Schemas['NoticeListItem'];

export const blockersOf = (notices: readonly Notice[]): readonly Blocker[] =>
  notices.flatMap(({ id, blockers }) => blockers.map(({ reason }) => ({ noticeId: id, reason })));

const REASONS = [
  'pending',
  'no-recipient-known',
  'undecided-duty',
  'receipt-not-proven',
  'gaps-open',
  'late-without-reasons',
  'not-opened-yet',
] as const;
/** So many are named one by one. */
const NAMED = 10;

/** What keeps an incident open: which notice, and what of it is undecided. */
export function Blockers(props: {
  readonly incident: string;
  readonly blockers: readonly Blocker[];
  readonly notices: readonly Notice[];
}): ReactNode {
  const { incident, blockers, notices } = props;
  const { t } = useTranslation(['deeds', 'app']);
  const lang = useLang();
  const names = new Map(notices.map(({ id, counterpart }) => [id, counterpart]));
  const said = (reason: string): string => {
    const known = REASONS.find((each) => each === reason);
    return known ? t(`blocker.${known}`) : reason;
  };
  const byNotice = new Map<string, Set<string>>();
  for (const { noticeId, reason } of blockers)
    byNotice.set(noticeId, new Set([...(byNotice.get(noticeId) ?? []), said(reason)]));
  return (
    <div className={styles['refused']}>
      <h3>{t('close.open', { count: byNotice.size, formatted: countOf(byNotice.size, lang) })}</h3>
      <ul className={styles['list']}>
        {[...byNotice].slice(0, NAMED).map(([notice, reasons]) => (
          <li key={notice}>
            <Link to="/desk/incidents/$id/notices/$notice" params={{ id: incident, notice }}>
              {names.get(notice) ?? t('app:incident.erased')}
            </Link>
            {': '}
            {[...reasons].join(', ')}
          </li>
        ))}
      </ul>
      {byNotice.size > NAMED && (
        <p className={styles['soft']}>{t('more', { formatted: countOf(byNotice.size - NAMED, lang) })}</p>
      )}
    </div>
  );
}
