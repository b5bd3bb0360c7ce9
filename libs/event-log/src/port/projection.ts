import type BetterSqlite3 from 'better-sqlite3';
import type { RecordedEvent } from '../domain/event.js';

/** A read model's connection: better-sqlite3 with a cache of prepared statements. */
export interface ReadModelDb {
  /** The prepared statement for this text; prepared once per connection. */
  sql(text: string): BetterSqlite3.Statement<unknown[], Record<string, unknown>>;
}

/**
 * A read model: its tables, and how one event changes them. `apply` is synchronous, runs in the transaction that also
 * moves the checkpoint, reads nothing but its own tables, and must give the same rows for the same events.
 */
export interface Projection {
  /** kebab-case; unique. */
  readonly name: string;
  /** Raise it when tables or meaning change: the models are then built anew beside the old ones. */
  readonly version: number;
  /** `CREATE TABLE …` statements; table names start with the feature's name. */
  readonly tables: string;
  readonly handles: readonly string[] | 'all';
  /** `envelope`: it looks at no event's data, and gets that as it is stored. One that cannot be opened does not stop it. */
  readonly reads?: 'envelope';
  apply(event: RecordedEvent, db: ReadModelDb): void;
}

/**
 * Reacts to events by sending commands. It may see an event again after a crash, and all of them on a new node:
 * its commands carry ids derived from (event, name), and the deciders find them done already.
 */
export interface ProcessManager {
  readonly name: string;
  readonly handles: readonly string[];
  handle(event: RecordedEvent): Promise<void>;
  /**
   * The same for events that follow each other, in log order, so that what comes of them is written together. Where it
   * throws, `handle` gets them one by one, those that were dealt with too.
   */
  handleMany?(events: readonly RecordedEvent[]): Promise<void>;
}
