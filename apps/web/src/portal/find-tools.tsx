import { SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Show } from './queries.js';
import styles from './portal.module.css';

/** What is looked for among cases; it stands in the address. */
export interface FindSearch {
  readonly q?: string;
  readonly show?: Exclude<Show, undefined>;
}

const SHOWS = ['all', 'open', 'closed'] as const;

/** Searches cases, and leaves out those that are open or closed. */
export function FindTools(props: {
  readonly label: string;
  readonly search: FindSearch;
  readonly onChange: (next: FindSearch) => void;
}): ReactNode {
  const { label, search, onChange } = props;
  const { t } = useTranslation('portal');
  const { q = '', show } = search;
  const find = useDebouncedCallback(
    (text: string) => onChange({ ...(text && { q: text }), ...(show && { show }) }),
    250,
  );
  return (
    <div className={`${styles['tools']} ${styles['noPrint']}`}>
      <TextInput
        type="search"
        className={styles['search'] ?? ''}
        label={label}
        defaultValue={q}
        onChange={({ currentTarget }) => find(currentTarget.value)}
      />
      <SegmentedControl
        aria-label={t('files.state')}
        value={show ?? 'all'}
        data={SHOWS.map((each) => ({ value: each, label: t(`files.show.${each}`) }))}
        onChange={(next) =>
          onChange({ ...(q !== '' && { q }), ...((next === 'open' || next === 'closed') && { show: next }) })
        }
      />
    </div>
  );
}
