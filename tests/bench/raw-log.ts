import BetterSqlite3, { type Database, type Statement } from 'better-sqlite3';
import { canonicalJson, type AppendItem, type EventToAppend } from '@art33/event-log';
import { APPLICATION_ID, MIGRATIONS } from '../../libs/event-log/src/sqlite/schema.js';

/** An event as its row holds it. */
type Row = readonly [
  stream: string,
  id: Buffer,
  type: string,
  schemaVersion: number,
  recordedAt: number,
  metadata: string,
  data: string,
];

/** The bytes that the log stores of an event, made beforehand: the floor only writes. */
export const rowOf = (stream: string, event: EventToAppend): Row => [
  stream,
  Buffer.from(event.id.replaceAll('-', ''), 'hex'),
  event.type,
  event.schemaVersion,
  Date.parse(event.recordedAt),
  canonicalJson(event.metadata),
  canonicalJson(event.data),
];

export const rowsOf = (items: readonly AppendItem[]): readonly Row[] =>
  items.flatMap(({ stream, events }) => events.map((event) => rowOf(stream, event)));

/**
 * The floor of everything that writes events: better-sqlite3 with the log's own tables, triggers and pragmas, and nothing
 * else. It knows each stream's next revision by heart and checks nothing.
 */
export class RawLog {
  private readonly db: Database;
  private readonly addStream: Statement<[string]>;
  private readonly addEvent: Statement<unknown[]>;
  private readonly rowsOfStream: Statement<[string], readonly unknown[]>;
  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly streams = new Map<string, { readonly id: number | bigint; revision: number }>();
  private position: number;

  constructor(file: string) {
    this.db = new BetterSqlite3(file);
    this.db.pragma('synchronous = FULL');
    this.db.pragma('fullfsync = ON');
    this.db.pragma('cell_size_check = ON');
    this.db.pragma('journal_mode = WAL');
    this.db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    if (this.db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
      this.db.pragma(`application_id = ${APPLICATION_ID}`);
      for (const { sql } of MIGRATIONS) this.db.exec(sql);
    }
    this.position = (this.db.prepare('SELECT max(position) FROM events').pluck().get() as number | null) ?? 0;
    this.addStream = this.db.prepare('INSERT INTO streams (name) VALUES (?)');
    this.addEvent = this.db.prepare(
      `INSERT INTO events (position, stream, revision, id, type, schema_version, recorded_at, metadata, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.rowsOfStream = this.db
      .prepare<[string], readonly unknown[]>(
        `SELECT e.stream, e.revision, e.id, e.type, e.recorded_at, e.metadata, e.data
         FROM streams AS s JOIN events AS e ON e.stream = s.id WHERE s.name = ? ORDER BY e.revision`,
      )
      .raw();
    this.begin = this.db.prepare('BEGIN IMMEDIATE');
    this.commit = this.db.prepare('COMMIT');
  }

  /** All rows of a stream; further ones may follow them. */
  read(name: string): readonly (readonly unknown[])[] {
    const rows = this.rowsOfStream.all(name);
    const last = rows.at(-1);
    if (last) this.streams.set(name, { id: last[0] as number, revision: last[1] as number });
    return rows;
  }

  /** Inserts the rows in one durable transaction. */
  insert(rows: readonly Row[]): void {
    this.begin.run();
    for (const [name, id, type, schemaVersion, recordedAt, metadata, data] of rows) {
      let stream = this.streams.get(name);
      if (!stream) {
        stream = { id: this.addStream.run(name).lastInsertRowid, revision: -1 };
        this.streams.set(name, stream);
      }
      stream.revision += 1;
      this.position += 1;
      this.addEvent.run(this.position, stream.id, stream.revision, id, type, schemaVersion, recordedAt, metadata, data);
    }
    this.commit.run();
  }

  close(): void {
    this.db.close();
  }
}
