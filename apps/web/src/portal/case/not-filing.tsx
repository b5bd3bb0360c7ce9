import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Tag } from '../../design/state-chip.js';
import type { Case } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { changing, useCaseDeed } from './form.js';
import styles from '../portal.module.css';

/** The decision that nothing is filed: who, why, when; proposed by one and confirmed by another where four eyes are asked for. */
export function NotFiling({ file, decides }: { readonly file: Case; readonly decides: boolean }): ReactNode {
  const { t } = useTranslation('portal');
  const { decisionNotToFile: decision, notFilingProposal: proposal } = file;
  if (!decision && !proposal) return null;
  return (
    <div className={styles['part']}>
      <h3>{t('notFiling.title')}</h3>
      {decision && <Decided decision={decision} />}
      {proposal && <Proposed file={file} proposal={proposal} decides={decides} />}
    </div>
  );
}

function Decided({ decision }: { readonly decision: Schemas['DecisionNotToFile'] }): ReactNode {
  const { t } = useTranslation('portal');
  const { reason, decidedBy, at, replacedBy, confirmedBy } = decision;
  return (
    <div className={styles['lines']}>
      <p>
        <b>{textOr(decidedBy, t('erased'))}</b> · <Instant at={at} />
        {confirmedBy !== undefined && ` · ${t('notFiling.byTwo')}`}{' '}
        {replacedBy !== null && <Tag tone="undated">{t('notFiling.replaced')}</Tag>}
      </p>
      <p className={styles['letter']}>{textOr(reason, t('erased'))}</p>
    </div>
  );
}

function Proposed(props: {
  readonly file: Case;
  readonly proposal: Schemas['NotFilingProposal'];
  readonly decides: boolean;
}): ReactNode {
  const { file, proposal, decides } = props;
  const { t } = useTranslation('portal');
  const { me } = useSession();
  const known = useRefusals();
  const isMine = proposal.proposedBy.id === me.person.id;
  const path = { id: file.id };
  const confirm = useCaseDeed((_: void, key) =>
    api.POST('/api/v1/cases/{id}/decision-not-to-file/confirmation', {
      params: { path, header: changing(file, key) },
    }),
  );
  const withdraw = useCaseDeed((_: void, key) =>
    api.POST('/api/v1/cases/{id}/decision-not-to-file/withdrawal', { params: { path, header: changing(file, key) } }),
  );
  return (
    <div className={styles['lines']}>
      <p>
        <Tag tone="near">{t('notFiling.proposed')}</Tag> <b>{textOr(proposal.decidedBy, t('erased'))}</b> ·{' '}
        <Instant at={proposal.at} />
      </p>
      <p className={styles['letter']}>{textOr(proposal.reason, t('erased'))}</p>
      {isMine && <p className={styles['soft']}>{t('notFiling.secondPerson')}</p>}
      {decides && (
        <div className={styles['actions']}>
          {!isMine && (
            <Confirm
              deed={t('notFiling.confirm')}
              title={t('notFiling.confirmTitle')}
              consequence={t('notFiling.consequence')}
              error={confirm.error}
              known={known}
              onConfirm={() => confirm.mutateAsync()}
              onOpen={() => confirm.reset()}
            />
          )}
          <Confirm
            deed={t('notFiling.withdraw')}
            title={t('notFiling.withdrawTitle')}
            consequence={t('notFiling.withdrawConsequence')}
            error={withdraw.error}
            known={known}
            onConfirm={() => withdraw.mutateAsync()}
            onOpen={() => withdraw.reset()}
          />
        </div>
      )}
    </div>
  );
}
