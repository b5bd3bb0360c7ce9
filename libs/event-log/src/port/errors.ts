import type { ExpectedRevision } from './event-log.js';

/** The stream is not at the revision that the writer saw: somebody else was first. Nothing was written. */
export class WrongExpectedRevision extends Error {
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: number | 'none',
  ) {
    super(`${stream}: expected revision ${expected}, found ${actual}`);
  }
}
/** The append itself is malformed (name, id, type, data that JSON cannot hold). Nothing was written. */
export class InvalidAppend extends Error {}
/** One event is larger than the log takes. Nothing was written. */
export class EventTooLarge extends Error {
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`an event of ${bytes} bytes is over the limit of ${limit}`);
  }
}
/** The store cannot take or give events now (disk full, read-only, closed). Nothing was half-written. */
export class LogUnavailable extends Error {}
/** A past of many records is still being put together, or too many are. */
export class PastNotReady extends Error {}
/** A past of more events, or larger (MiB), than a node holds; the message says what it holds. */
export class PastTooLarge extends Error {
  constructor(
    readonly events: number,
    readonly mebibytes: number,
  ) {
    super(`a past of more than ${events} events or ${mebibytes} MiB is too large to be listed`);
  }
}
/** This node's clock is too far from the server's: until it is right, this node writes nothing. The message says by how much. */
export class ClockWrong extends LogUnavailable {}
/** The file is not usable at all: foreign, corrupt, newer than this release, or held by another writer. */
export class LogUnusable extends Error {}
/** A position token that this store did not give out, or that lies behind the end of the log that it opened. */
export class InvalidPosition extends Error {}
