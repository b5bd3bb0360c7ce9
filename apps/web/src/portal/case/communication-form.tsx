import { Radio, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client.js';
import { now } from '../../app/clock.js';
import { useZone } from '../../app/locale.js';
import { useSession } from '../../app/session.js';
import { useDraft } from '../../design/draft.js';
import { wallClock } from '../../design/time.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { useFaults } from './faults.js';
import { CaseForm, changing, useCaseDeed } from './form.js';
import type { FormProps } from './form-props.js';
import form from '../../design/form.module.css';

const OUTCOMES = ['required', 'sent', 'not-required', 'exempt'] as const;
const LETTERS = ['a', 'b', 'c'] as const;

interface Draft {
  /** Empty: nothing is chosen for anybody. */
  readonly outcome: (typeof OUTCOMES)[number] | '';
  readonly letter: (typeof LETTERS)[number];
  readonly reason: string;
  readonly decidedBy: string;
  readonly at: When;
}

/** What was decided or done about telling the persons concerned (Art. 34 GDPR). */
export function CommunicationForm({ file, onDone }: FormProps): ReactNode {
  const { t } = useTranslation('portal');
  const zone = useZone();
  const { me } = useSession();
  const [attempted, setAttempted] = useState(false);
  const kept = useDraft<Draft>(`case.${file.id}.communicate`, () => ({
    outcome: file.communications.at(-1)?.outcome === 'required' ? 'sent' : '',
    letter: 'a',
    reason: '',
    decidedBy: me.person.name ?? '',
    at: { local: wallClock(now(), zone) },
  }));
  const { outcome, letter, reason, decidedBy, at } = kept.draft;
  const needsReason = outcome === 'not-required' || outcome === 'exempt';
  const deed = useCaseDeed(
    (body: Schemas['RecordCommunicationBody'], key) =>
      api.POST('/api/v1/cases/{id}/communications', {
        params: { path: { id: file.id }, header: changing(file, key) },
        body,
      }),
    () => {
      kept.discard();
      onDone();
    },
  );
  const faults = useFaults(deed.error, ['outcome', 'letter', 'reason', 'decidedBy', 'at']);
  const missing = (value: string): string | undefined => (attempted && value.trim() === '' ? t('needed') : undefined);
  const submit = (): void => {
    setAttempted(true);
    if (outcome === '' || decidedBy.trim() === '' || !isMeant(at, zone) || (needsReason && reason.trim() === ''))
      return;
    deed.mutate({
      outcome,
      decidedBy: decidedBy.trim(),
      at: statedIn(at, zone),
      ...(outcome === 'exempt' && { letter }),
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    });
  };
  return (
    <CaseForm
      deed={t('communication.submit')}
      consequence={t('communication.consequence')}
      mutation={deed}
      faults={faults}
      kept={kept}
      onSubmit={submit}
    >
      <Radio.Group
        label={t('communication.outcome')}
        required
        value={outcome}
        error={missing(outcome) ?? faults.at('outcome')}
        onChange={(next) => kept.change({ outcome: OUTCOMES.find((each) => each === next) ?? outcome })}
      >
        <div className={form['options']}>
          {OUTCOMES.map((each) => (
            <Radio key={each} value={each} label={t(`communication.outcomes.${each}`)} />
          ))}
        </div>
      </Radio.Group>
      {outcome === 'exempt' && (
        <Radio.Group
          label={t('communication.letter')}
          value={letter}
          error={faults.at('letter')}
          onChange={(next) => kept.change({ letter: LETTERS.find((each) => each === next) ?? letter })}
        >
          <div className={form['options']}>
            {LETTERS.map((each) => (
              <Radio key={each} value={each} label={t(`communication.letters.${each}`)} />
            ))}
          </div>
        </Radio.Group>
      )}
      <Textarea
        required={needsReason}
        label={t('communication.reason')}
        rows={4}
        maxLength={4_000}
        value={reason}
        error={(needsReason ? missing(reason) : undefined) ?? faults.at('reason')}
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
      <WhenInput
        required
        label={t(outcome === 'sent' ? 'communication.sentAt' : 'communication.decidedAt')}
        value={at}
        error={missing(at.local) ?? faults.at('at')}
        onChange={(next) => {
          deed.reset();
          kept.change({ at: next });
        }}
      />
    </CaseForm>
  );
}
