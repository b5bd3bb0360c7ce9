import { ticker, declarations } from '../models/fixtures/ticks.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { RecentEvents } from './recent-events.js';

describe('The end of the log, read for several', () => {
  let test: TestLog;
  let reads: number;
  let recent: RecentEvents;
  beforeEach(async () => {
    test = await TestLog.open(declarations);
    reads = 0;
    recent = new RecentEvents({
      readAll: (after, limit) => {
        reads += 1;
        return test.log.readAll(after, limit);
      },
    });
  });
  afterEach(() => test.close());
  const tick = (times: number) => test.commands.run(ticker, 'tick-1', { type: 'Tick', times }, testContext());
  const readAll = async (rings: number, from?: { readonly position: string; readonly logNumber: number }) => {
    const numbers: number[] = [];
    for (let place = from; ;) {
      const events = await recent.after(place, rings);
      if (events.length === 0) return { numbers, place };
      numbers.push(...events.map(({ logNumber }) => logNumber));
      place = events.at(-1);
    }
  };
  const upTo = (end: number) => Array.from({ length: end }, (_, number) => number);

  it('is the same for whoever comes first, side by side or later, and is read once', async () => {
    await tick(500);
    const side = await Promise.all([readAll(1), readAll(1), readAll(1)]);
    for (const { numbers } of side) expect(numbers).toEqual(upTo(500));
    const once = reads;
    expect((await readAll(1)).numbers).toEqual(upTo(500));
    expect(reads).toBe(once);
  });
  it('is read by himself for whoever is further behind than what is kept', async () => {
    await tick(1_300);
    const { place } = await readAll(1);
    expect(await recent.after(place, 1)).toEqual([]);
    expect((await readAll(1)).numbers).toEqual(upTo(1_300));
  });
  it('never passes for silent to whoever heard it ring', async () => {
    await tick(3);
    const { place } = await readAll(1);
    await tick(1);
    expect((await recent.after(place, 2)).map(({ logNumber }) => logNumber)).toEqual([3]);
  });
});
