import { Button, Checkbox, Radio, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { incidentsQuery } from '../../api/queries.js';
import { useLang, useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { once, useDeed } from '../../design/deed.js';
import { textOr } from '../../design/erased.js';
import form from '../../design/form.module.css';
import { Refused } from '../../design/refused.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { isEmail, LanguageInput } from './invite.js';
import { useKnownRefusals } from './roles.js';

const EMPTY: When = { local: '' };
/** So many incidents stand to choose from, the latest first. */
const SHOWN = 30;

/** Engages an auditor for a part of the records and a time. */
export function Engaging({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation(['settings', 'app']);
  const zone = useZone();
  const own = useLang();
  const known = useKnownRefusals();
  const onDesk = useSession().membership.role === 'processor';
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [language, setLanguage] = useState<'de' | 'en'>(own);
  const [from, setFrom] = useState<When>(EMPTY);
  const [until, setUntil] = useState<When>(EMPTY);
  const [part, setPart] = useState<'all' | 'part'>('all');
  const [incidents, setIncidents] = useState<string[]>([]);
  const [recordedFrom, setRecordedFrom] = useState<When>(EMPTY);
  const [recordedUntil, setRecordedUntil] = useState<When>(EMPTY);
  const [attempted, setAttempted] = useState(false);
  const engage = useDeed({
    send: (body: Schemas['EngageAuditorBody'], key) =>
      answerOf(api.POST('/api/v1/engagements', { params: { header: once(key) }, body })),
    changes: ['engagements'],
    onDone,
  });
  const isSound = (when: When): boolean => when.local === '' || isMeant(when, zone);
  const isNarrowed = incidents.length > 0 || recordedFrom.local !== '' || recordedUntil.local !== '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    const isWhole = isEmail(email) && isMeant(until, zone) && [from, recordedFrom, recordedUntil].every(isSound);
    if (!isWhole || (part === 'part' && !isNarrowed)) return;
    engage.mutate({
      email: email.trim(),
      language,
      until: statedIn(until, zone),
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(from.local !== '' && { from: statedIn(from, zone) }),
      ...(part === 'part' && {
        scope: {
          ...(incidents.length > 0 && { incidents }),
          ...(recordedFrom.local !== '' && { recordedFrom: statedIn(recordedFrom, zone) }),
          ...(recordedUntil.local !== '' && { recordedUntil: statedIn(recordedUntil, zone) }),
        },
      }),
    });
  };
  return (
    <form className={form['inSheet']} onSubmit={submit} noValidate>
      <p className={form['plain']}>{t('auditors.engageText')}</p>
      <TextInput
        type="email"
        required
        data-autofocus
        maxLength={254}
        label={t('members.email')}
        value={email}
        error={attempted && !isEmail(email) ? t('members.refused.email') : undefined}
        onChange={({ currentTarget }) => setEmail(currentTarget.value)}
      />
      <TextInput
        maxLength={200}
        label={t('members.name')}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <WhenInput label={t('auditors.from')} description={t('auditors.fromHint')} value={from} onChange={setFrom} />
      <WhenInput
        required
        label={t('auditors.until')}
        description={t('auditors.untilHint')}
        value={until}
        error={attempted && until.local === '' ? t('required') : undefined}
        onChange={setUntil}
      />
      <Radio.Group
        label={t('auditors.scope')}
        value={part}
        error={attempted && part === 'part' && !isNarrowed ? t('auditors.narrow') : undefined}
        onChange={(next) => setPart(next === 'part' ? 'part' : 'all')}
      >
        <div className={form['options']}>
          <Radio value="all" label={t('auditors.all')} />
          <Radio value="part" label={t('auditors.part')} />
        </div>
      </Radio.Group>
      {part === 'part' && (
        <>
          {onDesk && <Incidents value={incidents} onChange={setIncidents} />}
          <WhenInput label={t('auditors.recordedSince')} value={recordedFrom} onChange={setRecordedFrom} />
          <WhenInput label={t('auditors.recordedBefore')} value={recordedUntil} onChange={setRecordedUntil} />
        </>
      )}
      <LanguageInput value={language} onChange={setLanguage} />
      <Refused error={engage.error} known={known} />
      <Button type="submit" loading={engage.isPending}>
        {t('auditors.engageDeed')}
      </Button>
    </form>
  );
}

function Incidents(props: { readonly value: string[]; readonly onChange: (value: string[]) => void }): ReactNode {
  const { t } = useTranslation('settings');
  const incidents = useQuery(incidentsQuery('', undefined));
  return (
    <Checkbox.Group label={t('auditors.onlyIncidents')} value={props.value} onChange={props.onChange}>
      <div className={form['options']}>
        {(incidents.data?.items ?? []).slice(0, SHOWN).map(({ id, title }) => (
          <Checkbox key={id} value={id} label={textOr(title, t('erased'))} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
