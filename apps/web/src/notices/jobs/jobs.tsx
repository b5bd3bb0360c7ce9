import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { Instant } from '../../design/instant.js';
import { Refused } from '../../design/refused.js';
import { Tag, type Tone } from '../../design/state-chip.js';
import { countOf, lengthOf } from '../../design/time.js';
import { isAtWork, isOpen, jobsQuery, type Job } from '../queries.js';
import { Refusals } from './refusals.js';
import styles from './jobs.module.css';

type Names = ReadonlyMap<string, string | null>;

/** The work in progress on an incident's notices: what is at work, what came of the last, and the earlier ones folded away. */
export function Jobs({ incident, names }: { readonly incident: string; readonly names: Names }): ReactNode {
  const { t } = useTranslation('notices');
  const { data: jobs = [] } = useQuery(jobsQuery(incident));
  const first = jobs.filter((job, index) => index === 0 || isOpen(job));
  const rest = jobs.filter((job) => !first.includes(job));
  if (jobs.length === 0) return null;
  return (
    <section className={styles['jobs']} aria-label={t('jobs.title')}>
      {first.map((job) => (
        <One key={job.id} job={job} names={names} />
      ))}
      {rest.length > 0 && (
        <details>
          <summary>{t('jobs.earlier')}</summary>
          {rest.map((job) => (
            <One key={job.id} job={job} names={names} />
          ))}
        </details>
      )}
    </section>
  );
}

const TONES: Readonly<Record<Job['state'], Tone>> = {
  running: 'running',
  interrupted: 'running',
  paused: 'near',
  cancelled: 'undated',
  completed: 'settled',
};

function One({ job, names }: { readonly job: Job; readonly names: Names }): ReactNode {
  const { t } = useTranslation('notices');
  const lang = useLang();
  const { what, state, counts, total, startedAt, estimatedSecondsLeft, pausedWhy, dispatch, listedSince } = job;
  const handled = counts.done + counts.unchanged + counts.skipped + counts.refused;
  const number = (count: number): string => countOf(count, lang);
  const results = [
    counts.done > 0 && t(`jobs.done.${what}`, { formatted: number(counts.done) }),
    counts.unchanged > 0 && t('jobs.unchanged', { formatted: number(counts.unchanged) }),
    counts.skipped > 0 && t('jobs.skipped', { formatted: number(counts.skipped) }),
    counts.refused > 0 && t('jobs.notDone', { formatted: number(counts.refused) }),
  ].filter((each) => each !== false);
  return (
    <article className={styles['job']} data-state={state}>
      <div className={styles['head']}>
        <h3>{t(`jobs.what.${what}`)}</h3>
        <Tag tone={TONES[state]}>{t(`jobs.state.${state}`)}</Tag>
        <span className={styles['soft']}>
          <Instant at={startedAt} />
        </span>
        {isOpen(job) && <Steer job={job} />}
      </div>
      {state !== 'completed' && (
        <label className={styles['progress']}>
          <span>{t('jobs.progress', { handled: number(handled), total: number(total) })}</span>
          <progress value={handled} max={Math.max(total, 1)} />
          {isAtWork(job) && estimatedSecondsLeft !== null && (
            <span className={styles['soft']}>
              {t('jobs.left', { length: lengthOf(estimatedSecondsLeft * 1_000, lang) })}
            </span>
          )}
        </label>
      )}
      {state !== 'running' && (
        <p className={styles['soft']}>{results.length === 0 ? t('jobs.nothingWritten') : results.join(' · ')}</p>
      )}
      {dispatch !== null && <p className={styles['soft']}>{dispatch.statement[lang]}</p>}
      {pausedWhy === 'incident-changed' && <p className={styles['soft']}>{t('jobs.incidentChanged')}</p>}
      {listedSince > 0 && <p className={styles['soft']}>{t('jobs.listedSince', { formatted: number(listedSince) })}</p>}
      {counts.refused > 0 && <Refusals incident={job.incidentId} result={job} names={names} />}
    </article>
  );
}

type Way = 'pause' | 'resume' | 'cancel';

function Steer({ job }: { readonly job: Job }): ReactNode {
  const { t } = useTranslation('notices');
  const { may } = useSession();
  const { id, state } = job;
  const steer = useDeed({
    send: (way: Way, key) => {
      const how = { params: { path: { id }, header: once(key) } };
      if (way === 'pause') return answerOf(api.POST('/api/v1/jobs/{id}/pause', how));
      if (way === 'resume') return answerOf(api.POST('/api/v1/jobs/{id}/resume', how));
      return answerOf(api.POST('/api/v1/jobs/{id}/cancel', how));
    },
    changes: ['jobs', 'notices'],
  });
  if (!may('processor:responder') && !may('processor:approver')) return null;
  return (
    <span className={styles['steer']}>
      {(state === 'running' || state === 'interrupted') && (
        <Button size="compact-sm" variant="default" loading={steer.isPending} onClick={() => steer.mutate('pause')}>
          {t('jobs.pause')}
        </Button>
      )}
      {state === 'paused' && (
        <Button size="compact-sm" variant="default" loading={steer.isPending} onClick={() => steer.mutate('resume')}>
          {t('jobs.resume')}
        </Button>
      )}
      {state !== 'cancelled' && state !== 'completed' && (
        <Confirm
          size="compact-sm"
          deed={t('jobs.cancel')}
          title={t('jobs.cancelTitle')}
          consequence={t('jobs.cancelText')}
          error={null}
          onConfirm={() => steer.mutateAsync('cancel')}
        />
      )}
      <Refused error={steer.error} />
    </span>
  );
}
