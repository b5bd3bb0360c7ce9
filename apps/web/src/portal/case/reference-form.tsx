import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client.js';
import { useDraft } from '../../design/draft.js';
import { useFaults } from './faults.js';
import { CaseForm, changing, useCaseDeed } from './form.js';
import type { FormProps } from './form-props.js';

/** The authority's own reference of a filing that had none. */
export function ReferenceForm(props: FormProps & { readonly filing: string | undefined }): ReactNode {
  const { file, filing, onDone } = props;
  const { t } = useTranslation('portal');
  const [attempted, setAttempted] = useState(false);
  const filingId = filing ?? file.unprovenFilings[0] ?? '';
  const kept = useDraft(`case.${file.id}.reference.${filingId}`, () => ({ reference: '' }));
  const { reference } = kept.draft;
  const deed = useCaseDeed(
    (body: Schemas['AddReferenceBody'], key) =>
      api.POST('/api/v1/cases/{id}/filings/{filingId}/reference', {
        params: { path: { id: file.id, filingId }, header: changing(file, key) },
        body,
      }),
    () => {
      kept.discard();
      onDone();
    },
  );
  const faults = useFaults(deed.error, ['reference']);
  const submit = (): void => {
    setAttempted(true);
    if (reference.trim() !== '') deed.mutate({ reference: reference.trim() });
  };
  return (
    <CaseForm
      deed={t('reference.submit')}
      consequence={t('reference.consequence')}
      mutation={deed}
      faults={faults}
      kept={kept}
      onSubmit={submit}
    >
      <TextInput
        required
        label={t('filing.reference')}
        maxLength={200}
        value={reference}
        error={attempted && reference.trim() === '' ? t('needed') : faults.at('reference')}
        onChange={({ currentTarget }) => kept.change({ reference: currentTarget.value })}
      />
    </CaseForm>
  );
}
