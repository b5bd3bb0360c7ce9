import type { Database, Statement } from 'better-sqlite3';
import type { AdmittedAppend, AdmittedEvent } from '../port/admission.js';
import { InvalidAppend, WrongExpectedRevision } from '../port/errors.js';
import type { AppendOutcome, StoredEvent } from '../port/event-log.js';
import { asLogError, sqliteCode } from './failures.js';
import { COLUMNS, toBytes, toStoredEvent, type Row } from './rows.js';

interface Waiting {
  readonly append: AdmittedAppend;
  readonly settle: (outcome: AppendOutcome) => void;
}

/** A transaction takes appends for so long (milliseconds), then commits and lets the event loop turn. */
const LONGEST_GROUP = 20;

/**
 * The one queue of all appends. What was queued in one turn of the event loop goes into one transaction (one flush of the
 * disk for all), a savepoint for each; promises settle after COMMIT. It keeps no state of the log in memory: every group
 * reads what it needs inside its own transaction.
 */
export class Writer {
  private readonly queue: Waiting[] = [];
  private scheduled = false;
  private onIdle: (() => void) | undefined;

  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly rollback: Statement;
  private readonly savepoint: Statement;
  private readonly release: Statement;
  private readonly rollbackToSavepoint: Statement;
  private readonly end: Statement<[], number | null>;
  private readonly lastOfStream: Statement<[string], readonly [stream: number, revision: number, recordedAt: number]>;
  private readonly addStream: Statement<[string]>;
  private readonly addEvent: Statement<unknown[]>;
  private readonly placeOfId: Statement<[Buffer], readonly [stream: string, revision: number]>;
  private readonly run: Statement<[string, number, number], Row>;

  constructor(
    private readonly db: Database,
    private readonly file: string,
    /** Called after each COMMIT that wrote events. */
    private readonly written: () => void,
  ) {
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.rollback = db.prepare('ROLLBACK');
    this.savepoint = db.prepare('SAVEPOINT item');
    this.release = db.prepare('RELEASE item');
    this.rollbackToSavepoint = db.prepare('ROLLBACK TO item');
    this.end = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();
    this.lastOfStream = db
      .prepare<[string], [number, number, number]>(
        `SELECT s.id, e.revision, e.recorded_at FROM streams AS s JOIN events AS e ON e.stream = s.id
         WHERE s.name = ? ORDER BY e.revision DESC LIMIT 1`,
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

  enqueue(append: AdmittedAppend): Promise<AppendOutcome> {
    return new Promise((settle) => {
      this.queue.push({ append, settle });
      this.schedule();
    });
  }

  /** Resolves when everything queued has been settled. */
  idle(): Promise<void> {
    if (!this.scheduled) return Promise.resolve();
    return new Promise((resolve) => (this.onIdle = resolve));
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    const group: Waiting[] = [];
    let outcomes: AppendOutcome[] = [];
    try {
      this.begin.run();
      const until = performance.now() + LONGEST_GROUP;
      for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
        group.push(next);
        outcomes.push(this.attempt(next.append));
        if (performance.now() >= until) break;
      }
      this.commit.run();
    } catch (error) {
      if (this.db.inTransaction) this.rollback.run();
      // Without BEGIN nobody got a turn: then nobody else will either, and all are told at once.
      if (group.length === 0) group.push(...this.queue.splice(0));
      const failed: AppendOutcome = { ok: false, error: asLogError(error, this.file) };
      outcomes = group.map((_, index) => (outcomes[index]?.ok === false ? outcomes[index] : failed));
    }
    group.forEach(({ settle }, index) => settle(outcomes[index]!));
    if (outcomes.some((outcome) => outcome.ok && outcome.events.length > 0)) this.written();
    if (this.queue.length > 0) this.schedule();
    else this.onIdle?.();
  }

  /** One append inside its savepoint. Throws only where SQLite has given up the whole transaction. */
  private attempt(append: AdmittedAppend): AppendOutcome {
    this.savepoint.run();
    let outcome: AppendOutcome;
    try {
      outcome = { ok: true, events: this.write(append) };
    } catch (error) {
      if (!this.db.inTransaction) throw error;
      this.rollbackToSavepoint.run();
      outcome = this.explain(append, error);
    }
    this.release.run();
    return outcome;
  }

  private write({ stream, expectedRevision, events }: AdmittedAppend): readonly StoredEvent[] {
    if (events.length === 0) return [];
    const last = this.lastOfStream.get(stream);
    const actual = last === undefined ? 'none' : last[1];
    if (expectedRevision !== 'any' && expectedRevision !== actual) {
      throw new WrongExpectedRevision(stream, expectedRevision, actual);
    }
    const streamId = last === undefined ? this.addStream.run(stream).lastInsertRowid : last[0];
    let position = this.end.get() ?? 0;
    let revision = last === undefined ? -1 : last[1];
    let recordedAt = last === undefined ? -Infinity : last[2];
    return events.map((event) => {
      position += 1;
      revision += 1;
      recordedAt = Math.max(recordedAt, event.recordedAt);
      const { type, schemaVersion, metadata, data } = event;
      const id = toBytes(event.id);
      this.addEvent.run(position, streamId, revision, id, type, schemaVersion, recordedAt, metadata, data);
      return toStoredEvent([position, stream, revision, id, type, schemaVersion, recordedAt, metadata, data]);
    });
  }

  /** Nothing of the append is in the log now: is that because all of it was there before, or what else is in the way? */
  private explain(append: AdmittedAppend, error: unknown): AppendOutcome {
    const constraint = sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') === true;
    if (constraint || error instanceof WrongExpectedRevision) {
      const events = this.writtenBefore(append);
      if (events !== undefined) return { ok: true, events };
    }
    return { ok: false, error: (constraint && this.takenId(append)) || asLogError(error, this.file) };
  }

  private takenId({ events }: AdmittedAppend): InvalidAppend | undefined {
    for (const { id } of events) {
      const place = this.placeOfId.get(toBytes(id));
      if (place) return new InvalidAppend(`the event id ${id} stands in the log already: ${place[0]}, revision ${place[1]}`);
    }
    return undefined;
  }

  /** The stored events of an identical append, if the log holds it whole at the place that its expected revision names. */
  private writtenBefore({ stream, expectedRevision, events }: AdmittedAppend): readonly StoredEvent[] | undefined {
    const place = this.placeOfId.get(toBytes(events[0]!.id));
    if (place === undefined || place[0] !== stream) return undefined;
    const revision = place[1];
    const due = expectedRevision === 'none' ? 0 : expectedRevision === 'any' ? revision : expectedRevision + 1;
    if (revision !== due) return undefined;
    const rows = this.run.all(stream, revision, events.length);
    return rows.length === events.length && events.every((event, index) => isSame(event, rows[index]!))
      ? rows.map(toStoredEvent)
      : undefined;
  }
}

/** `recordedAt` is left out: the store may have raised it. */
const isSame = (event: AdmittedEvent, [, , , id, type, schemaVersion, , metadata, data]: Row): boolean =>
  toBytes(event.id).equals(id) &&
  event.type === type &&
  event.schemaVersion === schemaVersion &&
  event.metadata === metadata &&
  event.data === data;
