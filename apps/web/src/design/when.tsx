import { Radio, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLang, useZone } from '../app/locale.js';
import { dayAndTime, instantsOf, offsetAt } from './time.js';
import styles from './when.module.css';

/** A wall clock of the organisation, e.g. `2026-10-24T03:10`; with its offset where the hour comes twice. */
export interface When {
  readonly local: string;
  readonly offset?: string;
}

/** As the API takes it: what was meant, not only when it was. */
export const statedIn = ({ local, offset }: When, zone: string) => ({
  local,
  zone,
  ...(offset !== undefined && { offset }),
});

/** Whether a wall clock means one instant. */
export const isMeant = ({ local, offset }: When, zone: string): boolean =>
  instantsOf(local, zone).length === 1 || (instantsOf(local, zone).length === 2 && offset !== undefined);

/** The instant that a wall clock means, RFC 3339; undefined while it means none. */
export function instantMeant(when: When, zone: string): string | undefined {
  if (!isMeant(when, zone)) return undefined;
  const [first, second] = instantsOf(when.local, zone);
  const meant = second === undefined ? first : Date.parse(`${when.local}${when.offset ?? ''}`);
  return meant === undefined ? undefined : new Date(meant).toISOString();
}

/**
 * Takes an instant by the organisation's wall clock and says back which it is, with its offset. In the hour that clocks go
 * through twice it asks which; of the hour that they leave out it says so.
 */
export function WhenInput(props: {
  readonly label: string;
  readonly description?: string;
  readonly value: When;
  readonly required?: boolean;
  readonly error?: string | undefined;
  readonly onChange: (value: When) => void;
}): ReactNode {
  const { label, description, value, required = false, error, onChange } = props;
  const { t } = useTranslation();
  const lang = useLang();
  const zone = useZone();
  const { local, offset } = value;
  const meant = instantsOf(local, zone);
  const [only] = meant;
  const said = (instant: number): string => `${dayAndTime(instant, lang, zone)} ${offsetAt(instant, zone)}`;
  return (
    <div className={styles['when']}>
      <TextInput
        type="datetime-local"
        classNames={{ input: styles['input'] ?? '' }}
        required={required}
        label={label}
        description={description}
        value={local}
        error={error ?? (local !== '' && meant.length === 0 ? t('when.skipped') : undefined)}
        onChange={({ currentTarget }) => onChange({ local: currentTarget.value })}
      />
      {meant.length === 1 && only !== undefined && <span className={styles['said']}>= {said(only)}</span>}
      {meant.length === 2 && (
        <Radio.Group
          label={t('when.twice')}
          required
          value={offset ?? null}
          onChange={(next) => onChange({ local, offset: next })}
        >
          {meant.map((instant) => (
            <Radio key={instant} mt={8} value={offsetAt(instant, zone)} label={said(instant)} />
          ))}
        </Radio.Group>
      )}
    </div>
  );
}
