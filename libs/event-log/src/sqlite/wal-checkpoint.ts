import { clearTimeout, setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { CheckpointOrder, CheckpointReply } from './checkpoint.worker.js';

const FILE = new URL(
  import.meta.url.endsWith('.ts') ? './checkpoint.worker.ts' : './checkpoint.worker.js',
  import.meta.url,
);

/** How long (milliseconds) the thread stays when there is nothing to do. */
const IDLE = 10_000;

let worker: Worker | undefined;
let ending: NodeJS.Timeout | undefined;
let asked = 0;
const waiting = new Map<number, { readonly done: () => void; readonly failed: (error: Error) => void }>();

/**
 * Copies what stands in a database's write-ahead log into the database, as far as no reader needs the older rows, and begins
 * the log anew with the next transaction. That waits for the disk, and so happens in a thread of its own. Rejects where it
 * did not work; nothing is lost then, the log only goes on growing until it works.
 */
export function emptyWriteAheadLog(file: string): Promise<void> {
  clearTimeout(ending);
  worker ??= begin();
  const id = ++asked;
  const order: CheckpointOrder = { id, file };
  // Keeps the process alive while something is under way, and only then.
  worker.ref();
  worker.postMessage(order);
  return new Promise((done, failed) => waiting.set(id, { done, failed }));
}

function begin(): Worker {
  const begun = new Worker(FILE);
  begun.on('message', ({ id, error }: CheckpointReply) =>
    settle(id, error === undefined ? undefined : new Error(error)),
  );
  begun.once('error', (error) => {
    worker = undefined;
    for (const id of [...waiting.keys()]) settle(id, error instanceof Error ? error : new Error(String(error)));
  });
  return begun;
}

function settle(id: number, error: Error | undefined): void {
  const waiter = waiting.get(id);
  waiting.delete(id);
  if (waiting.size === 0) rest();
  if (error) waiter?.failed(error);
  else waiter?.done();
}

function rest(): void {
  const idle = worker;
  idle?.unref();
  ending = setTimeout(() => {
    worker = undefined;
    void idle?.terminate();
  }, IDLE).unref();
}
