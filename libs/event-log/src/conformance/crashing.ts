import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EventLog } from '../port/event-log.js';
import type { Acknowledged } from './appender.js';
import { someEvents } from './events.js';
import type { CurrentLog, LogUnderTest } from './harness.js';

/** Lets another process append to the log, and kills it (SIGKILL) after so many acknowledgements. */
const appendUntilKilled = async (
  { elsewhere }: LogUnderTest,
  acknowledgements: number,
): Promise<readonly Acknowledged[]> => {
  const program = fileURLToPath(new URL('./appender.ts', import.meta.url));
  const loader = new URL('./typescript.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', loader, program, elsewhere.module, elsewhere.argument], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const heard: Acknowledged[] = [];
  for await (const line of createInterface(child.stdout)) {
    // Whole lines only: what was written before the end, but not to its end, was not acknowledged.
    if (line.endsWith('}')) heard.push(JSON.parse(line) as Acknowledged);
    if (heard.length === acknowledgements) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.signalCode !== 'SIGKILL') throw new Error(`the appending process ended by itself: ${complaints}`);
  return heard;
};

const expectWhole = async (log: EventLog, acknowledged: readonly Acknowledged[]): Promise<void> => {
  const all = await log.readAll(undefined, 1_000_000);
  expect(all.map((event) => event.logNumber)).toEqual(all.map((_, index) => index));
  expect((await log.head()).size).toBe(all.length);
  for (const { id, stream, revision, logNumber } of acknowledged) {
    expect(all[logNumber]).toMatchObject({ id, stream, revision });
  }
  // Batches of three: none is there in part, not even one whose writer never got its answer.
  for (const stream of new Set(all.map((event) => event.stream))) {
    const events = await log.readStream(stream);
    expect(events.length % 3).toBe(0);
    expect(events.map((event) => event.revision)).toEqual(events.map((_, index) => index));
  }
};

export const crashing = (current: CurrentLog): void => {
  test('kill -9 while a process appends: all that it was told is written is there, and nothing in part', async () => {
    await current().log.close();
    const acknowledged = await appendUntilKilled(current(), 60);
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    const log = await current().reopen();
    await expectWhole(log, acknowledged);
    await expect(log.append('stream-after', 'none', someEvents(3))).resolves.toHaveLength(3);
  });

  test('again and again on the same log', async () => {
    await current().log.close();
    const acknowledged: Acknowledged[] = [];
    for (const howMany of [3, 9, 30]) acknowledged.push(...(await appendUntilKilled(current(), howMany)));
    await expectWhole(await current().reopen(), acknowledged);
  });
};
