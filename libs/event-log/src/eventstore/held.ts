import type { Database, Statement } from 'better-sqlite3';
import type { AdmittedEvent } from '../port/admission.js';
import type { Decoded } from './stored-form.js';

/**
 * What of the server's streams is not in the log: parts of appends that are not whole yet, parts that never became whole,
 * and events of others. Every reader of the server decides the same about them, because it depends on nothing but the order
 * of the stream: an append that came in parts counts where its last part stands, and never where something else came between.
 */
export class Held {
  private readonly move: Statement<[string, number]>;
  private readonly count: Statement<[string], readonly [parts: number, of: string | null]>;
  private readonly parts: Statement<[string], string>;
  private readonly addPart: Statement<[string, number, string, string]>;
  private readonly removeParts: Statement<[string]>;
  /** Few streams have any. */
  private known: Map<string, number> | undefined;

  constructor(private readonly db: Database) {
    this.move = db.prepare('INSERT OR REPLACE INTO replica_streams VALUES (?, ?)');
    this.count = db
      .prepare<[string], [number, string | null]>('SELECT count(*), min("of") FROM replica_held WHERE stream = ?')
      .raw();
    this.parts = db.prepare<[string], string>('SELECT event FROM replica_held WHERE stream = ? ORDER BY place').pluck();
    this.addPart = db.prepare('INSERT INTO replica_held VALUES (?, ?, ?, ?)');
    this.removeParts = db.prepare('DELETE FROM replica_held WHERE stream = ?');
  }

  /** By how many revisions the server's stream is ahead of the log's. */
  ahead(stream: string): number {
    this.known ??= new Map(
      this.db.prepare<[], [string, number]>('SELECT stream, ahead FROM replica_streams').raw().all(),
    );
    return this.known.get(stream) ?? 0;
  }

  /** Events of the server's stream, so many, that are none of the log's: one, or all of an append that has just become whole. */
  skip(stream: string, count: number): void {
    if (this.ahead(stream) > 0) this.removeParts.run(stream);
    this.advance(stream, count);
  }

  /** The events that come into the log with this one: itself, a whole append, or none yet. */
  admit(stream: string, { event, part }: Decoded): readonly AdmittedEvent[] {
    const [parts, of] = this.ahead(stream) > 0 ? this.count.get(stream)! : [0, null];
    const goesOn = part !== undefined && part.place === parts && part.of === (of ?? event.id);
    if (!goesOn && parts > 0) this.removeParts.run(stream);
    if (part === undefined) return [event];
    if (!goesOn && (part.place !== 0 || part.of !== event.id)) {
      this.advance(stream, 1);
      return [];
    }
    if (goesOn && part.place + 1 === part.count) {
      const earlier = this.parts.all(stream).map((text) => JSON.parse(text) as AdmittedEvent);
      this.removeParts.run(stream);
      this.advance(stream, -earlier.length);
      return [...earlier, event];
    }
    this.addPart.run(stream, part.place, part.of, JSON.stringify(event));
    this.advance(stream, 1);
    return [];
  }

  /** After a transaction that was undone. */
  forget(): void {
    this.known = undefined;
  }

  private advance(stream: string, by: number): void {
    const ahead = this.ahead(stream) + by;
    this.known!.set(stream, ahead);
    this.move.run(stream, ahead);
  }
}
