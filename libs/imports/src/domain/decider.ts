import { Refusal, type Decider, type Instant } from '@art33/event-log';
import type { ImportCounts, ImportEvent } from './events.js';

export type ImportCommandData =
  | {
      readonly type: 'begin-import';
      readonly importId: string;
      readonly kind: string;
      readonly digest: string;
      readonly rows: number;
    }
  | { readonly type: 'complete-import'; readonly counts: ImportCounts }
  | { readonly type: 'abandon-import' };

export type ImportState =
  | { readonly status: 'none' }
  | {
      readonly status: 'open' | 'completed' | 'abandoned';
      readonly importId: string;
      readonly organisationId: string;
      readonly kind: string;
      readonly digest: string;
      readonly rows: number;
      readonly begunAt: Instant;
      readonly endedAt: Instant | null;
      readonly counts: ImportCounts;
    };

/** Who acts: an import is its own processor's alone. */
interface OnBehalf {
  readonly onBehalfOf: string;
}

const conflict = (code: string, rule: string, field?: string): Refusal => new Refusal(code, 'conflict', rule, field);

/** One id stands for one file; it is not told whose. */
export const refuseOtherFile = (): Refusal =>
  conflict('import-id-in-use', 'this import id stands for another file: take another id', 'importId');
export const refuseAbandoned = (): Refusal =>
  conflict('import-abandoned', 'this import was given up: send the file again under another id', 'importId');

/** The rules of one import: begun with one file, then either completed or given up. */
export const importDecider: Decider<ImportState, ImportCommandData & OnBehalf, ImportEvent> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'begin-import') return begin(command, state);
    if (state.status === 'none' || state.organisationId !== command.onBehalfOf)
      return new Refusal('not-found', 'not-found', 'there is no such record');
    const { importId } = state;
    switch (command.type) {
      case 'complete-import':
        if (state.status === 'abandoned') return refuseAbandoned();
        return state.status === 'completed'
          ? []
          : [{ type: 'ImportCompleted', data: { importId, counts: command.counts, at: command.now } }];
      case 'abandon-import':
        if (state.status === 'completed')
          return conflict('import-completed', 'a completed import is no longer undone: its records are in use');
        return state.status === 'abandoned' ? [] : [{ type: 'ImportAbandoned', data: { importId, at: command.now } }];
    }
  },
  evolve(state, event): ImportState {
    switch (event.type) {
      case 'ImportBegun': {
        const { at, ...begun } = event.data;
        return { ...begun, status: 'open', begunAt: at, endedAt: null, counts: {} };
      }
      case 'ImportCompleted':
        return state.status === 'none'
          ? state
          : { ...state, status: 'completed', endedAt: event.data.at, counts: event.data.counts };
      case 'ImportAbandoned':
        return state.status === 'none' ? state : { ...state, status: 'abandoned', endedAt: event.data.at };
    }
  },
};

/** Begun again with the same file, an import goes on; with another one it is refused. */
function begin(
  {
    importId,
    kind,
    digest,
    rows,
    onBehalfOf,
    now,
  }: Extract<ImportCommandData, { type: 'begin-import' }> & OnBehalf & { readonly now: Instant },
  state: ImportState,
): readonly ImportEvent[] | Refusal {
  if (state.status === 'none')
    return [{ type: 'ImportBegun', data: { importId, organisationId: onBehalfOf, kind, digest, rows, at: now } }];
  if (state.organisationId !== onBehalfOf || state.digest !== digest) return refuseOtherFile();
  return state.status === 'abandoned' ? refuseAbandoned() : [];
}
