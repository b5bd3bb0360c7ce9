import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FACTS, IRREGULARITIES, type Known } from './facts.js';
import { OneOf } from './fields.js';

type Chosen = Pick<Known, 'fact' | 'irregularity'>;
type Errors = { readonly [name in keyof Chosen]?: string | undefined };

/** What is known: each fact with what it means and which clocks it starts. */
export function FactChoice(props: {
  /** Those that can still become known; left out: all. */
  readonly facts?: readonly Known['fact'][];
  readonly irregularities?: readonly Known['irregularity'][];
  readonly value: { readonly [name in keyof Chosen]: Chosen[name] | null };
  readonly errors?: Errors;
  readonly onChange: (part: Partial<Chosen>) => void;
}): ReactNode {
  const { facts = FACTS, irregularities = IRREGULARITIES, value, errors = {}, onChange } = props;
  const { t } = useTranslation('app');
  return (
    <>
      <OneOf
        required
        label={t('log.fact')}
        options={facts.map((each) => ({ value: each, label: t(`fact.${each}`), hint: t(`factHint.${each}`) }))}
        value={value.fact}
        error={errors.fact}
        onChange={(fact) => onChange({ fact })}
      />
      {value.fact === 'irregularity-known' && (
        <OneOf
          required
          label={t('log.irregularity')}
          options={irregularities.map((each) => ({ value: each, label: t(`irregularity.${each}`) }))}
          value={value.irregularity}
          error={errors.irregularity}
          onChange={(irregularity) => onChange({ irregularity })}
        />
      )}
    </>
  );
}
