import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.js';
import { Instant } from '../../design/instant.js';
import { Loading } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { Elsewhere } from '../elsewhere.js';
import { casesQuery, noticeQuery, receiptsQuery, type Notice } from '../queries.js';
import { Letters } from './letters.js';
import { Meaning } from './meaning.js';
import { Receipts } from './receipts.js';
import styles from '../portal.module.css';
import facts from '../../design/facts.module.css';

const route = getRouteApi('/portal/notices/$id');

/** One notice for whom it was sent to: what happened, what it means, what to do; its words as they came; the receipt. */
export function NoticePage(): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const { id } = route.useParams();
  const query = useQuery(noticeQuery(id));
  const { data } = query;
  const title = data ? t('notice.from', { name: data.counterpart ?? '–' }) : t('notice.title');
  const print = data && (
    <Button variant="default" className={styles['noPrint'] ?? ''} onClick={() => window.print()}>
      {t('print')}
    </Button>
  );
  return (
    <PageFrame title={title} beside={print}>
      {data ? (
        <Read notice={data} />
      ) : query.isError ? (
        <Elsewhere kind="notices" id={id} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading />
      )}
    </PageFrame>
  );
}

function Read({ notice }: { readonly notice: Notice }): ReactNode {
  const { t } = useTranslation('portal');
  const { membership } = useSession();
  const cases = useQuery(casesQuery(membership.organisation));
  const receipts = useQuery(receiptsQuery(notice.id));
  const file = cases.data?.find(({ noticeId }) => noticeId === notice.id);
  return (
    <>
      <Meaning notice={notice} file={file} />
      <Sheet title={t('notice.letters')}>
        <Letters notice={notice} />
      </Sheet>
      {receipts.data !== undefined && receipts.data.length > 0 && (
        <Sheet title={t('receipt.title')}>
          <Receipts receipts={receipts.data} counterpart={notice.counterpart} />
        </Sheet>
      )}
      <Sheet title={t('notice.arrival')}>
        <Arrival notice={notice} />
      </Sheet>
    </>
  );
}

/** How it is known to have arrived. */
function Arrival({ notice }: { readonly notice: Notice }): ReactNode {
  const { t } = useTranslation('portal');
  return (
    <dl className={facts['facts']}>
      {notice.deliveries.map(({ deliveryId, grade, at }) => (
        <div key={deliveryId} style={{ display: 'contents' }}>
          <dt>{t(`grade.${grade}`)}</dt>
          <dd>
            <Instant at={at} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
