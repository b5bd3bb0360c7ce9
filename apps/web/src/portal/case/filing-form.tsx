import { Checkbox, Radio, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../api/client.js';
import { Problem } from '../../api/problem.js';
import { now } from '../../app/clock.js';
import { useZone } from '../../app/locale.js';
import { useDraft } from '../../design/draft.js';
import { Instant } from '../../design/instant.js';
import { wallClock } from '../../design/time.js';
import { instantMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { useFaults } from './faults.js';
import { CaseForm, changing, useCaseDeed } from './form.js';
import type { FormProps } from './form-props.js';
import { initialFiling } from './state.js';
import form from '../../design/form.module.css';
import styles from '../portal.module.css';

type Phase = Schemas['FilingPhase'];
const AFTERWARDS = ['follow-up', 'withdrawal'] as const;

interface Draft {
  readonly phase: (typeof AFTERWARDS)[number];
  readonly authority: string;
  readonly reference: string;
  readonly filedAt: When;
  readonly reasons: string;
  /** That it was filed before the instant which the clock runs from is no slip. */
  readonly wasEarlier: boolean;
}

/** A form states minutes: what came within the same minute is no earlier. */
const minuteOf = (instant: number): number => Math.floor(instant / 60_000) * 60_000;

/** What was filed with the authority, elsewhere: nothing is sent from here. A late one carries its reasons. */
export function FilingForm({ file, onDone }: FormProps): ReactNode {
  const { t } = useTranslation('portal');
  const zone = useZone();
  const [attempted, setAttempted] = useState(false);
  const initial = initialFiling(file);
  const kept = useDraft<Draft>(`case.${file.id}.file`, () => ({
    phase: 'follow-up',
    authority: file.filings.at(-1)?.authority ?? '',
    reference: '',
    filedAt: { local: wallClock(now(), zone) },
    reasons: '',
    wasEarlier: false,
  }));
  const { authority, reference, filedAt, reasons, wasEarlier } = kept.draft;
  const phase: Phase = initial ? kept.draft.phase : 'initial';
  const deed = useCaseDeed(
    (body: Schemas['RecordFilingBody'], key) =>
      api.POST('/api/v1/cases/{id}/filings', { params: { path: { id: file.id }, header: changing(file, key) }, body }),
    () => {
      kept.discard();
      onDone();
    },
  );
  const faults = useFaults(deed.error, ['phase', 'authority', 'filedAt', 'reference', 'reasonsForDelay']);
  const due = file.deadline?.deadline.due;
  const runsFrom = file.deadline?.deadline.anchor.at.at;
  const stated = instantMeant(filedAt, zone);
  const meant = stated === undefined ? undefined : Date.parse(stated);
  const refused = deed.error instanceof Problem && deed.error.code === 'late-filing-needs-reasons';
  // The end is the API's; whether reasons must go along it decides, too. They are asked for as soon as it seems so.
  const isLate =
    refused || (phase === 'initial' && typeof due === 'string' && meant !== undefined && meant > Date.parse(due));
  const isEarly =
    phase === 'initial' && meant !== undefined && runsFrom !== undefined && meant < minuteOf(Date.parse(runsFrom));
  const needsReasons = isLate && file.deadline?.clock !== 'precautionary';
  const missing = (value: string): string | undefined => (attempted && value.trim() === '' ? t('needed') : undefined);
  const submit = (): void => {
    setAttempted(true);
    if (authority.trim() === '' || stated === undefined || (needsReasons && reasons.trim() === '')) return;
    if (isEarly && !wasEarlier) return;
    deed.mutate({
      phase,
      authority: authority.trim(),
      filedAt: statedIn(filedAt, zone),
      ...(reference.trim() !== '' && { reference: reference.trim() }),
      ...(isLate && reasons.trim() !== '' && { reasonsForDelay: reasons.trim() }),
    });
  };
  return (
    <CaseForm
      deed={t('filing.submit')}
      consequence={t(`filing.consequence.${phase}`)}
      mutation={deed}
      faults={faults}
      kept={kept}
      onSubmit={submit}
    >
      {initial && (
        <Radio.Group
          label={t('filing.phase')}
          value={kept.draft.phase}
          error={faults.at('phase')}
          onChange={(next) => kept.change({ phase: AFTERWARDS.find((each) => each === next) ?? 'follow-up' })}
        >
          <div className={form['options']}>
            {AFTERWARDS.map((each) => (
              <Radio key={each} value={each} label={t(`filing.phases.${each}`)} />
            ))}
          </div>
        </Radio.Group>
      )}
      <TextInput
        required
        label={t('filing.authority')}
        description={t('filing.authorityHint')}
        maxLength={200}
        value={authority}
        error={missing(authority) ?? faults.at('authority')}
        onChange={({ currentTarget }) => kept.change({ authority: currentTarget.value })}
      />
      <WhenInput
        required
        label={t('filing.at')}
        value={filedAt}
        error={missing(filedAt.local) ?? faults.at('filedAt')}
        onChange={(next) => {
          deed.reset();
          kept.change({ filedAt: next, wasEarlier: false });
        }}
      />
      {isEarly && runsFrom !== undefined && (
        <Early
          runsFrom={runsFrom}
          confirmed={wasEarlier}
          error={attempted && !wasEarlier ? t('filing.earlyAsked') : undefined}
          onConfirm={(confirmed) => kept.change({ wasEarlier: confirmed })}
        />
      )}
      <TextInput
        label={t('filing.reference')}
        description={t('filing.referenceHint')}
        maxLength={200}
        value={reference}
        error={faults.at('reference')}
        onChange={({ currentTarget }) => kept.change({ reference: currentTarget.value })}
      />
      {isLate && (
        <Textarea
          required={needsReasons}
          label={t('filing.reasons')}
          description={t('filing.reasonsHint')}
          rows={4}
          maxLength={4_000}
          value={reasons}
          error={(needsReasons ? missing(reasons) : undefined) ?? faults.at('reasonsForDelay')}
          onChange={({ currentTarget }) => kept.change({ reasons: currentTarget.value })}
        />
      )}
    </CaseForm>
  );
}

/** Asks whether it is meant that something was filed before the instant which the clock runs from. */
function Early(props: {
  readonly runsFrom: string;
  readonly confirmed: boolean;
  readonly error: string | undefined;
  readonly onConfirm: (confirmed: boolean) => void;
}): ReactNode {
  const { runsFrom, confirmed, error, onConfirm } = props;
  const { t } = useTranslation('portal');
  return (
    <div className={styles['consequence']}>
      <p className={styles['plain']}>
        {t('filing.early')} <Instant at={runsFrom} />. {t('filing.earlyText')}
      </p>
      <Checkbox
        label={t('filing.wasEarlier')}
        checked={confirmed}
        error={error}
        onChange={({ currentTarget }) => onConfirm(currentTarget.checked)}
      />
    </div>
  );
}
