import type { CommandOutcome } from '@art33/event-log';

/** What every write answers. Everything in it can be recomputed from the log, so a repeated request gets the same. */
export interface WriteResult {
  /** Of the record written. */
  readonly id: string;
  /** Log number of the last event written; null where the record was already so. */
  readonly logNumber: number | null;
  /** Send it back as `Art33-Position` to read what was written, on any node. */
  readonly position: string | null;
  readonly revision: number;
  readonly events: readonly { readonly id: string; readonly type: string; readonly logNumber: number }[];
}

/** A body with the headers that go with it. */
export class Answer<T> {
  constructor(
    readonly body: T,
    readonly headers: Readonly<Record<string, string>>,
  ) {}
}

const etag = (edits: number): string => `"${edits}"`;

/** The answer to a write. */
export function written(id: string, outcome: CommandOutcome): Answer<WriteResult> {
  const position = outcome.position ?? null;
  const body: WriteResult = {
    id,
    logNumber: outcome.logNumber ?? null,
    position,
    revision: outcome.revision,
    events: outcome.events.map((event) => ({ id: event.id, type: event.type, logNumber: event.logNumber })),
  };
  return new Answer(body, { ETag: etag(outcome.edits), ...(position ? { 'Art33-Position': position } : {}) });
}

/** One record with its ETag: the revisions that people of its organisation made. */
export const entity = <T>(view: T, edits: number): Answer<T> => new Answer(view, { ETag: etag(edits) });
