import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { organisationQuery } from '../../api/queries.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Tag } from '../../design/state-chip.js';
import type { NoticeInFull } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { NOTICE_CHANGES } from './reason-deed.js';
import { useOutdated } from './outdated-note.js';
import { SendDeed } from './send-deed.js';
import styles from './notice.module.css';

/** From the last text to the mails: its approval, by a second person where that is asked for, and what was sent. */
export function GoingOut({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation(['notices', 'app']);
  const last = notice.texts.at(-1);
  const { sendings, failures } = notice;
  if (!last) return <p className={styles['soft']}>{t('out.noText')}</p>;
  return (
    <>
      <div className={styles['line']}>
        <b>{t('out.text', { number: last.textNumber })}</b>
        <span className={styles['soft']}>
          {t(`out.author.${last.author}`)} <Instant at={last.at} />
        </span>
        {last.approvedAt === null ? (
          <Tag tone="running">{t('out.notApproved')}</Tag>
        ) : (
          <span>
            <Tag tone="settled">{t('stage.approved')}</Tag> <Instant at={last.approvedAt} />
          </span>
        )}
      </div>
      <div className={styles['line']}>
        <Approve notice={notice} />
        <SendDeed notice={notice} />
      </div>
      <ol className={styles['list']}>
        {sendings.map(({ sendNumber, at, kind, textNumber, recipients, gaps }) => (
          <li key={sendNumber}>
            <b>{t('out.sending', { number: sendNumber })}</b> <Instant at={at} /> · {t(`app:kind.${kind}`)} ·{' '}
            {t('out.text', { number: textNumber })} · {t('out.recipients', { count: recipients.length })}
            {gaps.some(({ clause }) => clause !== null) && ` · ${t('out.withGaps')}`}
            {failures
              .filter((failure) => failure.sendNumber === sendNumber)
              .map(({ messageId, at: failedAt, reason, cancelled }) => (
                <span key={messageId} className={styles['failed']}>
                  {t(cancelled === true ? 'out.cancelled' : 'out.failed')} <Instant at={failedAt} />
                  {reason !== null && <> · {textOr(reason, t('matrix.erased'))}</>}
                </span>
              ))}
          </li>
        ))}
      </ol>
    </>
  );
}

function Approve({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const known = useRefusals();
  const { me, may, membership } = useSession();
  const settings = useQuery(organisationQuery(membership.organisation)).data?.settings;
  const isOutdated = useOutdated(notice);
  const last = notice.texts.at(-1);
  // What was read when the question was put: a text that comes meanwhile is not approved by it.
  const [asked, setAsked] = useState(0);
  const approve = useDeed({
    send: (textNumber: number, key) =>
      answerOf(
        api.POST('/api/v1/notices/{id}/approval', {
          params: { path: { id: notice.id }, header: once(key) },
          body: { textNumber },
        }),
      ),
    changes: NOTICE_CHANGES,
  });
  if (!last || last.approvedAt !== null || notice.status === 'closed' || !may('processor:approver')) return null;
  const { writtenBy } = last;
  if (settings?.fourEyes.approvals === true) {
    if (writtenBy?.kind !== 'person') return <span className={styles['soft']}>{t('out.nobodyWrote')}</span>;
    if (writtenBy.id === me.person.id) return <span className={styles['soft']}>{t('out.needsOther')}</span>;
  }
  return (
    <Confirm
      deed={t('deeds.approve')}
      title={t('out.approveTitle', { number: asked })}
      consequence={`${isOutdated ? `${t('deeds.outdated', { count: 1, formatted: '1' })} ` : ''}${t('deeds.consequence.approve')}`}
      error={approve.error}
      known={known}
      onOpen={() => {
        setAsked(last.textNumber);
        approve.reset();
      }}
      onConfirm={() => approve.mutateAsync(asked)}
    />
  );
}
