import { Button } from '@mantine/core';
import { useQuery, type DefaultError, type QueryKey, type UseQueryOptions } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Seen } from '../api/client.js';
import { isConflict } from '../api/problem.js';
import { Asked } from '../design/notes.js';

/**
 * A form about a record, which begins with the record as it was read and keeps to that: what somebody else changes meanwhile is
 * told, not mixed in. `onAnew` begins it again with what is there now.
 */
export function FromSeen<T, K extends QueryKey>(props: {
  readonly query: UseQueryOptions<Seen<T>, DefaultError, Seen<T>, K>;
  readonly children: (seen: Seen<T>, onAnew: () => void) => ReactNode;
}): ReactNode {
  const { query, children } = props;
  const [turn, setTurn] = useState(0);
  const asked = useQuery(query);
  return (
    <Asked query={asked}>
      {(seen) => (
        <Once key={turn} seen={seen}>
          {(first) => children(first, () => setTurn((before) => before + 1))}
        </Once>
      )}
    </Asked>
  );
}

function Once<T>({
  seen,
  children,
}: {
  readonly seen: Seen<T>;
  readonly children: (seen: Seen<T>) => ReactNode;
}): ReactNode {
  const [first] = useState(seen);
  return children(first);
}

/** The way on where somebody else changed the record meanwhile: to begin again with what is there now. */
export function TakeTheirs({
  error,
  onTake,
}: {
  readonly error: Error | null;
  readonly onTake: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  if (!isConflict(error)) return null;
  return (
    <div>
      <Button variant="default" onClick={onTake}>
        {t('organisation.takeTheirs')}
      </Button>
    </div>
  );
}
