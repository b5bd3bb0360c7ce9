import type { EventLog } from '../port/event-log.js';
import type { Acknowledged } from './appender.js';
import { Child } from './child.js';
import { someEvents } from './events.js';
import type { CurrentLog, LogUnderTest } from './harness.js';

/** Lets another process append to the log, and kills it after so many acknowledgements. */
const appendUntilKilled = async ({ elsewhere }: LogUnderTest, howMany: number): Promise<readonly Acknowledged[]> => {
  const child = new Child(new URL('./appender.ts', import.meta.url), [elsewhere.module, elsewhere.argument]);
  const heard: Acknowledged[] = [];
  let killed: Promise<void> | undefined;
  for await (const line of child.lines()) {
    heard.push(JSON.parse(line) as Acknowledged);
    if (heard.length === howMany) killed = child.kill();
  }
  await (killed ?? child.kill());
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
