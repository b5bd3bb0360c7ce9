import { Button, Textarea, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../api/client.js';
import { useZone } from '../app/locale.js';
import { FactChoice } from '../deeds/fact-choice.js';
import { awarenessOf, type Known } from '../deeds/facts.js';
import { once, useDeed } from '../design/deed.js';
import { textOr } from '../design/erased.js';
import form from '../design/form.module.css';
import { Asked, Empty } from '../design/notes.js';
import { PageFrame, Sheet } from '../design/page.js';
import { Refused } from '../design/refused.js';
import { instantsOf, offsetAt, wallClock } from '../design/time.js';
import { isMeant, statedIn, WhenInput, type When } from '../design/when.js';
import { useDraft } from '../design/draft.js';
import { reportQuery } from './queries.js';
import styles from './reports.module.css';

type Report = Schemas['ReportShown'];
/** As much of what was told as makes a title. */
const TITLE = 80;

const route = getRouteApi('/desk/reports/$id/incident');

/** Makes an incident of a report: what was told is offered, a person says what counts. */
export function TurnReport(): ReactNode {
  const { t } = useTranslation(['intake', 'app']);
  const { id } = route.useParams();
  const query = useQuery(reportQuery(id));
  return (
    <PageFrame title={t('turn.title')}>
      <Asked query={query}>
        {(report) =>
          report.status === 'open' ? (
            <Form report={report} />
          ) : (
            <Empty title={t('turn.decided')} text={t('decide.already')}>
              <Button component={Link} to={`/desk/reports/${id}`} variant="default">
                {t('turn.back')}
              </Button>
            </Empty>
          )
        }
      </Asked>
    </PageFrame>
  );
}

function whenOf(at: string, zone: string): When {
  const local = wallClock(Date.parse(at), zone);
  return { local, ...(instantsOf(local, zone).length === 2 && { offset: offsetAt(Date.parse(at), zone) }) };
}

interface Draft extends Known {
  readonly title: string;
  readonly detected: When;
  readonly summary: string;
}

function titleOf(text: string): string {
  const line = (text.split('\n')[0] ?? '').trim();
  return line.length <= TITLE ? line : `${line.slice(0, TITLE).replace(/\s+\S*$/, '')} …`;
}

function Form({ report }: { readonly report: Report }): ReactNode {
  const { t } = useTranslation(['intake', 'app']);
  const zone = useZone();
  const navigate = useNavigate();
  const [attempted, setAttempted] = useState(false);
  const { id, offered, noticedAt } = report;
  const told = textOr(report.text, '');
  const { draft, change, discard } = useDraft<Draft>(`turn.${id}`, () => ({
    title: titleOf(told),
    fact: 'suspicion-known',
    irregularity: 'unauthorised-access-or-change',
    at: whenOf(offered.suspicionKnown.at, zone),
    detected: whenOf((noticedAt ?? offered.detected).at, zone),
    summary: '',
  }));
  const { title, at, detected, summary } = draft;
  const turn = useDeed({
    send: (body: Schemas['LogIncidentBody'], key) =>
      answerOf(api.POST('/api/v1/reports/{id}/incident', { params: { path: { id }, header: once(key) }, body })),
    changes: ['reports', 'incidents'],
    onDone: () => {
      discard();
      void answerOf(api.GET('/api/v1/reports/{id}', { params: { path: { id } } })).then(({ incidentId }) =>
        incidentId === null
          ? navigate({ to: '/desk/reports/$id', params: { id } })
          : navigate({ to: '/desk/incidents/$id', params: { id: incidentId } }),
      );
    },
  });
  const missing = (value: string): string | undefined => (attempted && value.trim() === '' ? t('required') : undefined);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    setAttempted(true);
    const isWhole = isMeant(at, zone) && (detected.local === '' || isMeant(detected, zone));
    if (title.trim() === '' || !isWhole || turn.isPending) return;
    turn.mutate({
      title: title.trim(),
      awareness: [awarenessOf(draft, zone)],
      ...(detected.local !== '' && { detected: statedIn(detected, zone) }),
      ...(summary.trim() !== '' && { summary: summary.trim() }),
    });
  };
  return (
    <form
      className={form['form']}
      onSubmit={submit}
      onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}
      noValidate
    >
      <Sheet title={t('one.told')}>
        <p className={styles['told']}>{told === '' ? t('erased') : told}</p>
        <p className={form['soft']}>{t('turn.offered')}</p>
      </Sheet>
      <Sheet title={t('app:log.now')}>
        <div className={form['part']}>
          <TextInput
            autoFocus
            required
            maxLength={200}
            label={t('app:log.name')}
            description={t('app:log.nameHint')}
            value={title}
            error={missing(title)}
            onChange={({ currentTarget }) => change({ title: currentTarget.value })}
          />
          <FactChoice value={draft} onChange={change} />
          <WhenInput
            required
            label={t('app:log.at')}
            description={t('turn.atHint', { zone })}
            value={at}
            error={missing(at.local)}
            onChange={(next) => change({ at: next })}
          />
          <WhenInput label={t('app:log.detected')} value={detected} onChange={(next) => change({ detected: next })} />
          <Textarea
            label={t('app:log.summary')}
            description={t('app:log.summaryHint')}
            rows={4}
            maxLength={10_000}
            value={summary}
            onChange={({ currentTarget }) => change({ summary: currentTarget.value })}
          />
          {summary === '' && told !== '' && (
            <div>
              <Button variant="default" size="compact-sm" onClick={() => change({ summary: told })}>
                {t('turn.takeOver')}
              </Button>
            </div>
          )}
        </div>
      </Sheet>
      <Refused error={turn.error} known={{ 'report-decided': t('decide.already') }} />
      <div className={form['actions']}>
        <Button type="submit" loading={turn.isPending}>
          {t('turn.deed')}
        </Button>
        <Button component={Link} to={`/desk/reports/${id}`} variant="subtle">
          {t('turn.back')}
        </Button>
      </div>
    </form>
  );
}
