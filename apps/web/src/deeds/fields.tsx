import { Checkbox, Radio, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './deeds.module.css';

interface Named<T extends string> {
  readonly value: T;
  readonly label: string;
  /** What it means. */
  readonly hint?: string;
}

/** One of a few. */
export function OneOf<T extends string>(props: {
  readonly label: ReactNode;
  readonly options: readonly Named<T>[];
  readonly value: T | null;
  readonly required?: boolean;
  readonly description?: string;
  readonly error?: string | undefined;
  readonly onChange: (value: T) => void;
}): ReactNode {
  const { label, options, value, required = false, description, error, onChange } = props;
  return (
    <Radio.Group
      label={label}
      description={description}
      required={required}
      value={value}
      error={error}
      onChange={(next) => {
        const chosen = options.find((each) => each.value === next);
        if (chosen) onChange(chosen.value);
      }}
    >
      <div className={styles['options']}>
        {options.map((each) => (
          <Radio key={each.value} value={each.value} label={each.label} description={each.hint} />
        ))}
      </div>
    </Radio.Group>
  );
}

/** Any of a few. */
export function AnyOf<T extends string>(props: {
  readonly label: string;
  readonly options: readonly Named<T>[];
  readonly value: readonly T[];
  readonly description?: string;
  readonly error?: string | undefined;
  readonly onChange: (value: readonly T[]) => void;
}): ReactNode {
  const { label, options, value, description, error, onChange } = props;
  return (
    <Checkbox.Group
      label={label}
      description={description}
      value={[...value]}
      error={error}
      onChange={(next) => onChange(options.map((each) => each.value).filter((each) => next.includes(each)))}
    >
      <div className={styles['options']}>
        {options.map((each) => (
          <Checkbox key={each.value} value={each.value} label={each.label} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** Some sentences. */
export function Words(props: {
  readonly label: ReactNode;
  readonly value: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly error?: string | undefined;
  /** Characters at most. */
  readonly most?: number;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const { label, value, required = false, description, error, most = 10_000, onChange } = props;
  return (
    <Textarea
      label={label}
      description={description}
      required={required}
      rows={3}
      maxLength={most}
      value={value}
      error={error}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
