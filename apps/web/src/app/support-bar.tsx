import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../design/instant.js';
import { useSession } from './session.js';
import { useOpened } from './support.js';
import styles from './past.module.css';

/** Says, above every page, that one reads what others wrote, that they see it, until when, and the way back. */
export function SupportBar(): ReactNode {
  const { t } = useTranslation();
  const { me, memberships, membership, name, switchTo } = useSession();
  const opened = useOpened(me.person.id).find(({ organisation }) => organisation === membership.organisation);
  const own = memberships.find(({ role }) => role === 'operator');
  if (opened === undefined || own === undefined || membership.role !== 'auditor') return null;
  return (
    <div role="region" aria-label={t('app.support.label')} className={styles['bar']}>
      <span className={styles['what']}>
        {t('app.support.reads', { name })} <Instant at={opened.until} />
      </span>
      <Button variant="default" size="compact-md" onClick={() => switchTo(own.organisation)}>
        {t('app.support.back')}
      </Button>
    </div>
  );
}
