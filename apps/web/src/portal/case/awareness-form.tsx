import { Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client.js';
import { Problem } from '../../api/problem.js';
import { useZone } from '../../app/locale.js';
import { useDraft } from '../../design/draft.js';
import { instantsOf } from '../../design/time.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { useFaults } from './faults.js';
import { CaseForm, changing, useCaseDeed } from './form.js';
import type { FormProps } from './form-props.js';

interface Draft {
  readonly aware: When;
  readonly reason: string;
}

/** When the controller itself became aware: earlier freely, later with a reason. */
export function AwarenessForm({ file, onDone }: FormProps): ReactNode {
  const { t } = useTranslation('portal');
  const zone = useZone();
  const [attempted, setAttempted] = useState(false);
  const kept = useDraft<Draft>(`case.${file.id}.aware`, () => ({ aware: { local: '' }, reason: '' }));
  const { aware, reason } = kept.draft;
  const deed = useCaseDeed(
    (body: Schemas['SetAwarenessBody'], key) =>
      api.POST('/api/v1/cases/{id}/awareness', {
        params: { path: { id: file.id }, header: changing(file, key) },
        body,
      }),
    () => {
      kept.discard();
      onDone();
    },
  );
  const faults = useFaults(deed.error, ['aware', 'reason']);
  const runsFrom = file.deadline ? Date.parse(file.deadline.deadline.anchor.at.at) : Infinity;
  const [meant] = instantsOf(aware.local, zone);
  const refused = deed.error instanceof Problem && deed.error.code === 'later-awareness-needs-reason';
  const isLater = refused || (meant !== undefined && meant > runsFrom);
  const submit = (): void => {
    setAttempted(true);
    if (!isMeant(aware, zone) || (isLater && reason.trim() === '')) return;
    deed.mutate({ aware: statedIn(aware, zone), ...(reason.trim() !== '' && { reason: reason.trim() }) });
  };
  return (
    <CaseForm
      deed={t('awareness.submit')}
      consequence={t('awareness.consequence')}
      mutation={deed}
      faults={faults}
      kept={kept}
      onSubmit={submit}
    >
      <WhenInput
        required
        label={t('awareness.at')}
        description={t('awareness.atHint')}
        value={aware}
        error={attempted && aware.local === '' ? t('needed') : faults.at('aware')}
        onChange={(next) => {
          deed.reset();
          kept.change({ aware: next });
        }}
      />
      {isLater && (
        <Textarea
          required
          label={t('awareness.reason')}
          description={t('awareness.reasonHint')}
          rows={3}
          maxLength={4_000}
          value={reason}
          error={attempted && reason.trim() === '' ? t('needed') : faults.at('reason')}
          onChange={({ currentTarget }) => kept.change({ reason: currentTarget.value })}
        />
      )}
    </CaseForm>
  );
}
