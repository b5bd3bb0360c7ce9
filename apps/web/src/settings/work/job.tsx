import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Refused } from '../../design/refused.js';
import { Tag, type Tone } from '../../design/state-chip.js';
import { countOf, lengthOf } from '../../design/time.js';
import styles from './work.module.css';

type Job = Schemas['JobView'];

const TONES: Readonly<Record<Job['state'], Tone>> = {
  running: 'running',
  interrupted: 'running',
  paused: 'plain',
  cancelled: 'undated',
  completed: 'settled',
};

const DEEDS = {
  pause: '/api/v1/jobs/{id}/pause',
  resume: '/api/v1/jobs/{id}/resume',
  cancel: '/api/v1/jobs/{id}/cancel',
} as const;

function useSteer(deed: keyof typeof DEEDS) {
  return useDeed({
    send: (which: { readonly deed: string; readonly id: string }, key) =>
      answerOf(api.POST(DEEDS[deed], { params: { path: { id: which.id }, header: once(key) } })),
    changes: ['jobs', 'dispatch', 'notices'],
  });
}

/** One job with many notices: how far it is, and what can be done about it. */
export function JobCard({ job, matter }: { readonly job: Job; readonly matter: string }): ReactNode {
  const { t } = useTranslation('settings');
  const lang = useLang();
  const { may } = useSession();
  const { id, what, state, counts, pausedWhy, startedAt, estimatedSecondsLeft, incidentId } = job;
  const pause = useSteer('pause');
  const resume = useSteer('resume');
  const cancel = useSteer('cancel');
  const isMine = may('processor:responder') || may('processor:approver');
  const isOpen = state === 'running' || state === 'interrupted' || state === 'paused';
  const through = counts.done + counts.unchanged + counts.skipped + counts.refused;
  const told = (['done', 'unchanged', 'skipped', 'refused'] as const).filter((each) => counts[each] > 0);
  return (
    <div className={styles['job']}>
      <div className={styles['head']}>
        <strong>{t(`work.what.${what}`)}</strong>
        <Tag tone={TONES[state]}>{t(`work.is.${state}`)}</Tag>
        <Link to="/desk/incidents/$id" params={{ id: incidentId }}>
          {matter}
        </Link>
        <span className={form['soft']}>
          <Instant at={startedAt} />
        </span>
      </div>
      <progress
        className={styles['bar']}
        max={Math.max(counts.total, 1)}
        value={through}
        aria-label={t(`work.what.${what}`)}
      />
      <p className={styles['counts']}>
        {countOf(through, lang)} / {countOf(counts.total, lang)}
        {told.map((each) => ` · ${countOf(counts[each], lang)} ${t(`work.counts.${each}`)}`)}
        {estimatedSecondsLeft !== null &&
          ` · ${t('imports.left', { length: lengthOf(estimatedSecondsLeft * 1_000, lang) })}`}
      </p>
      {pausedWhy !== null && <p className={styles['counts']}>{t(`work.pausedWhy.${pausedWhy}`)}</p>}
      {isOpen && isMine && (
        <div className={styles['head']}>
          {state === 'paused' ? (
            <Button size="compact-sm" loading={resume.isPending} onClick={() => resume.mutate({ deed: 'resume', id })}>
              {t('work.resume')}
            </Button>
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              loading={pause.isPending}
              onClick={() => pause.mutate({ deed: 'pause', id })}
            >
              {t('work.pause')}
            </Button>
          )}
          <Confirm
            size="compact-sm"
            deed={t('work.cancel')}
            title={t('work.cancelTitle')}
            consequence={t('work.cancelConsequence')}
            error={cancel.error}
            onOpen={cancel.reset}
            onConfirm={() => cancel.mutateAsync({ deed: 'cancel', id })}
          />
        </div>
      )}
      <Refused error={pause.error ?? resume.error} />
    </div>
  );
}
