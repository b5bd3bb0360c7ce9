import type { Database, Statement } from 'better-sqlite3';
import type { AdmittedAppend, AdmittedEvent } from '../port/admission.js';
import { InvalidAppend, WrongExpectedRevision } from '../port/errors.js';
import type { AppendOutcome, StoredEvent } from '../port/event-log.js';
import { asLogError } from './failures.js';
import { COLUMNS, toBytes, toStoredEvent, type Row } from './rows.js';

interface Waiting {
  readonly append: AdmittedAppend;
  readonly settle: (outcome: AppendOutcome) => void;
}

/** So many transactions, or about so many bytes, may stand in the write-ahead log before it is emptied. */
const MOST_TRANSACTIONS = 200;
const MOST_BYTES = 4 * 1024 * 1024;
/** What an event writes beside its texts: places in the indexes. */
const BYTES_BESIDE = 4 * 1024;

/** A transaction takes appends for so long (milliseconds), then commits and lets the event loop turn. */
const LONGEST_GROUP = 20;

/**
 * The one queue of all appends. What was queued in one turn of the event loop goes into one transaction, so that one flush
 * of the disk serves all; promises settle after COMMIT. A refusal is found before anything of its append is written. If
 * something fails later, the transaction is rolled back and its appends are tried again one by one, so that each fails or
 * succeeds by itself. (A savepoint for each would say the same, but makes SQLite copy every page before it changes: batches
 * took more than twice as long.) Between transactions the write-ahead log is emptied where it has grown; who appends
 * meanwhile waits, the event loop does not. No state of the log is kept between transactions: each reads what it needs.
 */
export class Writer {
  private readonly queue: Waiting[] = [];
  /** So many at the head of the queue go alone. */
  private alone = 0;
  /** Of the last event, while a transaction runs. */
  private position = 0;
  private scheduled = false;
  /** Set while the write-ahead log is being emptied. */
  private emptying: Promise<void> | undefined;
  /** Since it was last emptied. */
  private transactions = 0;
  private bytes = 0;
  private onIdle: (() => void) | undefined;

  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly rollback: Statement;
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
    private readonly emptyWriteAheadLog: (file: string) => Promise<void>,
  ) {
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.rollback = db.prepare('ROLLBACK');
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

  enqueue(append: AdmittedAppend): Promise<AppendOutcome> {
    return new Promise((settle) => {
      this.queue.push({ append, settle });
      this.schedule();
    });
  }

  /** Resolves when everything queued has been settled. */
  idle(): Promise<void> {
    if (!this.scheduled && !this.emptying) return Promise.resolve();
    return new Promise((resolve) => (this.onIdle = resolve));
  }

  private schedule(): void {
    if (this.scheduled || this.emptying) return;
    this.scheduled = true;
    setImmediate(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    const group: Waiting[] = [];
    let outcomes: readonly AppendOutcome[] = [];
    try {
      outcomes = this.transact(group);
    } catch (error) {
      this.recover(group, error);
    }
    outcomes.forEach((outcome, index) => group[index]!.settle(outcome));
    if (outcomes.some((outcome) => outcome.ok && outcome.events.length > 0)) this.written();
    this.transactions += 1;
    if (this.transactions >= MOST_TRANSACTIONS || this.bytes >= MOST_BYTES) this.emptying = this.empty();
    else this.goOn();
  }

  private goOn(): void {
    if (this.queue.length > 0) this.schedule();
    else this.onIdle?.();
  }

  /** A disk that does not take it now takes it later; what is wrong with it shows in the next transaction. */
  private async empty(): Promise<void> {
    this.transactions = 0;
    this.bytes = 0;
    await this.emptyWriteAheadLog(this.file).catch(() => undefined);
    this.emptying = undefined;
    this.goOn();
  }

  /** Moves appends from the queue into `group` and writes them. Throws with the transaction open where one fails midway. */
  private transact(group: Waiting[]): readonly AppendOutcome[] {
    const outcomes: AppendOutcome[] = [];
    this.begin.run();
    this.position = this.end.get() ?? 0;
    const until = performance.now() + LONGEST_GROUP;
    do {
      const next = this.queue.shift()!;
      group.push(next);
      outcomes.push(this.attempt(next.append));
    } while (this.queue.length > 0 && this.alone === 0 && performance.now() < until);
    this.commit.run();
    this.alone = Math.max(0, this.alone - 1);
    return outcomes;
  }

  /** After a failure midway: nothing of the group is written. Each of it gets another turn, alone; alone, it has failed. */
  private recover(group: readonly Waiting[], error: unknown): void {
    if (this.db.inTransaction) this.rollback.run();
    if (group.length > 0 && this.alone === 0) {
      this.queue.unshift(...group);
      this.alone = group.length;
      return;
    }
    // Where not even BEGIN succeeded, none of those waiting has a better chance.
    const lost = group.length > 0 ? group : this.queue.splice(0);
    this.alone = group.length > 0 ? this.alone - 1 : 0;
    const outcome: AppendOutcome = { ok: false, error: asLogError(error, this.file) };
    for (const { settle } of lost) settle(outcome);
  }

  private attempt(append: AdmittedAppend): AppendOutcome {
    try {
      return { ok: true, events: this.write(append) };
    } catch (error) {
      if (error instanceof WrongExpectedRevision || error instanceof InvalidAppend) return { ok: false, error };
      throw error;
    }
  }

  private write(append: AdmittedAppend): readonly StoredEvent[] {
    const { stream, expectedRevision, events } = append;
    if (events.length === 0) return [];
    const last = this.lastOfStream.get(stream);
    const actual = last === undefined ? 'none' : last[1];
    if (expectedRevision !== actual) {
      const repeated = this.writtenBefore(append);
      if (repeated) return repeated;
      if (expectedRevision !== 'any') throw new WrongExpectedRevision(stream, expectedRevision, actual);
    }
    // As a rule the UNIQUE index does this, and then the append comes again, alone.
    if (this.alone > 0) this.refuseTakenIds(events);
    const streamId = last === undefined ? this.addStream.run(stream).lastInsertRowid : last[0];
    let revision = last === undefined ? -1 : last[1];
    let recordedAt = last === undefined ? -Infinity : last[2];
    return events.map((event) => {
      this.position += 1;
      revision += 1;
      recordedAt = Math.max(recordedAt, event.recordedAt);
      const { type, schemaVersion, metadata, data } = event;
      this.bytes += BYTES_BESIDE + metadata.length + data.length;
      const id = toBytes(event.id);
      this.addEvent.run(this.position, streamId, revision, id, type, schemaVersion, recordedAt, metadata, data);
      return toStoredEvent([this.position, stream, revision, id, type, schemaVersion, recordedAt, metadata, data]);
    });
  }

  /** The stored events of an identical append, if the log holds it whole at the place that its expected revision names. */
  private writtenBefore({ stream, expectedRevision, events }: AdmittedAppend): readonly StoredEvent[] | undefined {
    const place = this.placeOfId.get(toBytes(events[0]!.id));
    if (place === undefined) return undefined;
    const revision = place[1];
    const due = expectedRevision === 'none' ? 0 : expectedRevision === 'any' ? revision : expectedRevision + 1;
    if (revision !== due) return undefined;
    const rows = this.run.all(stream, revision, events.length);
    const identical = rows.length === events.length && events.every((event, index) => isSame(event, rows[index]!));
    return identical ? rows.map(toStoredEvent) : undefined;
  }

  private refuseTakenIds(events: readonly AdmittedEvent[]): void {
    for (const { id } of events) {
      const place = this.placeOfId.get(toBytes(id));
      if (place) {
        throw new InvalidAppend(`the event id ${id} stands in the log already: ${place[0]}, revision ${place[1]}`);
      }
    }
  }
}

/** `recordedAt` is left out: the store may have raised it. */
const isSame = (event: AdmittedEvent, [, , , id, type, schemaVersion, , metadata, data]: Row): boolean =>
  toBytes(event.id).equals(id) &&
  event.type === type &&
  event.schemaVersion === schemaVersion &&
  event.metadata === metadata &&
  event.data === data;
