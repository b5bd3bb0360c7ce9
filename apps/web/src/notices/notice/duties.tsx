import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { incidentQuery } from '../../api/queries.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Clause } from '../../design/clause.js';
import { Countdown, useClockState } from '../../design/countdown.js';
import { once } from '../../design/deed.js';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { StateChip, Tag } from '../../design/state-chip.js';
import { lengthOf } from '../../design/time.js';
import { factsOf, type Clock } from '../../desk/clocks.js';
import { Explanation } from '../../desk/explanation.js';
import type { NoticeInFull } from '../queries.js';
import { NotRequired } from './not-required.js';
import { ReasonDeed } from './reason-deed.js';
import styles from './notice.module.css';

type Duty = Schemas['DutyView'];

const route = getRouteApi('/desk/incidents/$id/notices/$notice');

const STATES: Readonly<Record<Duty['status'], Clock['state']>> = {
  open: 'open',
  'handed-over': 'sent',
  fulfilled: 'settled',
  'not-required': 'settled',
  withdrawn: 'settled',
};

/** A duty as a clock, as the desk shows it. */
const clockOf = (
  notice: NoticeInFull,
  { dutyId, status, clause, deadline, steps }: Duty,
  title: string | null = null,
): Clock => ({
  duty: dutyId,
  owner: { kind: 'notice', id: notice.id },
  subject: notice.incidentId,
  counterpart: notice.counterpart,
  title,
  state: STATES[status],
  due: deadline.due,
  target: deadline.target,
  source: clause,
  deadline,
  missedNoticedAt: steps.find(({ step }) => step === 'missed')?.noticed ?? null,
});

/** What the notice owes, each with its clock, which explains itself, and with how it was judged. */
export function Duties({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const { duty: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const incident = useQuery(incidentQuery(notice.incidentId)).data;
  const title = typeof incident?.title === 'string' ? incident.title : null;
  const chosen = notice.duties.find(({ dutyId }) => dutyId === opened);
  const open = (duty: string | undefined): void =>
    void navigate({ search: duty === undefined ? {} : { duty }, replace: true, resetScroll: false });
  return (
    <>
      {notice.duties.length === 0 && (
        <div className={styles['duty']}>
          <p className={styles['soft']}>{t('duties.pending')}</p>
          <NotRequired notice={notice} duty={undefined} />
        </div>
      )}
      {notice.duties.map((duty) => (
        <One key={duty.dutyId} notice={notice} duty={duty} onOpen={() => open(duty.dutyId)} />
      ))}
      <Explanation clock={chosen && clockOf(notice, chosen, title)} onClose={() => open(undefined)} />
    </>
  );
}

function One(props: { readonly notice: NoticeInFull; readonly duty: Duty; readonly onOpen: () => void }): ReactNode {
  const { notice, duty, onOpen } = props;
  const { t } = useTranslation(['notices', 'app']);
  const facts = factsOf(clockOf(notice, duty));
  const state = useClockState(facts);
  const { kind, clause, status, deadline, followUpOf } = duty;
  const isDecided = status === 'not-required' || status === 'withdrawn';
  return (
    <div className={styles['duty']}>
      <div className={styles['line']}>
        {isDecided ? <Tag tone="undated">{t(`duties.status.${status}`)}</Tag> : <StateChip state={state} />}
        <b>{t(`app:kind.${kind}`)}</b>
        <span className={styles['soft']}>
          <Clause of={clause} />
        </span>
        {followUpOf !== null && <span className={styles['soft']}>{t('duties.followUp')}</span>}
        <span className={styles['space']} />
        <Button size="compact-sm" variant="default" aria-haspopup="dialog" onClick={onOpen}>
          {t('duties.explain')}
        </Button>
      </div>
      {!isDecided && (
        <p className={styles['line']}>
          {deadline.due === null ? t('app:explain.noDue') : <Instant at={deadline.due} />}
          <b>
            <Countdown facts={facts} />
          </b>
        </p>
      )}
      <Judged duty={duty} />
      <Reasons notice={notice} duty={duty} />
      <NotRequired notice={notice} duty={duty} />
    </div>
  );
}

/** How it was fulfilled, by which instant, and whether in time; judgements whose delivery proved to be none stay readable. */
function Judged({ duty }: { readonly duty: Duty }): ReactNode {
  const { t } = useTranslation('notices');
  const lang = useLang();
  const { judgement, voided } = duty;
  const line = ({ lateness, judgedBy }: NonNullable<Duty['judgement']>): ReactNode => (
    <>
      <Instant at={lateness.fulfilledAt} /> {t(`duties.judgedBy.${judgedBy.what}`)}
      {lateness.due !== null &&
        `: ${lateness.onTime ? t('matrix.inTime') : t('matrix.lateBy', { length: lengthOf(lateness.lateBy, lang) })}`}
    </>
  );
  return (
    <>
      {judgement && (
        <p>
          {t('duties.fulfilled')} {line(judgement)}
          {judgement.reassessments.map(({ lateness, cause }, index) => (
            <span key={index} className={styles['below']}>
              {t('duties.reassessed', { cause: t(`duties.cause.${cause}`) })}{' '}
              {lateness.onTime ? t('matrix.inTime') : t('matrix.lateBy', { length: lengthOf(lateness.lateBy, lang) })}
            </span>
          ))}
        </p>
      )}
      {voided.map((each, index) => (
        <p key={index} className={styles['soft']}>
          {t('duties.voided')} {line(each)}
        </p>
      ))}
    </>
  );
}

function Reasons({ notice, duty }: { readonly notice: NoticeInFull; readonly duty: Duty }): ReactNode {
  const { t } = useTranslation('notices');
  const { may } = useSession();
  const { reasonsForLateness, judgement, dutyId } = duty;
  const isLate = judgement !== null && !judgement.lateness.onTime && judgement.lateness.due !== null;
  return (
    <>
      {reasonsForLateness.map(({ reason, at }) => (
        <p key={at}>
          <span className={styles['soft']}>
            {t('duties.reasons')} (<Instant at={at} />
            ):{' '}
          </span>
          {textOr(reason, t('matrix.erased'))}
        </p>
      ))}
      {isLate && reasonsForLateness.length === 0 && (
        <p className={styles['line']}>
          <Tag tone="near">{t('matrix.withoutReasons')}</Tag>
        </p>
      )}
      {isLate && may('processor:responder') && (
        <ReasonDeed
          draftOf={`late.${dutyId}`}
          deed={t('deeds.explain')}
          title={t('deeds.title.explain')}
          consequence={t('deeds.consequence.explain')}
          reasonLabel={t('deeds.reason')}
          onSend={({ reason }, key) =>
            answerOf(
              api.POST('/api/v1/notices/{id}/lateness-reasons', {
                params: { path: { id: notice.id }, header: once(key) },
                body: { dutyId, reason },
              }),
            )
          }
        />
      )}
    </>
  );
}
