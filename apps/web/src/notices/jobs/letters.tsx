import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { saveAs } from '../../api/save.js';
import { useLang, useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { Confirm } from '../../design/confirm.js';
import { once, useDeed } from '../../design/deed.js';
import { Instant } from '../../design/instant.js';
import { Asked } from '../../design/notes.js';
import { Refused } from '../../design/refused.js';
import { countOf } from '../../design/time.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import form from '../../design/form.module.css';
import { printRunsQuery } from '../queries.js';
import { useRefusals } from '../refusals.js';
import { useScopeWords, type Scope } from './scope.js';
import styles from './jobs.module.css';

type Run = Schemas['PrintRunView'];

/** Notices as letters: printed into one file, fetched, and stated as posted. */
export function Letters({ incident, scope }: { readonly incident: string; readonly scope: Scope }): ReactNode {
  const { t } = useTranslation('notices');
  const scopeInWords = useScopeWords();
  const runs = useQuery(printRunsQuery(incident));
  const print = useDeed({
    send: (body: Schemas['PrintRunBody'], key) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/print-runs', { params: { path: { id: incident }, header: once(key) }, body }),
      ),
    changes: ['print-runs'],
  });
  return (
    <div className={styles['sheet']}>
      <p className={styles['scope']}>{scopeInWords(scope)}</p>
      <p className={form['plain']}>{t('letters.text')}</p>
      <Refused error={print.error} />
      <Button
        loading={print.isPending}
        onClick={() => print.mutate(scope.of === 'all' ? {} : { notices: [...scope.notices] })}
      >
        {t('letters.print')}
      </Button>
      <Asked query={runs}>
        {(items) => (
          <>
            {items.map((run) => (
              <PrintRun key={run.id} run={run} />
            ))}
          </>
        )}
      </Asked>
    </div>
  );
}

function PrintRun({ run }: { readonly run: Run }): ReactNode {
  const { t } = useTranslation('notices');
  const lang = useLang();
  const { id, status, counts, startedAt, deletedAt } = run;
  const discard = useDeed({
    send: (_: undefined, key) =>
      answerOf(api.DELETE('/api/v1/print-runs/{id}', { params: { path: { id }, header: once(key) } })),
    changes: ['print-runs'],
  });
  const fetchFile = useDeed({
    send: (part: 'letters' | 'addresses') => saveAs(`/api/v1/print-runs/${id}/${part}`, t(`letters.file.${part}`)),
    changes: [],
  });
  return (
    <article className={styles['job']}>
      <div className={styles['head']}>
        <h3>{t(`letters.status.${status}`)}</h3>
        <span className={styles['soft']}>
          <Instant at={startedAt} />
        </span>
      </div>
      <p className={styles['soft']}>
        {t('letters.counts', {
          printed: countOf(counts.printed, lang),
          notices: countOf(counts.notices, lang),
          pages: countOf(counts.pages, lang),
          leftOut: countOf(counts.leftOut, lang),
        })}
      </p>
      {(status === 'waiting' || status === 'printing') && (
        <progress value={counts.printed} max={Math.max(counts.notices, 1)} aria-label={t(`letters.status.${status}`)} />
      )}
      {status === 'ready' && (
        <>
          <div className={styles['files']}>
            <Button size="compact-md" loading={fetchFile.isPending} onClick={() => fetchFile.mutate('letters')}>
              {t('letters.pdf')}
            </Button>
            <Button size="compact-md" variant="default" onClick={() => fetchFile.mutate('addresses')}>
              {t('letters.csv')}
            </Button>
          </div>
          <Refused error={fetchFile.error} />
          <p className={styles['soft']}>
            {t('letters.keptUntil')} <Instant at={deletedAt} />
          </p>
          <Posted id={id} />
        </>
      )}
      <Confirm
        size="compact-sm"
        deed={t('letters.discard')}
        title={t('letters.discardTitle')}
        consequence={t('letters.discardText')}
        error={discard.error}
        onConfirm={() => discard.mutateAsync(undefined)}
      />
    </article>
  );
}

/** The letters were handed to the post: a delivery in text form with each notice, stated by whoever says so. */
function Posted({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation('notices');
  const zone = useZone();
  const lang = useLang();
  const known = useRefusals();
  const { me } = useSession();
  // Not proposed: the minute in which they were printed lies before they were.
  const [at, setAt] = useState<When>({ local: '' });
  const [by, setBy] = useState(me.person.name ?? '');
  const state = useDeed({
    send: (body: { readonly at: ReturnType<typeof statedIn>; readonly by: string }, key) =>
      answerOf(api.POST('/api/v1/print-runs/{id}/posted', { params: { path: { id }, header: once(key) }, body })),
    changes: ['notices', 'deadlines', 'incidents'],
  });
  const isWhole = isMeant(at, zone) && by.trim() !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isWhole) state.mutate({ at: statedIn(at, zone), by: by.trim() });
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <WhenInput required label={t('letters.postedAt')} value={at} onChange={setAt} />
      <TextInput
        required
        maxLength={200}
        label={t('letters.postedBy')}
        value={by}
        onChange={({ currentTarget }) => setBy(currentTarget.value)}
      />
      <Refused error={state.error} known={known} />
      {state.data && (
        <p role="status" className={form['plain']}>
          {t('letters.recorded', {
            recorded: countOf(state.data.counts.recorded, lang),
            refused: countOf(state.data.counts.refused, lang),
          })}
        </p>
      )}
      <Button type="submit" variant="default" disabled={!isWhole} loading={state.isPending}>
        {t('letters.posted')}
      </Button>
    </form>
  );
}
