/** The thread of `wal-checkpoint.ts`. */
import { parentPort } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

/** A database whose write-ahead log is to be emptied into it. */
export interface CheckpointOrder {
  readonly id: number;
  readonly file: string;
}
export interface CheckpointReply {
  readonly id: number;
  readonly error: string | undefined;
}

const checkpoint = (file: string): string | undefined => {
  try {
    const database = new BetterSqlite3(file, { fileMustExist: true });
    try {
      database.pragma('wal_checkpoint(PASSIVE)');
    } finally {
      database.close();
    }
    return undefined;
  } catch (error) {
    return String(error);
  }
};

parentPort?.on('message', ({ id, file }: CheckpointOrder) =>
  parentPort?.postMessage({ id, error: checkpoint(file) } satisfies CheckpointReply),
);
