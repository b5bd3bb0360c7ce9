import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { once } from '../../design/deed.js';
import { isErased, textOr } from '../../design/erased.js';
import { Instant } from '../../design/instant.js';
import { Tag } from '../../design/state-chip.js';
import type { NoticeInFull } from '../queries.js';
import { ReasonDeed } from './reason-deed.js';
import { StateDelivery } from './state-delivery.js';
import styles from './notice.module.css';

type Delivery = Schemas['KnownDelivery'];

/** How the controller was told, with what proves it; also what proved to be none. */
export function Deliveries({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const { may } = useSession();
  const { deliveries, linksRevoked, sendings } = notice;
  const mayState = may('processor:responder') && notice.status !== 'closed';
  return (
    <>
      {deliveries.length === 0 && <p className={styles['soft']}>{t('delivery.none')}</p>}
      <ol className={styles['list']}>
        {deliveries.map((delivery) => (
          <One key={delivery.deliveryId} notice={notice} delivery={delivery} mayState={mayState} />
        ))}
        {linksRevoked.map(({ at, reason, messageId, sendNumber }) => (
          <li key={`${at} ${messageId ?? ''}`}>
            <b>{t(messageId === null ? 'delivery.allRevoked' : 'delivery.oneRevoked', { number: sendNumber })}</b>{' '}
            <Instant at={at} />
            <span className={styles['below']}>{textOr(reason, t('matrix.erased'))}</span>
          </li>
        ))}
      </ol>
      <div className={styles['line']}>
        {mayState && <StateDelivery notice={notice} />}
        {may('processor:responder') && sendings.length > 0 && <Revoke notice={notice} />}
      </div>
    </>
  );
}

function One(props: {
  readonly notice: NoticeInFull;
  readonly delivery: Delivery;
  readonly mayState: boolean;
}): ReactNode {
  const { notice, delivery, mayState } = props;
  const { t } = useTranslation(['notices', 'app']);
  const { deliveryId, grade, at, kind, evidence, invalidated, statement, messageId, sendNumber, clientAddress } =
    delivery;
  return (
    <li>
      <span className={styles['line']}>
        <Tag tone={invalidated ? 'undated' : grade === 'handed-over' ? 'sent' : 'settled'}>
          {t(`app:grade.${grade}`)}
        </Tag>
        <Instant at={at} />
        <span className={styles['soft']}>
          {t(`app:kind.${kind}`)}
          {sendNumber !== null && ` · ${t('out.sending', { number: sendNumber })}`}
          {clientAddress !== undefined && ` · ${textOr(clientAddress, t('matrix.erased'))}`}
        </span>
      </span>
      {statement && <Stated statement={statement} />}
      {evidence !== null && <span className={styles['below']}>{textOr(evidence, t('matrix.erased'))}</span>}
      {invalidated && (
        <span className={styles['failed']}>
          {t(`delivery.void.${invalidated.cause}`)} <Instant at={invalidated.at} />
          {invalidated.reason !== null && <> · {textOr(invalidated.reason, t('matrix.erased'))}</>}
        </span>
      )}
      {mayState && !invalidated && (
        <span className={styles['line']}>
          {statement && (
            <ReasonDeed
              draftOf={`withdraw.${deliveryId}`}
              deed={t('delivery.withdraw')}
              title={t('delivery.withdrawTitle')}
              consequence={t('delivery.withdrawText')}
              reasonLabel={t('delivery.withdrawReason')}
              onSend={({ reason }, key) =>
                answerOf(
                  api.POST('/api/v1/notices/{id}/deliveries/{deliveryId}/withdrawal', {
                    params: { path: { id: notice.id, deliveryId }, header: once(key) },
                    body: { reason },
                  }),
                )
              }
            />
          )}
          {messageId !== null && <Revoke notice={notice} messageId={messageId} />}
        </span>
      )}
    </li>
  );
}

function Stated({ statement }: { readonly statement: NonNullable<Delivery['statement']> }): ReactNode {
  const { t } = useTranslation('notices');
  const { channel, account, textForm } = statement;
  return (
    <span className={styles['below']}>
      {t(`delivery.channel.${channel}`)}
      {textForm && ` · ${t('delivery.inTextForm')}`}
      {isErased(account)
        ? ` · ${t('matrix.erased')}`
        : ` · ${t('delivery.account', { by: account.by, to: account.to })} · ${account.evidence}`}
    </span>
  );
}

/** Withdraws the links of one mail, or of all so far. */
function Revoke({ notice, messageId }: { readonly notice: NoticeInFull; readonly messageId?: string }): ReactNode {
  const { t } = useTranslation('notices');
  return (
    <ReasonDeed
      draftOf={`revoke.${messageId ?? notice.id}`}
      deed={t(messageId === undefined ? 'delivery.revokeAll' : 'delivery.revoke')}
      title={t('delivery.revokeTitle')}
      consequence={t('delivery.revokeText')}
      reasonLabel={t('delivery.revokeReason')}
      onSend={({ reason }, key) =>
        answerOf(
          api.POST('/api/v1/notices/{id}/links/revocation', {
            params: { path: { id: notice.id }, header: once(key) },
            body: { reason, ...(messageId !== undefined && { messageId }) },
          }),
        )
      }
    />
  );
}
