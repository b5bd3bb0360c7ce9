import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import facts from '../../design/facts.module.css';
import form from '../../design/form.module.css';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { PageFrame, Sheet } from '../../design/page.js';
import { countOf, lengthOf } from '../../design/time.js';
import { sent } from './chosen.js';
import { Faults, Rule } from './faults/faults.js';
import { GoOn } from './go-on.js';
import { ImportTag, useKindName } from './imports.js';
import { importQuery, isAtWork, type Import } from './queries.js';
import { sendingOf, useSendFile } from './send.js';
import styles from './work.module.css';

const route = getRouteApi('/imports/$id');

/** One import: how far it is, what is wrong with its file, what it brought. */
export function ImportPage(): ReactNode {
  const { t } = useTranslation('settings');
  const kindName = useKindName();
  const { id } = route.useParams();
  const query = useQuery(importQuery(id));
  const { data } = query;
  return (
    <PageFrame
      title={data ? t('imports.one', { kind: kindName(data.kind) }) : t('imports.title')}
      beside={data && <ImportTag state={data.state} />}
    >
      <Asked query={query}>{(view) => <Whole view={view} />}</Asked>
    </PageFrame>
  );
}

function Whole({ view }: { readonly view: Import }): ReactNode {
  const { t } = useTranslation('settings');
  const lang = useLang();
  const { may } = useSession();
  const { rows, rowsDone, secondsLeft, state, counts, unusedColumns, missingColumns, problem, begunAt, endedAt } = view;
  const brought = Object.entries(counts as Readonly<Record<string, number>>);
  const done = rows === null ? countOf(rowsDone, lang) : `${countOf(rowsDone, lang)} / ${countOf(rows, lang)}`;
  return (
    <>
      <Sheet title={t('imports.progress')}>
        <div className={form['part']}>
          <p className={form['plain']} role="status">
            {t(`imports.means.${state}`)}
          </p>
          {isAtWork(view) && rows !== null && (
            <progress
              className={styles['bar']}
              max={Math.max(rows, 1)}
              value={rowsDone}
              aria-label={t('imports.progress')}
            />
          )}
          <dl className={facts['facts']}>
            <dt>{t('imports.rows')}</dt>
            <dd>
              {done}
              {secondsLeft !== null && ` · ${t('imports.left', { length: lengthOf(secondsLeft * 1_000, lang) })}`}
            </dd>
            {brought.length > 0 && (
              <>
                <dt>{t(view.dryRun ? 'imports.wouldBring' : 'imports.brought')}</dt>
                <dd>
                  {brought.map(([what, count]) => (
                    <div key={what}>
                      {countOf(count, lang)} <Brought what={what} />
                    </div>
                  ))}
                </dd>
              </>
            )}
            {begunAt !== null && (
              <>
                <dt>{t('imports.begun')}</dt>
                <dd>
                  <Instant at={begunAt} />
                  {endedAt !== null && (
                    <>
                      {' – '}
                      <Instant at={endedAt} />
                    </>
                  )}
                </dd>
              </>
            )}
            {unusedColumns !== null && unusedColumns.length > 0 && (
              <>
                <dt>{t('imports.unused')}</dt>
                <dd>{unusedColumns.join(', ')}</dd>
              </>
            )}
            {missingColumns !== null && missingColumns.length > 0 && (
              <>
                <dt>{t('imports.missing')}</dt>
                <dd>
                  {missingColumns.map(({ field, meaning }) => (
                    <div key={field}>
                      {field}: <Rule rule={meaning} />
                    </div>
                  ))}
                </dd>
              </>
            )}
          </dl>
          {may('processor:admin') && state === 'interrupted' && <GoOn view={view} />}
          {may('processor:admin') && (
            <div className={form['actions']}>
              {state === 'checked' && <BringIn view={view} />}
              {(state === 'interrupted' || state === 'writing') && <Abandon id={view.id} />}
            </div>
          )}
        </div>
      </Sheet>
      {problem && (
        <Sheet title={t((problem.errors ?? []).length > 0 ? 'imports.faults' : 'imports.happened')}>
          <Faults faults={problem.errors ?? []} summary={problem.detail} />
        </Sheet>
      )}
    </>
  );
}

const BROUGHT = ['controllers', 'contacts', 'agreements', 'incidents'] as const;

function Brought({ what }: { readonly what: string }): ReactNode {
  const { t } = useTranslation('settings');
  const known = BROUGHT.find((each) => each === what);
  return known === undefined ? what : t(`imports.counted.${known}`);
}

/** What was checked is brought in, as long as this page still has the file. */
function BringIn({ view: { id } }: { readonly view: Import }): ReactNode {
  const { t } = useTranslation('settings');
  const navigate = useNavigate();
  const chosen = sent.get(id);
  const bring = useSendFile(chosen?.file, (next) => void navigate({ to: '/imports/$id', params: { id: next } }));
  if (!chosen) return <p className={form['soft']}>{t('imports.chooseAgain')}</p>;
  return (
    <Confirm
      deed={t('imports.bringIn')}
      title={t('imports.bringInTitle', { name: chosen.file.name })}
      consequence={t('imports.bringInConsequence')}
      error={bring.error}
      onOpen={bring.reset}
      onConfirm={() => bring.mutateAsync(sendingOf(chosen.file, chosen.kind, false))}
    />
  );
}

function Abandon({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('settings');
  const abandon = useDeed({
    send: (which: string, key) =>
      answerOf(api.POST('/api/v1/imports/{id}/abandonment', { params: { path: { id: which }, header: once(key) } })),
    changes: ['imports'],
  });
  return (
    <Confirm
      deed={t('imports.abandon')}
      title={t('imports.abandonTitle')}
      consequence={t('imports.abandonConsequence')}
      error={abandon.error}
      known={{ 'import-completed': t('imports.completedAlready') }}
      onOpen={abandon.reset}
      onConfirm={() => abandon.mutateAsync(id)}
    />
  );
}
