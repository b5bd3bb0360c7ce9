import type { Database, Statement } from 'better-sqlite3';
import type { AdmittedAppend } from '../port/admission.js';
import { InvalidAppend, WrongExpectedRevision } from '../port/errors.js';
import type { AppendOutcome, StoredEvent } from '../port/event-log.js';
import { asLogError } from './failures.js';
import { EventRows } from './event-rows.js';
import { toStoredEvent } from './rows.js';
import { emptyWriteAheadLog } from './wal-checkpoint.js';

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
  private readonly rows: EventRows;

  constructor(
    private readonly db: Database,
    private readonly file: string,
    /** Called after each COMMIT that wrote events. */
    private readonly written: () => void,
  ) {
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.rollback = db.prepare('ROLLBACK');
    this.rows = new EventRows(db);
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
    await emptyWriteAheadLog(this.file).catch(() => undefined);
    this.emptying = undefined;
    this.goOn();
  }

  /** Moves appends from the queue into `group` and writes them. Throws with the transaction open where one fails midway. */
  private transact(group: Waiting[]): readonly AppendOutcome[] {
    const outcomes: AppendOutcome[] = [];
    this.begin.run();
    this.rows.begin();
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
    const last = this.rows.lastOf(stream);
    const actual = last === undefined ? 'none' : last[1];
    if (expectedRevision !== actual) {
      const repeated = this.rows.writtenBefore(append);
      if (repeated) return repeated;
      if (expectedRevision !== 'any') throw new WrongExpectedRevision(stream, expectedRevision, actual);
    }
    // As a rule the UNIQUE index does this, and then the append comes again, alone.
    if (this.alone > 0) this.rows.refuseTakenIds(events);
    for (const { metadata, data } of events) this.bytes += BYTES_BESIDE + metadata.length + data.length;
    return this.rows.add(stream, last, events).rows.map(toStoredEvent);
  }
}
