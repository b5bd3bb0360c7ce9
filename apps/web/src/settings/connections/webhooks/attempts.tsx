import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client.js';
import { Instant } from '../../../design/instant.js';
import { Asked } from '../../../design/notes.js';
import { Tag } from '../../../design/state-chip.js';
import { attemptsQuery } from '../../queries.js';
import form from '../../../design/form.module.css';
import styles from '../../frame.module.css';

type Attempt = Schemas['WebhookAttemptDto'];

/** So many are shown at first; the service keeps a hundred. */
const FIRST = 5;

/** What was sent, the latest first: whether it was taken, and what to do where it was not. */
export function Attempts({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('settings');
  const query = useQuery(attemptsQuery(id));
  return (
    <section aria-label={t('webhooks.attempts')}>
      <div className={form['label']}>{t('webhooks.attempts')}</div>
      <Asked query={query}>
        {(attempts) =>
          attempts.length === 0 ? (
            <p className={form['soft']}>{t('webhooks.noAttempts')}</p>
          ) : (
            <>
              <List attempts={attempts.slice(0, FIRST)} />
              {attempts.length > FIRST && (
                <details>
                  <summary>{t('webhooks.older', { count: attempts.length - FIRST })}</summary>
                  <List attempts={attempts.slice(FIRST)} />
                </details>
              )}
            </>
          )
        }
      </Asked>
    </section>
  );
}

function List({ attempts }: { readonly attempts: readonly Attempt[] }): ReactNode {
  return (
    <ol className={styles['attempts']}>
      {attempts.map((attempt) => (
        <li key={`${attempt.eventId} ${attempt.at}`}>
          <AttemptInWords attempt={attempt} />
        </li>
      ))}
    </ol>
  );
}

/** What came of one request. */
export function AttemptInWords({ attempt }: { readonly attempt: Attempt }): ReactNode {
  const { t } = useTranslation('settings');
  const { at, type, outcome, status } = attempt;
  const isTaken = outcome === 'delivered';
  return (
    <>
      <Tag tone={isTaken ? 'settled' : 'near'}>{t(isTaken ? 'webhooks.taken' : 'webhooks.notTaken')}</Tag>{' '}
      <Instant at={at} />
      <span className={styles['beneath']}>
        {type}
        {status !== null && ` · HTTP ${status}`}
      </span>
      {!isTaken && <span className={styles['why']}>{t(`webhooks.outcome.${outcome}`)}</span>}
    </>
  );
}
