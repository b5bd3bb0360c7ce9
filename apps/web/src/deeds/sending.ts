import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isConflict, Problem } from '../api/problem.js';
import { useSession } from '../app/session.js';
import { useDraft } from '../design/draft.js';
import type { Reading } from './queries.js';

/** What every draft of a deed carries beside what was written. */
interface Based {
  /** The same however often it is sent: a request that is repeated after a lost answer is recorded once. */
  readonly key: string;
  /** The state of the record that the person had before them. */
  readonly basis: string;
}

/** The headers of a change. */
export interface Headers {
  readonly 'Idempotency-Key': string;
  readonly 'If-Match': string;
}

/** What somebody recorded between reading and sending. */
export interface Change {
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly data: Readonly<Record<string, unknown>>;
}

/** A deed while it is written and sent. */
export interface Deed<T> {
  readonly draft: T;
  /** Whether there is something to discard. */
  readonly begun: boolean;
  change(part: Partial<T>): void;
  discard(): void;
  /** Whether it was tried to send it: from then on what is missing is named. */
  readonly attempted: boolean;
  submit(): void;
  readonly isPending: boolean;
  readonly error: unknown;
  /** What others recorded meanwhile; undefined: nobody did. */
  readonly conflict: readonly Change[] | undefined;
  /** Sends it all the same, now that the changes of others have been seen. */
  goOn(): void;
}

/** What a form says of itself. */
export interface Deeds<T> {
  /** Of its draft. */
  readonly name: string;
  readonly reading: Reading;
  fresh(): T;
  /** Whether it can be sent. */
  isWhole(draft: T): boolean;
  send(draft: T, headers: Headers): Promise<unknown>;
  /** Afterwards. */
  onDone(): void;
}

const STALE = ['incidents', 'notices', 'deadlines'] as const;

/** The state of a record after so many edits, as `If-Match` takes it. */
const tagAfter = ({ more }: Problem): string => (typeof more['edits'] === 'number' ? `"${more['edits']}"` : '*');

const changesOf = ({ changes }: Problem): readonly Change[] => (Array.isArray(changes) ? (changes as Change[]) : []);

/** Writes and sends one deed. Its draft stays on this device until it is recorded or discarded. */
export function useDeed<T extends object>({ name, reading, fresh, isWhole, send, onDone }: Deeds<T>): Deed<T> {
  const queries = useQueryClient();
  const [attempted, setAttempted] = useState(false);
  const { draft, begun, change, discard } = useDraft<T & Based>(`deed.${reading.incident.id}.${name}`, () => ({
    ...fresh(),
    key: crypto.randomUUID(),
    basis: reading.tag,
  }));
  const { me } = useSession();
  const sendOver = (basis: string): Promise<unknown> =>
    send(draft, { 'Idempotency-Key': draft.key, 'If-Match': basis });
  const sending = useMutation({
    mutationFn: async (basis: string) => {
      try {
        return await sendOver(basis);
      } catch (error) {
        // What one recorded oneself meanwhile needs no asking.
        if (!isConflict(error) || changesOf(error).some(({ actor }) => actor.id !== me.person.id)) throw error;
        return sendOver(tagAfter(error));
      }
    },
    onSuccess: async () => {
      discard();
      await Promise.all(STALE.map((root) => queries.invalidateQueries({ queryKey: [root] })));
      onDone();
    },
  });
  const { error, isPending } = sending;
  return {
    draft,
    begun,
    change: change as (part: Partial<T>) => void,
    discard,
    attempted,
    submit: () => {
      setAttempted(true);
      if (isWhole(draft) && !isPending) sending.mutate(draft.basis);
    },
    isPending,
    error: isConflict(error) ? null : error,
    conflict: isConflict(error) ? changesOf(error) : undefined,
    goOn: () => {
      if (!isConflict(error)) return;
      const basis = tagAfter(error);
      change({ basis } as Partial<T & Based>);
      sending.mutate(basis);
    },
  };
}
