import { v4 } from 'uuid';
import type { LogModule } from './harness.js';
import { NOON, metadata } from './events.js';
import { print } from './print.js';

/** One event that the log said it has written. */
export interface Acknowledged {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly logNumber: number;
}

/**
 * A program: appends batches of three to several streams at once, without end, and prints a line for each event that the log
 * acknowledged. `node --import typescript.mjs appender.ts <module> <argument>`; it is there to be killed.
 */
const [module, argument] = process.argv.slice(2);
const { openLog } = (await import(module!)) as LogModule;
const log = await openLog(argument!);

const appendForEver = async (stream: string): Promise<never> => {
  for (;;) {
    const events = Array.from({ length: 3 }, () => ({
      id: v4(),
      type: 'SomethingHappened',
      schemaVersion: 1,
      data: { text: 'x'.repeat(500) },
      metadata,
      recordedAt: NOON,
    }));
    for (const { id, revision, logNumber } of await log.append(stream, 'any', events)) {
      const line: Acknowledged = { id, stream, revision, logNumber };
      print(`${JSON.stringify(line)}\n`);
    }
  }
};

await Promise.all(['crash-a', 'crash-b', 'crash-c', 'crash-d'].map(appendForEver));
