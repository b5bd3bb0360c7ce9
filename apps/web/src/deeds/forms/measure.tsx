import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useZone } from '../../app/locale.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { DeedForm } from '../deed-form.js';
import { OneOf, Words } from '../fields.js';
import { useOwed } from '../owed.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { isBlank, type FormProps } from './form.js';

const STAGES = ['taken', 'proposed'] as const;

interface Draft {
  readonly stage: (typeof STAGES)[number];
  readonly description: string;
  readonly at: When;
}

/** Records what was done, or is to be done, against the breach and its effects. */
export function MeasureForm({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const zone = useZone();
  const { id } = reading.incident;
  const deed = useDeed<Draft>({
    name: 'measure',
    reading,
    fresh: () => ({ stage: 'taken', description: '', at: { local: '' } }),
    isWhole: ({ description, at }) => !isBlank(description) && (at.local === '' || isMeant(at, zone)),
    send: ({ stage, description, at }, header) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/measures', {
          params: { path: { id }, header },
          body: { stage, description: description.trim(), ...(at.local !== '' && { at: statedIn(at, zone) }) },
        }),
      ),
    onDone,
  });
  const { stage, description, at } = deed.draft;
  const refusals = useRefusals(deed.error, ['stage', 'description', 'at']);
  const owed = useOwed();
  return (
    <DeedForm deed={deed} refusals={refusals} submit={t('measure.submit')}>
      <Words
        required
        label={owed('measures', t('measure.description'))}
        description={t('measure.descriptionHint')}
        value={description}
        error={
          refusals.at('description') ?? (deed.attempted && isBlank(description) ? t('app:log.required') : undefined)
        }
        onChange={(next) => deed.change({ description: next })}
      />
      <OneOf
        label={t('measure.stage')}
        options={STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))}
        value={stage}
        error={refusals.at('stage')}
        onChange={(next) => deed.change({ stage: next })}
      />
      <WhenInput
        label={t(stage === 'taken' ? 'measure.takenAt' : 'measure.plannedAt')}
        value={at}
        error={refusals.at('at')}
        onChange={(next) => deed.change({ at: next })}
      />
    </DeedForm>
  );
}
