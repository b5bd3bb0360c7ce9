import { TestClock } from '@art33/event-log';
import { Limits, type Limit } from './limits.js';

const MINUTE = 60_000;
const three: Limit = { name: 'three', most: 3, within: MINUTE };

describe('Limits', () => {
  let clock: TestClock;
  let limits: Limits;
  beforeEach(() => {
    clock = new TestClock('2026-10-20T08:00:00.000Z');
    limits = new Limits(clock);
  });
  const counted = (times: number, key = 'a', limit = three) =>
    Array.from({ length: times }, () => limits.count(limit, key) === undefined);

  it('take so many within a window that begins with the first, and say when the next one begins', () => {
    expect(counted(4)).toEqual([true, true, true, false]);
    clock.advance({ milliseconds: 59_001 });
    expect(limits.count(three, 'a')).toEqual({ again: '2026-10-20T08:01:00.000Z', seconds: 1 });
    clock.advance({ milliseconds: 999 });
    expect(counted(4)).toEqual([true, true, true, false]);
  });
  it('count each who asks, and each limit, by itself', () => {
    expect(counted(3, 'a')).toEqual([true, true, true]);
    expect(counted(1, 'b')).toEqual([true]);
    expect(counted(1, 'a', { ...three, name: 'another' })).toEqual([true]);
    expect(counted(1, 'a')).toEqual([false]);
  });
  it('hold a bounded number of those who ask: who came first is forgotten first', () => {
    counted(4, 'first');
    for (let n = 0; n < 49_999; n += 1) limits.count(three, `n ${n}`);
    expect(counted(1, 'first')).toEqual([false]);
    counted(1, 'one more');
    expect(counted(1, 'first')).toEqual([true]);
  });
  it('can be switched off', () => {
    limits = new Limits(clock, false);
    expect(counted(5)).toEqual([true, true, true, true, true]);
  });
});
