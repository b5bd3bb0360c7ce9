import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { organisationQuery } from '../../api/queries.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Refused } from '../../design/refused.js';
import { Tag } from '../../design/state-chip.js';
import type { NoticeInFull } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { NOTICE_CHANGES, ReasonDeed } from './reason-deed.js';
import styles from './notice.module.css';

/** That a duty, or a pending notice as a whole, need not be fulfilled: proposed, confirmed, withdrawn, decided. */
export function NotRequired(props: {
  readonly notice: NoticeInFull;
  /** Undefined: the pending notice as a whole. */
  readonly duty: Schemas['DutyView'] | undefined;
}): ReactNode {
  const { notice, duty } = props;
  const { t } = useTranslation('notices');
  const { may, membership } = useSession();
  const settings = useQuery(organisationQuery(membership.organisation)).data?.settings;
  const needsTwo = settings?.fourEyes.decisions === true;
  const decided = duty ? duty.notRequired : notice.notRequired;
  const proposal = notice.proposals.find(({ dutyId }) => dutyId === (duty?.dutyId ?? null));
  const isOpen = duty ? duty.status === 'open' || duty.status === 'handed-over' : notice.status === 'pending';
  const about = duty ? { dutyId: duty.dutyId } : {};
  if (decided)
    return (
      <p>
        {t('notRequired.decided', { name: textOr(decided.decidedBy, t('matrix.erased')) })} <Instant at={decided.at} />:{' '}
        {textOr(decided.reason, t('matrix.erased'))}
      </p>
    );
  if (proposal) return <Proposal notice={notice} proposal={proposal} about={about} />;
  if (!isOpen || notice.status === 'closed' || !may('processor:approver')) return null;
  return (
    <ReasonDeed
      draftOf={`not-required.${duty?.dutyId ?? notice.id}`}
      deed={t(needsTwo ? 'notRequired.propose' : 'notRequired.decide')}
      title={t('notRequired.title')}
      consequence={t(needsTwo ? 'notRequired.proposeConsequence' : 'notRequired.consequence')}
      reasonLabel={t('notRequired.reason')}
      nameLabel={t('notRequired.name')}
      onSend={({ reason, name }, key) =>
        answerOf(
          api.POST('/api/v1/notices/{id}/not-required', {
            params: { path: { id: notice.id }, header: once(key) },
            body: { ...about, reason, decidedBy: name },
          }),
        )
      }
    />
  );
}

function Proposal(props: {
  readonly notice: NoticeInFull;
  readonly proposal: Schemas['NotRequiredProposal'];
  readonly about: { readonly dutyId?: string };
}): ReactNode {
  const { notice, proposal, about } = props;
  const { t } = useTranslation('notices');
  const known = useRefusals();
  const { me, may } = useSession();
  const isMine = proposal.proposedBy.id === me.person.id;
  const how = (key: string) => ({ params: { path: { id: notice.id }, header: once(key) }, body: about });
  const confirm = useDeed({
    send: (_: undefined, key) => answerOf(api.POST('/api/v1/notices/{id}/not-required/confirmation', how(key))),
    changes: NOTICE_CHANGES,
  });
  const withdraw = useDeed({
    send: (_: undefined, key) => answerOf(api.POST('/api/v1/notices/{id}/not-required/withdrawal', how(key))),
    changes: NOTICE_CHANGES,
  });
  return (
    <div className={styles['aside']}>
      <p className={styles['line']}>
        <Tag tone="near">{t('notRequired.proposed')}</Tag>
        {textOr(proposal.decidedBy, t('matrix.erased'))}, <Instant at={proposal.at} />
      </p>
      <p>{textOr(proposal.reason, t('matrix.erased'))}</p>
      {may('processor:approver') && (
        <div className={styles['line']}>
          {isMine ? (
            <span className={styles['soft']}>{t('notRequired.needsOther')}</span>
          ) : (
            <Confirm
              size="compact-sm"
              deed={t('notRequired.confirm')}
              title={t('notRequired.title')}
              consequence={t('notRequired.consequence')}
              error={confirm.error}
              known={known}
              onConfirm={() => confirm.mutateAsync(undefined)}
            />
          )}
          <Button
            size="compact-sm"
            variant="default"
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate(undefined)}
          >
            {t('notRequired.withdraw')}
          </Button>
          <Refused error={withdraw.error} known={known} />
        </div>
      )}
    </div>
  );
}
