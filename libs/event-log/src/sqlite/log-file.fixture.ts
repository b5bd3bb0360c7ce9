import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { systemClock } from '../domain/clock.js';
import { SqliteEventLog, type SqliteEventLogOptions } from './sqlite-event-log.js';

export interface LogFile {
  readonly directory: string;
  readonly file: string;
  /** Opens the log; closed by itself when the test ends. */
  open(options?: Partial<SqliteEventLogOptions>): Promise<SqliteEventLog>;
  /** Every file in the directory with its bytes. */
  snapshot(): Readonly<Record<string, Buffer>>;
}

/** A directory of its own for each test of the surrounding `describe`. */
export const eachWithFile = (): (() => LogFile) => {
  let current: LogFile | undefined;
  let opened: SqliteEventLog[] = [];
  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), 'art33-log-'));
    const file = join(directory, 'events.db');
    current = {
      directory,
      file,
      open: async (options) => {
        const log = await SqliteEventLog.open({ file, clock: systemClock, ...options });
        opened.push(log);
        return log;
      },
      snapshot: () =>
        Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name))])),
    };
  });
  afterEach(async () => {
    for (const log of opened) await log.close();
    opened = [];
    rmSync(current!.directory, { recursive: true });
  });
  return () => current!;
};

/** The connection behind an open log, for what cannot be brought about from outside. */
export const connectionOf = (log: SqliteEventLog): Database =>
  (log as unknown as { opened: { db: Database } }).opened.db;
