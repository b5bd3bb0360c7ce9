import type { Statement } from 'better-sqlite3';
import { isStreamName, type AdmittedAppend, type AdmittedEvent } from '../port/admission.js';
import { LogUnusable } from '../port/errors.js';
import type { StoredEvent } from '../port/event-log.js';
import { sqliteCode } from '../sqlite/failures.js';
import type { OpenFile } from '../sqlite/file.js';
import { EventRows, isSame, type StreamLast } from '../sqlite/event-rows.js';
import { toStoredEvent } from '../sqlite/rows.js';
import { emptyWriteAheadLog } from '../sqlite/wal-checkpoint.js';
import type { ServerEvent, ServerPosition } from './client.js';
import { Held } from './held.js';
import { RecentStreams } from './recent-streams.js';
import { fromServer } from './stored-form.js';
import { threatIn } from './threats.js';

/** Where a stream ends, in the log and on the server. -1 where it has no events. */
export interface StreamEnd {
  readonly revision: number;
  readonly serverRevision: number;
  /** Of its last event, in milliseconds since 1970. */
  readonly recordedAt: number;
}

/** About so many bytes may stand in the write-ahead log before it is emptied. */
const MOST_BYTES = 4 * 1024 * 1024;
/** What an event writes beside its texts: places in the indexes. */
const BYTES_BESIDE = 4 * 1024;

/**
 * This node's copy of the log, in a SQLite file of the embedded log's own form: every node counts the same events in the
 * same order, so that log numbers and position tokens are the same everywhere. Takes in what the server tells, and is where
 * everything is read.
 */
export class Replica {
  private readonly rows: EventRows;
  private readonly held: Held;
  private readonly recent = new RecentStreams();
  private readonly streamPrefix: string;
  private readonly metaPrefix: string;
  private bytes = 0;
  private emptying = false;

  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly position: Statement<[], { commit: string; prepare: string; event: string }>;
  private readonly movePosition: Statement<[string, string, string]>;
  private readonly noteThreat: Statement<[string, string]>;
  private readonly forgetThreat: Statement<[string]>;
  private readonly allThreats: Statement<[], { stream: string; what: string }>;

  constructor(
    private readonly opened: OpenFile,
    name: string,
  ) {
    const { db } = opened;
    this.streamPrefix = `${name}.`;
    this.metaPrefix = `$$${name}.`;
    this.rows = new EventRows(db);
    this.held = new Held(db);
    this.begin = db.prepare('BEGIN IMMEDIATE');
    this.commit = db.prepare('COMMIT');
    this.position = db.prepare(
      'SELECT server_commit AS "commit", server_prepare AS "prepare", event FROM replica WHERE only = 1',
    );
    this.movePosition = db.prepare('INSERT OR REPLACE INTO replica VALUES (1, ?, ?, ?)');
    this.noteThreat = db.prepare('INSERT OR REPLACE INTO replica_threats VALUES (?, ?)');
    this.forgetThreat = db.prepare('DELETE FROM replica_threats WHERE stream = ?');
    this.allThreats = db.prepare('SELECT stream, what FROM replica_threats ORDER BY stream LIMIT 100');
  }

  /** The server's last event that was taken in; undefined before the first. */
  get reached(): { readonly position: ServerPosition; readonly event: string } | undefined {
    const row = this.position.get();
    return row && { position: { commit: BigInt(row.commit), prepare: BigInt(row.prepare) }, event: row.event };
  }

  /** What could delete events of the log on the server, or has: stream and words. */
  get threats(): readonly { readonly stream: string; readonly what: string }[] {
    return this.allThreats.all();
  }

  endOf(stream: string): StreamEnd {
    const last = this.lastOf(stream);
    const [, revision, recordedAt] = last ?? [0, -1, -Infinity];
    return { revision, serverRevision: revision + this.held.ahead(stream), recordedAt };
  }

  /** The stored events of an identical append, where the log holds it whole at the place that its expected revision names. */
  writtenBefore(append: AdmittedAppend): readonly StoredEvent[] | undefined {
    return this.rows.writtenBefore(append);
  }

  /** Throws `InvalidAppend` where one of the ids stands in the log. */
  refuseTakenIds(events: readonly AdmittedEvent[]): void {
    this.rows.refuseTakenIds(events);
  }

  /** The stored events of an identical append, where the stream holds it whole from a revision on. */
  writtenAt(append: AdmittedAppend, from: number): readonly StoredEvent[] | undefined {
    const { stream, events } = append;
    const rows = this.recent.read(stream, from, events.length);
    if (rows === undefined) return this.writtenBefore({ ...append, expectedRevision: from === 0 ? 'none' : from - 1 });
    return events.every((event, index) => isSame(event, rows[index]!)) ? rows.map(toStoredEvent) : undefined;
  }

  /**
   * Takes in what the server told, in its order and in one transaction; returns the streams that came further. Throws
   * `LogUnusable` where the server has lost events.
   */
  take(events: readonly ServerEvent[]): ReadonlySet<string> {
    try {
      return this.transact(events, false);
    } catch (error) {
      if (!isConstraint(error)) throw error;
      // One of them, or of an append that became whole, has an id that the log has: it is none of the log's. Looked up only then.
      return this.transact(events, true);
    }
  }

  private transact(events: readonly ServerEvent[], looksUp: boolean): ReadonlySet<string> {
    const streams = new Set<string>();
    const { db } = this.opened;
    this.begin.run();
    try {
      this.rows.begin();
      for (const event of events) streams.add(this.takeOne(event, looksUp));
      const last = events.at(-1)!;
      this.movePosition.run(String(last.position.commit), String(last.position.prepare), last.id);
      this.commit.run();
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK');
      this.held.forget();
      this.recent.forget();
      throw error;
    }
    void this.tidy();
    return streams;
  }

  /** Returns the name of the log's stream. */
  private takeOne(event: ServerEvent, looksUp: boolean): string {
    if (event.stream.startsWith(this.metaPrefix)) {
      const stream = event.stream.slice(this.metaPrefix.length);
      const threat = threatIn(event);
      if (threat === undefined) this.forgetThreat.run(stream);
      else this.noteThreat.run(stream, threat);
      return stream;
    }
    const stream = event.stream.slice(this.streamPrefix.length);
    // Nobody can read such a stream, or write to it, through the log.
    if (!isStreamName(stream)) return stream;
    if (event.type === '$streamDeleted') {
      this.noteThreat.run(stream, 'the stream was deleted for good');
      return stream;
    }
    const last = this.lastOf(stream);
    this.checkFollowsOn(stream, event, last?.[1] ?? -1);
    const decoded = fromServer(event);
    const events = decoded && this.held.admit(stream, decoded);
    if (events === undefined) this.held.skip(stream, 1);
    else if (looksUp && events.some(({ id }) => this.rows.placeOf(id))) this.held.skip(stream, events.length);
    else this.add(stream, last, events);
    return stream;
  }

  private add(stream: string, last: StreamLast | undefined, events: readonly AdmittedEvent[]): void {
    if (events.length === 0) return;
    for (const { metadata, data } of events) this.bytes += BYTES_BESIDE + metadata.length + data.length;
    const added = this.rows.add(stream, last, events);
    this.recent.add(stream, added.last, added.rows);
  }

  private lastOf(stream: string): StreamLast | undefined {
    return this.recent.lastOf(stream, (name) => this.rows.lastOf(name));
  }

  private checkFollowsOn(stream: string, { revision }: ServerEvent, last: number): void {
    const expected = last + this.held.ahead(stream) + 1;
    if (revision === expected) return;
    throw new LogUnusable(
      `the server's stream ${this.streamPrefix}${stream} goes on with revision ${revision} where ${expected} is due: ` +
        'events were deleted there; restore the last backup of the server',
    );
  }

  private async tidy(): Promise<void> {
    if (this.bytes < MOST_BYTES || this.emptying) return;
    this.emptying = true;
    this.bytes = 0;
    // A disk that does not take it now takes it later.
    await emptyWriteAheadLog(this.opened.file).catch(() => undefined);
    this.emptying = false;
  }
}

const isConstraint = (error: unknown): boolean => sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') === true;
