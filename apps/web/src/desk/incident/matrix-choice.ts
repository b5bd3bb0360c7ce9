import { useCallback, useMemo, useRef, useState } from 'react';
import type { Notice } from './matrix-filter.js';

/** Which notices are chosen, by their ids. */
export interface Choice {
  readonly chosen: ReadonlySet<string>;
  /** Chooses the row of this number or gives it up; with `isRange` all rows from the last one on, too. */
  readonly toggle: (row: number, isRange: boolean) => void;
  /** Chooses all that are shown, or none of them. */
  readonly toggleAll: () => void;
  readonly clear: () => void;
}

/** The choice among the notices that are shown: one that a filter hides is not chosen any more. */
export function useChoice(shown: readonly Notice[]): Choice {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const rows = useRef(shown);
  rows.current = shown;
  const last = useRef<number | undefined>(undefined);
  const toggle = useCallback((row: number, isRange: boolean): void => {
    const from = isRange ? (last.current ?? row) : row;
    last.current = row;
    setIds((before) => {
      const next = new Set(before);
      const isGivenUp = before.has(rows.current[row]?.id ?? '');
      for (const { id } of rows.current.slice(Math.min(from, row), Math.max(from, row) + 1))
        if (isGivenUp) next.delete(id);
        else next.add(id);
      return next;
    });
  }, []);
  const toggleAll = useCallback(
    (): void =>
      setIds((before) =>
        rows.current.every(({ id }) => before.has(id)) ? new Set() : new Set(rows.current.map(({ id }) => id)),
      ),
    [],
  );
  const clear = useCallback((): void => setIds(new Set()), []);
  const chosen = useMemo(() => new Set(shown.filter(({ id }) => ids.has(id)).map(({ id }) => id)), [shown, ids]);
  return { chosen, toggle, toggleAll, clear };
}
