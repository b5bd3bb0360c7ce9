import { toInstant } from '../domain/clock.js';
import type { EventMetadata, Json } from '../domain/event.js';
import type { StoredEvent } from '../port/event-log.js';
import { toToken } from './position.js';

/** One event as SQLite returns it: an array, because that is what better-sqlite3 makes fastest. */
export type Row = readonly [
  position: number,
  stream: string,
  revision: number,
  id: Buffer,
  type: string,
  schemaVersion: number,
  recordedAt: number,
  metadata: string,
  data: string,
];

/** The columns of `Row`, for queries over `events AS e` and `streams AS s`. */
export const COLUMNS = `e.position, s.name, e.revision, e.id, e.type, e.schema_version, e.recorded_at, e.metadata, e.data`;

/** Data and metadata are read from their texts when somebody first asks: most readers look at an event's type and go on. */
export const toStoredEvent = (row: Row): StoredEvent => {
  let data: Json | undefined;
  let metadata: EventMetadata | undefined;
  return {
    id: toUuid(row[3]),
    stream: row[1],
    revision: row[2],
    // Positions run from 1 without a gap: checked when the file is opened, kept by the triggers.
    logNumber: row[0] - 1,
    position: toToken(row[0]),
    type: row[4],
    schemaVersion: row[5],
    get data() {
      return (data ??= JSON.parse(row[8]) as Json);
    },
    get metadata() {
      return (metadata ??= JSON.parse(row[7]) as EventMetadata);
    },
    recordedAt: toInstant(row[6]),
  };
};

export const toBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const toUuid = (bytes: Buffer): string => {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
