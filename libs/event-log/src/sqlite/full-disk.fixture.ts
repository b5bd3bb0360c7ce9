import { someEvents, anEvent } from '../conformance/events.js';
import { openLog } from './open-log.fixture.js';

/** What the program has seen: how far it got, what stopped it, and whether the log still gives what it took. */
export interface Filled {
  readonly acknowledged: number;
  readonly error: string;
  readonly message: string;
  readonly readable: number;
  readonly smallAppendAfterLargeOne: boolean;
}

/**
 * A program: appends to a log until the log takes no more, in a process that may write no large files. Before that it
 * tries an append that is far too large, to see whether a small one still gets in.
 */
const [file] = process.argv.slice(2);
const log = await openLog(file!);

const large = Array.from({ length: 40 }, () => anEvent({ data: 'x'.repeat(100_000) }));
await log.append('stream-large', 'none', large).catch(() => undefined);
const small = await log.append('stream-small', 'none', someEvents(1)).catch(() => []);

let acknowledged = small.length;
let failure: Error | undefined;
while (failure === undefined) {
  const events = Array.from({ length: 3 }, () => anEvent({ data: 'x'.repeat(2_000) }));
  await log.append('stream-a', 'any', events).then(
    (written) => (acknowledged += written.length),
    (error: Error) => (failure = error),
  );
}
const result: Filled = {
  acknowledged,
  error: failure.constructor.name,
  message: failure.message,
  readable: (await log.readAll(undefined, 1_000_000)).length,
  smallAppendAfterLargeOne: small.length === 1,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
