import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import facts from '../../design/facts.module.css';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { countOf } from '../../design/time.js';
import { ImportTag, useKindName } from './imports.js';
import { JobCard } from './job.js';
import { dispatchQuery, importsQuery, isAtWork, jobsQuery, type Import } from './queries.js';
import styles from './work.module.css';

/** Everything that takes its time, in one place: what is sent, what is done with many notices, what is brought in. */
export function Work(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <PageFrame title={t('work.title')}>
      <Sheet title={t('work.dispatch')}>
        <Dispatch />
      </Sheet>
      <Sheet title={t('work.jobs')}>
        <Jobs />
      </Sheet>
      <Sheet title={t('work.imports')}>
        <RunningImports />
      </Sheet>
    </PageFrame>
  );
}

function Dispatch(): ReactNode {
  const { t } = useTranslation('settings');
  const lang = useLang();
  const query = useQuery(dispatchQuery);
  return (
    <Asked query={query}>
      {({
        statement,
        waiting,
        inFlight,
        toCome,
        held,
        toComeHeld,
        sentInLastMinute,
        earliestDue,
        estimatedFinishedAt,
      }) => (
        <>
          <p className={form['plain']} role="status">
            {statement[lang]}
          </p>
          {waiting + inFlight + toCome > 0 && (
            <dl className={facts['facts']}>
              <dt>{t('work.waiting')}</dt>
              <dd>{countOf(waiting, lang)}</dd>
              <dt>{t('work.inFlight')}</dt>
              <dd>{countOf(inFlight, lang)}</dd>
              <dt>{t('work.toCome')}</dt>
              <dd>{countOf(toCome, lang)}</dd>
              <dt>{t('work.held')}</dt>
              <dd>{countOf(held + toComeHeld, lang)}</dd>
              <dt>{t('work.pace')}</dt>
              <dd>{countOf(sentInLastMinute, lang)}</dd>
              {earliestDue !== null && (
                <>
                  <dt>{t('work.earliestDue')}</dt>
                  <dd>
                    <Instant at={earliestDue} />
                  </dd>
                </>
              )}
              {estimatedFinishedAt !== null && (
                <>
                  <dt>{t('work.finished')}</dt>
                  <dd>
                    <Instant at={estimatedFinishedAt} />
                  </dd>
                </>
              )}
            </dl>
          )}
        </>
      )}
    </Asked>
  );
}

function Jobs(): ReactNode {
  const { t } = useTranslation('settings');
  const query = useQuery(jobsQuery);
  return (
    <Asked query={query}>
      {(jobs) =>
        jobs.length === 0 ? (
          <p className={form['plain']}>{t('work.noJobs')}</p>
        ) : (
          jobs.map((job) => <JobCard key={job.id} job={job} matter={job.incidentTitle ?? t('erased')} />)
        )
      }
    </Asked>
  );
}

function RunningImports(): ReactNode {
  const { t } = useTranslation('settings');
  const query = useQuery(importsQuery);
  return (
    <>
      <Asked query={query}>
        {(imports) => {
          const open = imports.filter((each) => isAtWork(each) || each.state === 'interrupted');
          if (open.length === 0) return <p className={form['plain']}>{t('work.noImports')}</p>;
          return open.map((each) => <Running key={each.id} view={each} />);
        }}
      </Asked>
      <p>
        <Link to="/imports">{t('work.allImports')}</Link>
      </p>
    </>
  );
}

function Running({ view }: { readonly view: Import }): ReactNode {
  const lang = useLang();
  const kindName = useKindName();
  const { id, kind, state, rows, rowsDone } = view;
  return (
    <div className={styles['job']}>
      <div className={styles['head']}>
        <Link to="/imports/$id" params={{ id }}>
          {kindName(kind)}
        </Link>
        <ImportTag state={state} />
      </div>
      {rows !== null && (
        <progress className={styles['bar']} max={Math.max(rows, 1)} value={rowsDone} aria-label={kindName(kind)} />
      )}
      <p className={styles['counts']}>
        {countOf(rowsDone, lang)}
        {rows !== null && ` / ${countOf(rows, lang)}`}
      </p>
    </div>
  );
}
