import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useZone } from '../../app/locale.js';
import { isMeant, statedIn, WhenInput, type When } from '../../design/when.js';
import { DeedForm } from '../deed-form.js';
import { OneOf, Words } from '../fields.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { isBlank, whenNow, type FormProps } from './form.js';

const RULINGS = ['not-a-personal-data-breach', 'not-notifiable'] as const;

interface Draft {
  readonly ruling: (typeof RULINGS)[number];
  readonly at: When;
  readonly reason: string;
}

/** Finds that it is no personal data breach, or none that has to be told; with a reason. */
export function RuleOut({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const zone = useZone();
  const { id } = reading.incident;
  const deed = useDeed<Draft>({
    name: 'rule-out',
    reading,
    fresh: () => ({ ruling: 'not-a-personal-data-breach', at: whenNow(zone), reason: '' }),
    isWhole: ({ at, reason }) => isMeant(at, zone) && !isBlank(reason),
    send: ({ ruling, at, reason }, header) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/ruling-out', {
          params: { path: { id }, header },
          body: { ruling, at: statedIn(at, zone), reason: reason.trim() },
        }),
      ),
    onDone,
  });
  const { ruling, at, reason } = deed.draft;
  const refusals = useRefusals(deed.error, ['ruling', 'at', 'reason']);
  const missing = (text: string): string | undefined =>
    deed.attempted && isBlank(text) ? t('app:log.required') : undefined;
  return (
    <DeedForm deed={deed} refusals={refusals} submit={t('ruleOut.submit')} consequence={t('ruleOut.consequence')}>
      <OneOf
        label={t('ruleOut.ruling')}
        options={RULINGS.map((value) => ({ value, label: t(`ruling.${value}`) }))}
        value={ruling}
        error={refusals.at('ruling')}
        onChange={(next) => deed.change({ ruling: next })}
      />
      <WhenInput
        required
        label={t('ruleOut.at')}
        value={at}
        error={refusals.at('at') ?? missing(at.local)}
        onChange={(next) => deed.change({ at: next })}
      />
      <Words
        required
        label={t('ruleOut.reason')}
        most={4_000}
        value={reason}
        error={refusals.at('reason') ?? missing(reason)}
        onChange={(next) => deed.change({ reason: next })}
      />
    </DeedForm>
  );
}
