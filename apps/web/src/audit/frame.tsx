import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import { PageFrame } from '../design/page.js';
import { pagesOf } from './places.js';
import styles from './frame.module.css';

/** What every page of this part lies in: its title, and the way to the others. */
export function AuditFrame(props: {
  readonly title: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const { title, beside, children } = props;
  const { t } = useTranslation('audit');
  const pages = pagesOf(useSession());
  return (
    <PageFrame title={title} beside={beside}>
      {pages.length > 1 && (
        <nav className={styles['pages']} aria-label={t('title')}>
          {pages.map(({ to, word }) => (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
              {t(`pages.${word}`)}
            </Link>
          ))}
        </nav>
      )}
      {children}
    </PageFrame>
  );
}
