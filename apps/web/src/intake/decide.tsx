import { Button, Radio, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../api/client.js';
import { incidentsQuery } from '../api/queries.js';
import { once, useDeed } from '../design/deed.js';
import { textOr } from '../design/erased.js';
import form from '../design/form.module.css';
import { Asked } from '../design/notes.js';
import { Refused } from '../design/refused.js';
import { SideSheet } from '../design/side-sheet.js';
import styles from './reports.module.css';

type Report = Schemas['ReportShown'];

/**
 * What may be decided about a report as it stands. What somebody has begun to decide stays open when somebody else was
 * faster: it says so when it is sent.
 */
export function Ways({ report: { id, status } }: { readonly report: Report }): ReactNode {
  const { t } = useTranslation('intake');
  const isOpen = status === 'open';
  return (
    <>
      {isOpen && <p className={styles['soft']}>{t('decide.text')}</p>}
      <div className={styles['ways']}>
        {isOpen && (
          <Button component={Link} to={`/desk/reports/${id}/incident`}>
            {t('decide.turn')}
          </Button>
        )}
        <LinkTo id={id} isOffered={isOpen} />
        <WithReason id={id} deed="reject" path="/api/v1/reports/{id}/rejection" isOffered={isOpen} />
        <WithReason
          id={id}
          deed="takeBack"
          path="/api/v1/reports/{id}/rejection/withdrawal"
          isOffered={status === 'rejected'}
        />
      </div>
    </>
  );
}

const useKnown = () => {
  const { t } = useTranslation('intake');
  return { 'report-decided': t('decide.already'), 'not-found': t('decide.gone') };
};

/** A decision that needs a reason: that nothing follows, or that this is to be looked at again. */
function WithReason(props: {
  readonly id: string;
  readonly deed: 'reject' | 'takeBack';
  readonly path: '/api/v1/reports/{id}/rejection' | '/api/v1/reports/{id}/rejection/withdrawal';
  readonly isOffered: boolean;
}): ReactNode {
  const { id, deed, path, isOffered } = props;
  const { t } = useTranslation('intake');
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState('');
  const [attempted, setAttempted] = useState(false);
  const known = useKnown();
  const decide = useDeed({
    send: (body: { readonly reason: string }, key) =>
      answerOf(api.POST(path, { params: { path: { id }, header: once(key) }, body })),
    changes: ['reports'],
    onDone: () => {
      setOpened(false);
      setReason('');
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (reason.trim() !== '') decide.mutate({ reason: reason.trim() });
  };
  return (
    <>
      {isOffered && (
        <Button variant="default" onClick={() => setOpened(true)}>
          {t(`${deed}.open`)}
        </Button>
      )}
      <SideSheet opened={opened} title={t(`${deed}.title`)} onClose={() => setOpened(false)}>
        <form className={form['inSheet']} onSubmit={submit} noValidate>
          <p className={form['plain']}>{t(`${deed}.consequence`)}</p>
          <Textarea
            required
            data-autofocus
            rows={4}
            maxLength={4_000}
            label={t(`${deed}.reason`)}
            value={reason}
            error={attempted && reason.trim() === '' ? t('required') : undefined}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <Refused error={decide.error} known={known} />
          <Button type="submit" loading={decide.isPending}>
            {t(`${deed}.deed`)}
          </Button>
        </form>
      </SideSheet>
    </>
  );
}

/** Says that a report is about an incident that was logged already. */
function LinkTo({ id, isOffered }: { readonly id: string; readonly isOffered: boolean }): ReactNode {
  const { t } = useTranslation('intake');
  const [opened, setOpened] = useState(false);
  return (
    <>
      {isOffered && (
        <Button variant="default" onClick={() => setOpened(true)}>
          {t('link.open')}
        </Button>
      )}
      <SideSheet opened={opened} title={t('link.title')} onClose={() => setOpened(false)}>
        <Choice id={id} onDone={() => setOpened(false)} />
      </SideSheet>
    </>
  );
}

/** So many incidents stand to choose from: more are found by searching. */
const SHOWN = 12;

function Choice({ id, onDone }: { readonly id: string; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('intake');
  const [text, setText] = useState('');
  const [incident, choose] = useState<string | null>(null);
  const [attempted, setAttempted] = useState(false);
  const [search] = useDebouncedValue(text, 250);
  const incidents = useQuery(incidentsQuery(search, undefined));
  const known = useKnown();
  const link = useDeed({
    send: (incidentId: string, key) =>
      answerOf(
        api.POST('/api/v1/reports/{id}/link', {
          params: { path: { id }, header: once(key) },
          body: { incidentId },
        }),
      ),
    changes: ['reports'],
    onDone,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (incident !== null) link.mutate(incident);
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <TextInput
        type="search"
        data-autofocus
        label={t('link.search')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Asked query={incidents}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={form['plain']}>{t('link.nothing')}</p>
          ) : (
            <Radio.Group
              label={t('link.which')}
              required
              value={incident}
              error={attempted && incident === null ? t('link.choose') : undefined}
              onChange={choose}
            >
              <div className={form['options']}>
                {items.slice(0, SHOWN).map((each) => (
                  <Radio key={each.id} value={each.id} label={textOr(each.title, t('erased'))} />
                ))}
              </div>
            </Radio.Group>
          )
        }
      </Asked>
      <p className={form['plain']}>{t('link.consequence')}</p>
      <Refused error={link.error} known={known} />
      <Button type="submit" loading={link.isPending}>
        {t('link.deed')}
      </Button>
    </form>
  );
}
