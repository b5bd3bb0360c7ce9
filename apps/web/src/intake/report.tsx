import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';
import { incidentQuery } from '../api/queries.js';
import { useSession } from '../app/session.js';
import { ActorName } from '../design/actor.js';
import { isErased, textOr } from '../design/erased.js';
import facts from '../design/facts.module.css';
import { Instant } from '../design/instant.js';
import { Asked } from '../design/notes.js';
import { PageFrame, Sheet } from '../design/page.js';
import { Ways } from './decide.js';
import { reportQuery } from './queries.js';
import { ReportTag } from './status.js';
import styles from './reports.module.css';

type Report = Schemas['ReportShown'];

const route = getRouteApi('/desk/reports/$id');

/** One report: what was told, and what a person decides about it. */
export function ReportPage(): ReactNode {
  const { t } = useTranslation(['intake', 'app']);
  const { may } = useSession();
  const { id } = route.useParams();
  const query = useQuery(reportQuery(id));
  const { data } = query;
  return (
    <PageFrame
      title={data ? t('one.title', { reference: data.reference }) : t('one.untitled')}
      beside={data && <ReportTag status={data.status} />}
    >
      <Asked query={query}>
        {(report) => (
          <>
            <Sheet title={t('one.told')}>
              <Told report={report} />
            </Sheet>
            <Sheet title={t('one.decision')}>
              {report.incidentId !== null && <OfIncident id={report.incidentId} status={report.status} />}
              {may('processor:responder') && <Ways report={report} />}
              {report.status === 'open' && !may('processor:responder') && (
                <p className={styles['soft']}>{t('decide.notYours')}</p>
              )}
              <Decisions report={report} />
            </Sheet>
          </>
        )}
      </Asked>
    </PageFrame>
  );
}

function Told({ report }: { readonly report: Report }): ReactNode {
  const { t } = useTranslation('intake');
  const { text, channel, receivedAt, noticed, noticedAt, source, reporter } = report;
  const unknown = <span className={facts['soft']}>{t('one.unknown')}</span>;
  const reach = isErased(reporter)
    ? [t('erased')]
    : [reporter?.name, reporter?.phone, reporter?.email].filter((each) => typeof each === 'string');
  return (
    <>
      <p className={styles['told']}>{textOr(text, t('erased'))}</p>
      <dl className={facts['facts']}>
        <dt>{t('list.received')}</dt>
        <dd>
          <Instant at={receivedAt} />
        </dd>
        <dt>{t('list.channel')}</dt>
        <dd>{t(`channel.${channel}`)}</dd>
        <dt>{t('one.noticed')}</dt>
        <dd>
          {noticedAt && (
            <div>
              <Instant at={noticedAt.at} />
            </div>
          )}
          {noticed === null ? !noticedAt && unknown : textOr(noticed, t('erased'))}
        </dd>
        <dt>{t('one.reporter')}</dt>
        <dd>{reach.length === 0 ? unknown : reach.map((each) => <div key={each}>{each}</div>)}</dd>
        {source !== null && (
          <>
            <dt>{t('one.source')}</dt>
            <dd>{textOr(source, t('erased'))}</dd>
          </>
        )}
      </dl>
    </>
  );
}

function OfIncident({ id, status }: { readonly id: string; readonly status: Report['status'] }): ReactNode {
  const { t } = useTranslation('intake');
  const { data } = useQuery(incidentQuery(id));
  return (
    <p className={styles['soft']}>
      {t(status === 'turned' ? 'one.turned' : 'one.linked')}{' '}
      <Link to="/desk/incidents/$id" params={{ id }}>
        {data ? textOr(data.title, t('erased')) : t('one.incident')}
      </Link>
    </p>
  );
}

function Decisions({ report: { decisions } }: { readonly report: Report }): ReactNode {
  const { t } = useTranslation('intake');
  if (decisions.length === 0) return null;
  return (
    <ol className={styles['decisions']} aria-label={t('one.decisions')}>
      {decisions.map(({ at, by, decided, reason }) => (
        <li key={at}>
          <Instant at={at} /> · {t(`decided.${decided}`)} · <ActorName actor={by} />
          {reason !== null && <p>{textOr(reason, t('erased'))}</p>}
        </li>
      ))}
    </ol>
  );
}
