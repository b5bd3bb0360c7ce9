import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.js';
import { textOr } from '../../design/erased.js';
import { Loading } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { Tag } from '../../design/state-chip.js';
import { Elsewhere } from '../elsewhere.js';
import { caseQuery, noticeQuery, type Case, type Notice } from '../queries.js';
import { Awareness } from './awareness.js';
import { Checklist } from './checklist.js';
import { Clock } from './clock.js';
import { Closing } from './closing.js';
import { Communications } from './communications.js';
import { Entry } from './entry.js';
import { Filings } from './filings.js';
import { Forms } from './forms.js';
import { NotFiling } from './not-filing.js';
import { Received } from './received.js';
import { deedsOf, initialFiling, standingDecision, stepsOf } from './state.js';
import styles from '../portal.module.css';

const route = getRouteApi('/portal/cases/$id');

/** The controller's own file for one breach: its clock, what is left to do, what was decided; printed, a sheet for the file. */
export function CasePage(): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  const { id } = route.useParams();
  const query = useQuery(caseQuery(id));
  const { data } = query;
  const noticeId = data?.noticeId ?? '';
  const notice = useQuery({ ...noticeQuery(noticeId), enabled: noticeId !== '' });
  const first = data?.received[0];
  const from = notice.data?.counterpart ?? (first ? textOr(first.processor, t('erased')) : undefined);
  const title = from === undefined ? t('file.title') : t('file.from', { name: from });
  return (
    <PageFrame title={title} beside={data && <Beside file={data} />}>
      {data ? (
        <Whole file={data} notice={notice.data} />
      ) : query.isError ? (
        <Elsewhere kind="cases" id={id} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading />
      )}
    </PageFrame>
  );
}

function Beside({ file }: { readonly file: Case }): ReactNode {
  const { t } = useTranslation(['portal', 'app']);
  return (
    <>
      <Tag tone={file.status === 'closed' ? 'settled' : 'running'}>
        {t(file.status === 'closed' ? 'app:status.closed' : 'app:status.open')}
      </Tag>
      {initialFiling(file) && <Tag tone="settled">{t('outcome.filed')}</Tag>}
      {standingDecision(file) && <Tag tone="settled">{t('outcome.not-to-file')}</Tag>}
      {file.noticeId !== '' && (
        <Button
          component={Link}
          to={`/portal/notices/${file.noticeId}`}
          variant="default"
          className={styles['noPrint'] ?? ''}
        >
          {t('steps.acknowledge.do')}
        </Button>
      )}
      <Button variant="default" className={styles['noPrint'] ?? ''} onClick={() => window.print()}>
        {t('print')}
      </Button>
    </>
  );
}

function Whole({ file, notice }: { readonly file: Case; readonly notice: Notice | undefined }): ReactNode {
  const { t } = useTranslation('portal');
  const { may, asOf } = useSession();
  const decides = may('controller:privacy-officer') && file.status === 'open';
  const steps = stepsOf(file, notice);
  const next = new Set(steps.flatMap(deedsOf));
  return (
    <>
      <Sheet title={t('clock.title')}>
        <Clock file={file} />
      </Sheet>
      <Sheet title={t('steps.title')}>
        <Checklist file={file} steps={steps} />
      </Sheet>
      <Sheet title={t('decision.title')}>
        <Filings file={file} decides={decides} again={!next.has('file')} />
        <NotFiling file={file} decides={decides} />
      </Sheet>
      <Sheet title={t('communication.title')}>
        <Communications file={file} again={decides && !next.has('communicate')} />
      </Sheet>
      <Sheet title={t('awareness.title')}>
        <Awareness file={file} again={decides && !next.has('aware')} />
      </Sheet>
      {file.received.length > 0 && (
        <Sheet title={t('received.title')}>
          <Received file={file} />
        </Sheet>
      )}
      <Sheet title={t('closing.title')}>
        <div id="closing">
          <Closing file={file} />
        </div>
      </Sheet>
      {/* The register tells how it is now. */}
      {asOf === undefined && (
        <Sheet title={t('entry.title')}>
          <Entry file={file} />
        </Sheet>
      )}
      <Forms file={file} />
    </>
  );
}
