import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, seenBy, type Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { Clause } from '../../design/clause.js';
import { once, useDeed } from '../../design/deed.js';
import { Loading, Trouble } from '../../design/notes.js';
import { SideSheet } from '../../design/side-sheet.js';
import { termsTextQuery } from '../queries.js';
import { Refusal } from '../shared/changed.js';
import { CONTRACTS } from '../shared/deeds.js';
import styles from '../shared/parts.module.css';
import { MeaningOf, OpenTermTag, type OpenTerm } from './open-terms.js';
import { ValueInput } from './value-input.js';

interface Answering {
  readonly termsId: string;
  readonly etag: string | null;
  readonly onClose: () => void;
}

/** Takes the answer to an open term beside the page; says before that open deadlines are computed anew. */
export function AnswerSheet(props: Answering & { readonly openTerm: OpenTerm | undefined }): ReactNode {
  const { openTerm, onClose } = props;
  const { t } = useTranslation('contracts');
  return (
    <SideSheet opened={openTerm !== undefined} title={t('open.answer')} onClose={onClose}>
      {openTerm && <Answer {...props} key={openTerm.id} openTerm={openTerm} />}
    </SideSheet>
  );
}

/** The same for an open term of which only the name is known. */
export function AnswerNamed(props: {
  readonly termsId: string;
  readonly openTermId: string;
  readonly version?: number;
  readonly onClose: () => void;
}): ReactNode {
  const { termsId, openTermId, version, onClose } = props;
  const query = useQuery(termsTextQuery(termsId, version));
  if (query.isError) return <Trouble error={query.error} onRetry={() => void query.refetch()} />;
  const openTerm = query.data?.record.openTerms.find(({ id }) => id === openTermId);
  if (!query.data || !openTerm) return <Loading />;
  return <Answer termsId={termsId} etag={query.data.etag} openTerm={openTerm} onClose={onClose} />;
}

function Answer(props: Answering & { readonly openTerm: OpenTerm }): ReactNode {
  const { termsId, etag, openTerm, onClose } = props;
  const { t } = useTranslation('contracts');
  const lang = useLang();
  const [value, setValue] = useState('');
  const [reason, setReason] = useState('');
  const [attempted, setAttempted] = useState(false);
  const confirm = useDeed({
    changes: CONTRACTS,
    send: (body: Schemas['ConfirmOpenTermBody'], key) =>
      answerOf(
        api.POST('/api/v1/terms/{id}/open-terms/{openTermId}/confirmation', {
          params: { path: { id: termsId, openTermId: openTerm.id }, header: { ...once(key), ...seenBy(etag) } },
          body,
        }),
      ),
    onDone: onClose,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAttempted(true);
    if (value.trim() !== '' && reason.trim() !== '') confirm.mutate({ value: value.trim(), reason: reason.trim() });
  };
  const missing = (text: string): string | undefined => (attempted && text.trim() === '' ? t('needed') : undefined);
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <div>
        <p>
          <b>{openTerm.question[lang]}</b>
        </p>
        <p className={styles['soft']}>
          <Clause of={openTerm.clause} />
        </p>
      </div>
      <p>
        <OpenTermTag openTerm={openTerm} />{' '}
        {openTerm.value !== null && <MeaningOf openTerm={openTerm} value={openTerm.value} />}
      </p>
      <ValueInput openTerm={openTerm} error={missing(value)} onChange={setValue} />
      <Textarea
        required
        rows={3}
        maxLength={4000}
        label={t('open.reason')}
        description={t('open.reasonHint')}
        value={reason}
        error={missing(reason)}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <p>{t('open.consequence')}</p>
      <Refusal error={confirm.error} />
      <div className={styles['actions']}>
        <Button type="submit" loading={confirm.isPending}>
          {t('open.confirm')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
