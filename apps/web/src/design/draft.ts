import { useEffect, useState } from 'react';

/** What somebody began to write: kept on this device until it is sent or discarded, through reloads and lost connections. */
export interface Kept<T> {
  readonly draft: T;
  /** Whether there is something to discard. */
  readonly begun: boolean;
  change(part: Partial<T>): void;
  discard(): void;
}

/** A draft under a name of its own. `fresh` makes what one begins with. */
export function useDraft<T extends object>(name: string, fresh: () => T): Kept<T> {
  const key = `art33.draft.${name}`;
  const [state, setState] = useState<{ readonly draft: T; readonly begun: boolean }>(() => {
    const kept = localStorage.getItem(key);
    if (kept === null) return { draft: fresh(), begun: false };
    return { draft: { ...fresh(), ...(JSON.parse(kept) as Partial<T>) }, begun: true };
  });
  const { draft, begun } = state;
  useEffect(() => {
    if (begun) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  }, [key, draft, begun]);
  return {
    draft,
    begun,
    change: (part) => setState((before) => ({ draft: { ...before.draft, ...part }, begun: true })),
    discard: () => {
      // At once: what it was for may leave the page before the next picture of it.
      localStorage.removeItem(key);
      setState({ draft: fresh(), begun: false });
    },
  };
}
