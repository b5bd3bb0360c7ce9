import type { Database, Statement } from 'better-sqlite3';
import type { AdmittedAppend, AdmittedEvent } from '../port/admission.js';
import { InvalidAppend } from '../port/errors.js';
import type { StoredEvent } from '../port/event-log.js';
import { COLUMNS, toBytes, toStoredEvent, type Row } from './rows.js';

/** The last event of a stream; `stream` is the row id of the stream, `recordedAt` is in milliseconds since 1970. */
export type StreamLast = readonly [stream: number, revision: number, recordedAt: number];

/**
 * Writes events into the tables of a log, and finds them there again, for whoever holds the transaction. No state of the log
 * is kept between transactions: each reads what it needs.
 */
export class EventRows {
  /** Of the last event, while a transaction runs. */
  private position = 0;

  private readonly end: Statement<[], number | null>;
  private readonly lastOfStream: Statement<[string], StreamLast>;
  private readonly addStream: Statement<[string]>;
  private readonly addEvent: Statement<unknown[]>;
  private readonly placeOfId: Statement<[Buffer], readonly [stream: string, revision: number]>;
  private readonly run: Statement<[string, number, number], Row>;

  constructor(db: Database) {
    this.end = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();
    this.lastOfStream = db
      .prepare<[string], [number, number, number]>(
        // As a join it takes three times as long.
        `SELECT stream, revision, recorded_at FROM events WHERE stream = (SELECT id FROM streams WHERE name = ?)
         ORDER BY revision DESC LIMIT 1`,
      )
      .raw();
    this.addStream = db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.addEvent = db.prepare(
      `INSERT INTO events (position, stream, revision, id, type, schema_version, recorded_at, metadata, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.placeOfId = db
      .prepare<[Buffer], [string, number]>(
        'SELECT s.name, e.revision FROM events AS e JOIN streams AS s ON s.id = e.stream WHERE e.id = ?',
      )
      .raw();
    this.run = db
      .prepare<[string, number, number], Row>(
        `SELECT ${COLUMNS} FROM streams AS s JOIN events AS e ON e.stream = s.id
         WHERE s.name = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`,
      )
      .raw();
  }

  /** To be called at the beginning of each transaction. */
  begin(): void {
    this.position = this.end.get() ?? 0;
  }

  lastOf(stream: string): StreamLast | undefined {
    return this.lastOfStream.get(stream);
  }

  /** Adds events after the last one of their stream, each recorded no earlier than the one before it. */
  add(
    stream: string,
    last: StreamLast | undefined,
    events: readonly AdmittedEvent[],
  ): { readonly rows: readonly Row[]; readonly last: StreamLast } {
    const streamId = last === undefined ? Number(this.addStream.run(stream).lastInsertRowid) : last[0];
    let revision = last === undefined ? -1 : last[1];
    let recordedAt = last === undefined ? -Infinity : last[2];
    const rows = events.map((event): Row => {
      this.position += 1;
      revision += 1;
      recordedAt = Math.max(recordedAt, event.recordedAt);
      const { type, schemaVersion, metadata, data } = event;
      const id = toBytes(event.id);
      this.addEvent.run(this.position, streamId, revision, id, type, schemaVersion, recordedAt, metadata, data);
      return [this.position, stream, revision, id, type, schemaVersion, recordedAt, metadata, data];
    });
    return { rows, last: [streamId, revision, recordedAt] };
  }

  read(stream: string, from: number, count: number): readonly StoredEvent[] {
    return this.run.all(stream, from, count).map(toStoredEvent);
  }

  placeOf(id: string): readonly [stream: string, revision: number] | undefined {
    return this.placeOfId.get(toBytes(id));
  }

  /** The stored events of an identical append, if the log holds it whole at the place that its expected revision names. */
  writtenBefore({ stream, expectedRevision, events }: AdmittedAppend): readonly StoredEvent[] | undefined {
    const place = this.placeOf(events[0]!.id);
    if (place === undefined) return undefined;
    const revision = place[1];
    const due = expectedRevision === 'none' ? 0 : expectedRevision === 'any' ? revision : expectedRevision + 1;
    if (revision !== due) return undefined;
    const rows = this.run.all(stream, revision, events.length);
    const identical = rows.length === events.length && events.every((event, index) => isSame(event, rows[index]!));
    return identical ? rows.map(toStoredEvent) : undefined;
  }

  /** Throws `InvalidAppend` where one of the ids stands in the log. */
  refuseTakenIds(events: readonly AdmittedEvent[]): void {
    for (const { id } of events) {
      const place = this.placeOf(id);
      if (place) {
        throw new InvalidAppend(`the event id ${id} stands in the log already: ${place[0]}, revision ${place[1]}`);
      }
    }
  }
}

/** `recordedAt` is left out: the store may have raised it. */
export const isSame = (event: AdmittedEvent, [, , , id, type, schemaVersion, , metadata, data]: Row): boolean =>
  toBytes(event.id).equals(id) &&
  event.type === type &&
  event.schemaVersion === schemaVersion &&
  event.metadata === metadata &&
  event.data === data;
