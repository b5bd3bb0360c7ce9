import { NativeSelect, Radio, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../app/locale.js';
import { LAENDER } from '../shared/laender.js';
import styles from '../shared/parts.module.css';
import type { OpenTerm } from './open-terms.js';

interface Taking {
  readonly error: string | undefined;
  /** An empty text: nothing whole was said yet. */
  readonly onChange: (value: string) => void;
}

/** Takes a value in the form that the open term asks for: one of a list, a period, a date, a place, or words. */
export function ValueInput({ openTerm, ...taking }: Taking & { readonly openTerm: OpenTerm }): ReactNode {
  const { values, answer } = openTerm;
  if (values !== undefined) return <OneOf openTerm={openTerm} values={values} {...taking} />;
  if (answer === 'period') return <Period {...taking} />;
  if (answer === 'place') return <Place {...taking} />;
  return <Words isDate={answer === 'date'} {...taking} />;
}

function OneOf(props: Taking & { readonly openTerm: OpenTerm; readonly values: readonly string[] }): ReactNode {
  const { openTerm, values, error, onChange } = props;
  const { t } = useTranslation('contracts');
  const lang = useLang();
  return (
    <Radio.Group required label={t('open.holds')} error={error} onChange={onChange}>
      <div className={styles['options']}>
        {values.map((value) => (
          <Radio
            key={value}
            value={value}
            label={openTerm.meanings?.[value]?.[lang] ?? value}
            description={value === openTerm.default ? t('open.usedMeanwhile') : undefined}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

const UNITS = ['days', 'weeks', 'working-days'] as const;

function Period({ error, onChange }: Taking): ReactNode {
  const { t } = useTranslation('contracts');
  const [length, setLength] = useState('');
  const [unit, setUnit] = useState<(typeof UNITS)[number]>('days');
  const say = (number: string, of: string): void => {
    setLength(number);
    onChange(/^\d+$/.test(number) && Number(number) > 0 ? `${number} ${of}` : '');
  };
  return (
    <div className={styles['actions']}>
      <TextInput
        required
        inputMode="numeric"
        maxLength={4}
        label={t('open.length')}
        error={error}
        onChange={({ currentTarget }) => say(currentTarget.value.trim(), unit)}
      />
      <NativeSelect
        label={t('open.unit')}
        value={unit}
        data={UNITS.map((each) => ({ value: each, label: t(`units.${each}`) }))}
        onChange={({ currentTarget }) => {
          const next = UNITS.find((each) => each === currentTarget.value) ?? unit;
          setUnit(next);
          say(length, next);
        }}
      />
    </div>
  );
}

function Place({ error, onChange }: Taking): ReactNode {
  const { t } = useTranslation('contracts');
  const [land, setLand] = useState('');
  const [place, setPlace] = useState('');
  const say = (where: string, name: string): void => {
    setLand(where);
    setPlace(name);
    onChange(where !== '' && name.trim() !== '' ? `${where} ${name.trim()}` : '');
  };
  return (
    <div className={styles['form']}>
      <NativeSelect
        required
        label={t('field.land')}
        value={land}
        data={[
          { value: '', label: t('choose') },
          ...LAENDER.map((each) => ({ value: each, label: t(`land.${each}`) })),
        ]}
        onChange={({ currentTarget }) => say(currentTarget.value, place)}
      />
      <TextInput
        required
        label={t('open.place')}
        value={place}
        error={error}
        onChange={({ currentTarget }) => say(land, currentTarget.value)}
      />
    </div>
  );
}

function Words({ isDate, error, onChange }: Taking & { readonly isDate: boolean }): ReactNode {
  const { t } = useTranslation('contracts');
  return (
    <TextInput
      required
      type={isDate ? 'date' : 'text'}
      maxLength={1000}
      label={t(isDate ? 'open.date' : 'open.words')}
      error={error}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
