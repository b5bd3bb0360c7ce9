import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Right } from '../api/me.js';
import { useSession, type Session } from '../app/session.js';
import { PageFrame } from '../design/page.js';
import styles from './frame.module.css';

type Role = Session['membership']['role'];

/** The pages of the settings, in the order of the row that leads to them. */
const PAGES = [
  { to: '/settings', word: 'organisation', roles: ['processor', 'controller'] },
  { to: '/settings/members', word: 'members', roles: ['processor', 'controller', 'operator'] },
  { to: '/settings/auditors', word: 'auditors', roles: ['processor', 'controller'] },
  { to: '/settings/intake', word: 'intake', roles: ['processor'] },
  { to: '/settings/tokens', word: 'tokens', roles: ['processor', 'controller'], needs: 'admin' },
  { to: '/settings/calendar', word: 'calendar', roles: ['processor', 'controller'] },
  { to: '/settings/webhooks', word: 'webhooks', roles: ['processor', 'controller'], needs: 'admin' },
  { to: '/settings/sign-in', word: 'signIn', roles: ['processor', 'controller'], needs: 'admin' },
] as const satisfies readonly {
  readonly to: string;
  readonly word: string;
  readonly roles: readonly Role[];
  readonly needs?: 'admin';
}[];

type Page = (typeof PAGES)[number]['word'];

/** Whether somebody keeps the settings: an admin of either side, or an operator. */
export function useIsAdmin(): boolean {
  const { membership, may } = useSession();
  if (membership.role === 'operator') return may('operator');
  return may(`${membership.role}:admin` as Right);
}

/** The frame of a page of settings: its title, and the way to the others. */
export function SettingsFrame(props: {
  readonly page: Page;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { page, beside, children } = props;
  const { t } = useTranslation('settings');
  const { membership } = useSession();
  const isAdmin = useIsAdmin();
  const shown = PAGES.filter(
    ({ roles, ...rest }) => roles.some((role) => role === membership.role) && (isAdmin || !('needs' in rest)),
  );
  return (
    <PageFrame title={t(`pages.${page}`)} beside={beside}>
      {shown.length > 1 && (
        <nav aria-label={t('title')} className={styles['row']}>
          {shown.map(({ to, word }) => (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
              {t(`pages.${word}`)}
            </Link>
          ))}
        </nav>
      )}
      <p className={styles['lead']}>{t(`lead.${page}`)}</p>
      {children}
    </PageFrame>
  );
}
