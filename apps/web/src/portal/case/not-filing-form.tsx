import { Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client.js';
import { organisationQuery } from '../../api/queries.js';
import { useSession } from '../../app/session.js';
import { useDraft } from '../../design/draft.js';
import { useFaults } from './faults.js';
import { CaseForm, changing, useCaseDeed } from './form.js';
import type { FormProps } from './form-props.js';
import styles from '../portal.module.css';

/** The decision not to file: with a reason and a name; where the organisation asks for four eyes, a proposal. */
export function NotFilingForm({ file, onDone }: FormProps): ReactNode {
  const { t } = useTranslation('portal');
  const { me, membership } = useSession();
  const [attempted, setAttempted] = useState(false);
  const organisation = useQuery(organisationQuery(membership.organisation));
  const fourEyes = organisation.data?.settings?.fourEyes.decisions === true;
  const kept = useDraft(`case.${file.id}.not-file`, () => ({ reason: '', decidedBy: me.person.name ?? '' }));
  const { reason, decidedBy } = kept.draft;
  const deed = useCaseDeed(
    (body: Schemas['DecideNotToFileBody'], key) =>
      api.POST('/api/v1/cases/{id}/decision-not-to-file', {
        params: { path: { id: file.id }, header: changing(file, key) },
        body,
      }),
    () => {
      kept.discard();
      onDone();
    },
  );
  const faults = useFaults(deed.error, ['reason', 'decidedBy']);
  const missing = (value: string): string | undefined => (attempted && value.trim() === '' ? t('needed') : undefined);
  const submit = (): void => {
    setAttempted(true);
    if (reason.trim() !== '' && decidedBy.trim() !== '')
      deed.mutate({ reason: reason.trim(), decidedBy: decidedBy.trim() });
  };
  return (
    <CaseForm
      deed={t(fourEyes ? 'notFiling.propose' : 'notFiling.submit')}
      consequence={t(fourEyes ? 'notFiling.consequenceProposed' : 'notFiling.consequence')}
      mutation={deed}
      faults={faults}
      kept={kept}
      onSubmit={submit}
    >
      <p className={styles['plain']}>{t('notFiling.text')}</p>
      <Textarea
        required
        label={t('notFiling.reason')}
        description={t('notFiling.reasonHint')}
        rows={5}
        maxLength={4_000}
        value={reason}
        error={missing(reason) ?? faults.at('reason')}
        onChange={({ currentTarget }) => kept.change({ reason: currentTarget.value })}
      />
      <TextInput
        required
        label={t('decidedBy')}
        maxLength={200}
        value={decidedBy}
        error={missing(decidedBy) ?? faults.at('decidedBy')}
        onChange={({ currentTarget }) => kept.change({ decidedBy: currentTarget.value })}
      />
    </CaseForm>
  );
}
