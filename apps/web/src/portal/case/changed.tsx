import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem.js';
import { Instant } from '../../design/instant.js';
import styles from '../portal.module.css';

interface Change {
  readonly type: string;
  readonly at: string;
}
const isChange = (value: unknown): value is Change =>
  typeof value === 'object' && value !== null && 'type' in value && 'at' in value;

const KNOWN = [
  'AwarenessSetByController',
  'FilingRecorded',
  'FilingReferenceAdded',
  'NotFilingProposed',
  'NotFilingProposalWithdrawn',
  'DecidedNotToFile',
  'CommunicationRecorded',
  'CaseClosed',
  'CaseReopened',
  'ReceivedNoticeAcknowledged',
] as const;

/** What somebody else of the organisation changed meanwhile, and the way on: nothing was overwritten, and the draft is kept. */
export function Changed({ problem, onGoOn }: { readonly problem: Problem; readonly onGoOn: () => void }): ReactNode {
  const { t } = useTranslation('portal');
  const changes = Array.isArray(problem.changes) ? problem.changes.filter(isChange) : [];
  return (
    <div role="alert" className={styles['consequence']}>
      <b>{t('changed.title')}</b>
      <ul>
        {changes.map(({ type, at }, index) => {
          const known = KNOWN.find((each) => each === type);
          return (
            <li key={index}>
              {known ? t(`changed.${known}`) : t('changed.other')} <Instant at={at} />
            </li>
          );
        })}
      </ul>
      <p>{t('changed.text')}</p>
      <Button variant="default" onClick={onGoOn}>
        {t('changed.goOn')}
      </Button>
    </div>
  );
}
