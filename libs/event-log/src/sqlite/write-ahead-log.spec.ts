import { statSync } from 'node:fs';
import { anEvent } from '../conformance/events.js';
import { eachWithFile } from './log-file.fixture.js';

const MIB = 1024 * 1024;

describe('the write-ahead log', () => {
  const current = eachWithFile();
  const sizeOf = (suffix: string): number => statSync(current().file + suffix).size;

  test.each([
    ['many small appends', 3_000, 1, 10],
    ['long appends', 40, 100, 2_000],
    ['large events', 60, 1, 500_000],
  ])('stays small under %s, and what was written moves into the file', async (_, appends, events, length) => {
    const log = await current().open();
    const before = sizeOf('');
    for (let n = 0; n < appends; n++) {
      const batch = Array.from({ length: events }, () => anEvent({ data: 'x'.repeat(length) }));
      await log.append(`stream-${n % 10}`, 'any', batch);
    }
    expect((await log.head()).size).toBe(appends * events);
    expect(sizeOf('-wal')).toBeLessThan(16 * MIB);
    expect(sizeOf('')).toBeGreaterThan(before + MIB / 2);
  });

  test('being emptied lets what was appended meanwhile wait, and loses nothing of it', async () => {
    const log = await current().open();
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let n = 0; n < 100; n++)
        await log.append(`stream-${writer}`, n === 0 ? 'none' : n - 1, [anEvent({ data: 'x'.repeat(5_000) })]);
    });
    await Promise.all(writers);
    expect((await log.head()).size).toBe(2_000);
    await log.close();
    expect((await (await current().open()).head()).size).toBe(2_000);
  });
});
