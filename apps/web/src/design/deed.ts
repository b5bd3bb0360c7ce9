import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { isConflict } from '../api/problem.js';

/** The header of a deed that is done once, however often its request is sent. */
export const once = (key: string) => ({ 'Idempotency-Key': key });

/**
 * Something that is done by a request. Sent again after a lost answer it carries the same key, and is done once; something
 * else, or the same after it was done, is another deed.
 */
export function useDeed<I, O>(deed: {
  readonly send: (input: I, key: string) => Promise<O>;
  /** The first words of the queries that it makes old. */
  readonly changes: readonly string[];
  readonly onDone?: (output: O, input: I) => void;
}): UseMutationResult<O, Error, I> {
  const { send, changes, onDone } = deed;
  const queries = useQueryClient();
  const sent = useRef<{ readonly what: string; readonly key: string } | undefined>(undefined);
  const askAnew = (): Promise<unknown> =>
    Promise.all(changes.map((root) => queries.invalidateQueries({ queryKey: [root] })));
  return useMutation({
    mutationFn: (input: I) => {
      const what = JSON.stringify(input) ?? '';
      if (sent.current?.what !== what) sent.current = { what, key: crypto.randomUUID() };
      return send(input, sent.current.key);
    },
    onSuccess: async (output, input) => {
      sent.current = undefined;
      await askAnew();
      onDone?.(output, input);
    },
    // What somebody else changed meanwhile is seen before it is sent again.
    onError: (error) => (isConflict(error) ? askAnew() : undefined),
  });
}
