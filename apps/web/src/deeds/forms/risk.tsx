import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { DeedForm } from '../deed-form.js';
import { OneOf, Words } from '../fields.js';
import { useRefusals } from '../refusals.js';
import { useDeed } from '../sending.js';
import { isBlank, type FormProps } from './form.js';

const UNINTELLIGIBLE = ['yes', 'partly', 'no', 'unknown'] as const;
const MALICIOUS = ['yes', 'no', 'unknown'] as const;

interface Draft {
  readonly unintelligible: (typeof UNINTELLIGIBLE)[number];
  readonly malicious: (typeof MALICIOUS)[number];
  readonly information: string;
}

/** Records what helps controllers to judge the risk; the processor does not judge it. */
export function Risk({ reading, onDone }: FormProps): ReactNode {
  const { t } = useTranslation(['deeds', 'app']);
  const { id, risk } = reading.incident;
  const deed = useDeed<Draft>({
    name: 'risk',
    reading,
    fresh: () => ({
      unintelligible: risk?.unintelligible ?? 'unknown',
      malicious: risk?.malicious ?? 'unknown',
      information: typeof risk?.information === 'string' ? risk.information : '',
    }),
    isWhole: ({ information }) => !isBlank(information),
    send: ({ unintelligible, malicious, information }, header) =>
      answerOf(
        api.POST('/api/v1/incidents/{id}/risk', {
          params: { path: { id }, header },
          body: { unintelligible, malicious, information: information.trim() },
        }),
      ),
    onDone,
  });
  const { unintelligible, malicious, information } = deed.draft;
  const refusals = useRefusals(deed.error, ['unintelligible', 'malicious', 'information']);
  return (
    <DeedForm deed={deed} refusals={refusals} submit={t('risk.submit')}>
      <OneOf
        label={t('risk.unintelligible')}
        description={t('risk.unintelligibleHint')}
        options={UNINTELLIGIBLE.map((value) => ({ value, label: t(`answer.${value}`) }))}
        value={unintelligible}
        onChange={(next) => deed.change({ unintelligible: next })}
      />
      <OneOf
        label={t('risk.malicious')}
        options={MALICIOUS.map((value) => ({ value, label: t(`answer.${value}`) }))}
        value={malicious}
        onChange={(next) => deed.change({ malicious: next })}
      />
      <Words
        required
        label={t('risk.information')}
        description={t('risk.informationHint')}
        value={information}
        error={
          refusals.at('information') ?? (deed.attempted && isBlank(information) ? t('app:log.required') : undefined)
        }
        onChange={(next) => deed.change({ information: next })}
      />
    </DeedForm>
  );
}
