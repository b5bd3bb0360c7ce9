import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { termsQuery } from '../../api/queries.js';
import { now } from '../../app/clock.js';
import { useLang, useZone } from '../../app/locale.js';
import { once, useDeed } from '../../design/deed.js';
import { Loading, Trouble } from '../../design/notes.js';
import { termsTextQuery } from '../queries.js';
import { Refusal } from '../shared/changed.js';
import { dayIn, dayOf } from '../shared/days.js';
import { CONTRACTS } from '../shared/deeds.js';
import styles from '../shared/parts.module.css';

/** Records an agreement with a controller: the text, the version that it accepted, since when. */
export function Conclude(props: { readonly controllerId: string; readonly onClose: () => void }): ReactNode {
  const { controllerId, onClose } = props;
  const { t } = useTranslation('contracts');
  const zone = useZone();
  const texts = useQuery(termsQuery);
  const items = texts.data?.items ?? [];
  const [chosen, choose] = useState<string>();
  const [version, setVersion] = useState<number>();
  const [from, setFrom] = useState(() => dayIn(new Date(now()).toISOString(), zone));
  const termsId = chosen ?? items[0]?.id;
  const conclude = useDeed({
    changes: CONTRACTS,
    send: (body: Schemas['ConcludeAgreementBody'], key) =>
      answerOf(api.POST('/api/v1/agreements', { params: { header: once(key) }, body })),
    onDone: onClose,
  });
  if (texts.isError) return <Trouble error={texts.error} onRetry={() => void texts.refetch()} />;
  if (!texts.data) return <Loading />;
  const latest = items.find(({ id }) => id === termsId)?.version.version;
  const accepted = version ?? latest;
  if (termsId === undefined || accepted === undefined) return <p>{t('terms.empty.title')}</p>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (from !== '') conclude.mutate({ controllerId, termsId, termsVersion: accepted, from });
  };
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <NativeSelect
        data-autofocus
        label={t('terms.text')}
        value={termsId}
        data={items.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={({ currentTarget }) => {
          choose(currentTarget.value);
          setVersion(undefined);
        }}
      />
      <VersionSelect termsId={termsId} value={accepted} onChange={setVersion} />
      <TextInput
        required
        type="date"
        label={t('agreements.from')}
        description={t('agreements.fromHint', { zone })}
        value={from}
        error={from === '' ? t('needed') : undefined}
        onChange={({ currentTarget }) => setFrom(currentTarget.value)}
      />
      <p>{t('agreements.concludeConsequence')}</p>
      <Refusal error={conclude.error} />
      <div className={styles['actions']}>
        <Button type="submit" loading={conclude.isPending}>
          {t('agreements.conclude')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

/** Takes one of the versions of a text. */
export function VersionSelect(props: {
  readonly termsId: string;
  readonly value: number;
  readonly onChange: (version: number) => void;
}): ReactNode {
  const { termsId, value, onChange } = props;
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const text = useQuery(termsTextQuery(termsId, undefined));
  const versions = text.data?.record.id === termsId ? text.data.record.versions : [];
  return (
    <NativeSelect
      label={t('agreements.version')}
      value={String(value)}
      data={versions.map((each) => ({
        value: String(each.version),
        label: t('terms.versionFrom', { label: each.label, from: dayOf(each.effectiveFrom, lang) }),
      }))}
      onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
    />
  );
}
