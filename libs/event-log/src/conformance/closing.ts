import { setTimeout as delay } from 'node:timers/promises';
import { LogUnavailable } from '../port/errors.js';
import type { StoredEvent } from '../port/event-log.js';
import { someEvents } from './events.js';
import type { CurrentLog } from './harness.js';

export const closing = (current: CurrentLog): void => {
  test('writes what was queued before', async () => {
    const { log } = current();
    const writing = Promise.all(
      Array.from({ length: 20 }, (_, index) => log.append(`stream-${index}`, 'none', someEvents(2))),
    );
    await log.close();
    expect((await writing).flat()).toHaveLength(40);
    expect((await (await current().reopen()).head()).size).toBe(40);
  });

  test('refuses everything afterwards', async () => {
    const { log } = current();
    await log.append('stream-a', 'none', someEvents(1));
    await log.close();
    await expect(log.append('stream-a', 0, someEvents(1))).rejects.toThrow(LogUnavailable);
    expect(await log.appendMany([{ stream: 'stream-a', expectedRevision: 0, events: someEvents(1) }])).toMatchObject([
      { ok: false },
    ]);
    await expect(log.readStream('stream-a')).rejects.toThrow(LogUnavailable);
    await expect(log.readAll(undefined, 1)).rejects.toThrow(LogUnavailable);
    await expect(log.head()).rejects.toThrow(LogUnavailable);
    expect((await (await current().reopen()).head()).size).toBe(1);
  });

  test('ends a subscription with an error: who listens on must not believe that all is quiet', async () => {
    const { log } = current();
    await log.append('stream-a', 'none', someEvents(1));
    const heard: StoredEvent[] = [];
    const listening = (async () => {
      for await (const event of log.subscribe(undefined, new AbortController().signal)) heard.push(event);
    })();
    const refused = expect(listening).rejects.toThrow(LogUnavailable);
    await delay(20);
    await log.close();
    await refused;
    expect(heard).toHaveLength(1);
  });

  test('twice is closing once', async () => {
    const { log } = current();
    await Promise.all([log.close(), log.close()]);
    await expect(log.close()).resolves.toBeUndefined();
  });
};
