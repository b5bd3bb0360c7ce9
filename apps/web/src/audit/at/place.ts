import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

/** The address follows this long after the last step, in milliseconds: a held key is not a hundred addresses. */
const FOLLOWS_AFTER = 250;

/** Where one stands in a history, from where the address says at first: a step moves at once, the address after it. */
export function usePlace(
  addressed: number,
  write: (index: number) => void,
): { readonly index: number; readonly go: (index: number) => void } {
  const [index, setIndex] = useState(addressed);
  const follow = useDebouncedCallback(write, FOLLOWS_AFTER);
  return {
    index,
    go: (next) => {
      setIndex(next);
      follow(next);
    },
  };
}
