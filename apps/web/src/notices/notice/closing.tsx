import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { Instant } from '../../design/instant.js';
import type { NoticeInFull } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { NOTICE_CHANGES } from './reason-deed.js';
import styles from './notice.module.css';

/** Whether the notice can be closed, and what keeps it open. */
export function Closing({ notice }: { readonly notice: NoticeInFull }): ReactNode {
  const { t } = useTranslation('notices');
  const { may } = useSession();
  const known = useRefusals();
  const close = useDeed({
    send: (_: undefined, key) =>
      answerOf(api.POST('/api/v1/notices/{id}/closure', { params: { path: { id: notice.id }, header: once(key) } })),
    changes: NOTICE_CHANGES,
  });
  if (notice.closedAt !== null)
    return (
      <p>
        {t('closing.closed')} <Instant at={notice.closedAt} />
      </p>
    );
  const reasons = [...new Set(notice.blockers.map(({ reason }) => reason))];
  if (reasons.length > 0)
    return (
      <>
        <p className={styles['soft']}>{t('closing.kept')}</p>
        <ul className={styles['plain']}>
          {reasons.map((reason) => (
            <li key={reason}>{t(`closing.blocker.${reason}`)}</li>
          ))}
        </ul>
      </>
    );
  if (!may('processor:responder')) return <p className={styles['soft']}>{t('closing.ready')}</p>;
  return (
    <Confirm
      deed={t('closing.close')}
      title={t('closing.title')}
      consequence={t('closing.consequence')}
      error={close.error}
      known={known}
      onConfirm={() => close.mutateAsync(undefined)}
    />
  );
}
