import { canonicalJson, NotJson } from '../domain/canonical-json.js';
import { EventTooLarge, InvalidAppend } from './errors.js';
import type { AppendItem, EventToAppend, ExpectedRevision } from './event-log.js';

/** Data and metadata of one event together, as canonical JSON in UTF-8. EventStoreDB takes 1,048,576 bytes of data. */
export const MAX_EVENT_BYTES = 1_000_000;

/** An event that every store can hold; data and metadata as the canonical JSON text that is stored. */
export interface AdmittedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly recordedAt: number;
  readonly metadata: string;
  readonly data: string;
}

export interface AdmittedAppend {
  readonly stream: string;
  readonly expectedRevision: ExpectedRevision;
  readonly events: readonly AdmittedEvent[];
}

const STREAM = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/;
const TYPE = /^[A-Z][A-Za-z0-9]{0,99}$/;
const YEAR_10000 = Date.UTC(10_000, 0);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isEventId = (id: string): boolean => UUID.test(id);
export const isEventType = (type: string): boolean => TYPE.test(type);
export const isStreamName = (stream: string): boolean => STREAM.test(stream);

/** Milliseconds since 1970 of a UTC instant with milliseconds; undefined where the text is none. */
export const millisecondsOf = (instant: unknown): number | undefined => {
  const milliseconds = typeof instant === 'string' ? Date.parse(instant) : NaN;
  // Only what prints back as the same text is an instant: this refuses other time zones, precisions and 30 February.
  // Beyond the year 9999 it would still do so, with a sign in front, and no longer sort as text.
  const isInstant = milliseconds < YEAR_10000 && new Date(milliseconds).toISOString() === instant;
  return isInstant ? milliseconds : undefined;
};

/**
 * Says no to whatever a store could not give back exactly as it was, before the store sees any of it: every adapter calls
 * it first. Throws `InvalidAppend` or `EventTooLarge`.
 */
export const admit = (item: AppendItem, maxEventBytes: number = MAX_EVENT_BYTES): AdmittedAppend => {
  const { stream, expectedRevision, events } = item;
  if (typeof stream !== 'string' || !STREAM.test(stream)) {
    throw new InvalidAppend(`${shown(stream)} is no stream name: letters, digits and . _ : - (at most 200)`);
  }
  if (!isExpectedRevision(expectedRevision)) {
    throw new InvalidAppend(`${stream}: ${shown(expectedRevision)} is no expected revision: none, any, or 0, 1, 2 …`);
  }
  const ids = new Set<string>();
  return {
    stream,
    expectedRevision,
    events: events.map((event) => {
      const admitted = admitEvent(stream, event, maxEventBytes);
      if (ids.has(event.id)) throw new InvalidAppend(`${stream}: the event id ${event.id} stands twice in one append`);
      ids.add(event.id);
      return admitted;
    }),
  };
};

const admitEvent = (stream: string, event: EventToAppend, maxEventBytes: number): AdmittedEvent => {
  const invalid = (problem: string): InvalidAppend =>
    new InvalidAppend(`${stream}, event ${shown(event.id)}: ${problem}`);
  const { id, type, schemaVersion } = event;
  if (typeof id !== 'string' || !UUID.test(id)) throw invalid('the id is no lower-case UUID');
  if (typeof type !== 'string' || !TYPE.test(type)) throw invalid(`${shown(type)} is no PascalCase event type`);
  if (!Number.isSafeInteger(schemaVersion) || schemaVersion < 1) {
    throw invalid(`${shown(schemaVersion)} is no schema version: 1, 2, 3 …`);
  }
  const recordedAt = millisecondsOf(event.recordedAt);
  if (recordedAt === undefined) {
    throw invalid(`recordedAt ${shown(event.recordedAt)} is no UTC instant with milliseconds`);
  }
  const json = (name: 'metadata' | 'data'): string => {
    try {
      return canonicalJson(event[name]);
    } catch (error) {
      throw error instanceof NotJson ? invalid(`${name}: ${error.message}`) : error;
    }
  };
  const metadata = json('metadata');
  if (!metadata.startsWith('{')) throw invalid('the metadata is no object');
  const data = json('data');
  const bytes = Buffer.byteLength(metadata) + Buffer.byteLength(data);
  if (bytes > maxEventBytes) throw new EventTooLarge(bytes, maxEventBytes);
  return { id, type, schemaVersion, recordedAt, metadata, data };
};

const isExpectedRevision = (value: unknown): value is ExpectedRevision =>
  value === 'none' || value === 'any' || (Number.isSafeInteger(value) && (value as number) >= 0);

const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : String(value);
