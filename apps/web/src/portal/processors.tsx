import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Membership } from '../api/me.js';
import { useSession } from '../app/session.js';
import { Sheet } from '../design/page.js';
import type { Files } from './files.js';
import { Tag } from '../design/state-chip.js';
import { linkedQuery } from './queries.js';
import styles from './portal.module.css';

/** The records that several processors keep: each with its processor, where the person linked them. Left out where there is one. */
export function Processors(props: {
  readonly organisations: readonly Membership[];
  readonly files: Pick<Files, 'notices'>;
}): ReactNode {
  const { organisations, files } = props;
  const { t } = useTranslation('portal');
  const { membership, switchTo } = useSession();
  const linked = useQuery({ ...linkedQuery, enabled: membership.role === 'controller' && organisations.length > 1 });
  if (organisations.length < 2) return null;
  const told = [...files.notices.values()];
  return (
    <Sheet title={t('processors.title')}>
      <p className={styles['soft']}>{t('processors.text')}</p>
      <ul className={styles['plainList']}>
        {organisations.map(({ organisation, name }) => {
          const link = linked.data?.find(({ id }) => id === organisation);
          // Each record is one processor's: what was told there was told by it.
          const by = link?.processorName ?? told.find(({ controllerId }) => controllerId === organisation)?.counterpart;
          return (
            <li key={organisation} className={styles['record']}>
              <span>
                <b>{name ?? '–'}</b>
                {by && <span className={styles['soft']}> {t('processors.keptBy', { name: by })}</span>}{' '}
                {link && <Tag tone="plain">{t('processors.linked')}</Tag>}
              </span>
              {organisation === membership.organisation ? (
                <span className={styles['soft']}>{t('processors.here')}</span>
              ) : (
                <Button size="compact-md" variant="default" onClick={() => switchTo(organisation)}>
                  {by ? t('processors.switchTo', { name: by }) : t('processors.switch', { name: name ?? '–' })}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}
