import { Load, type DispatchLimits } from './limits.js';
import { Throttle, type Verdict } from './throttle.js';

const limits: DispatchLimits = { connections: 4, perMinute: 10, domainConnections: 2, domainPerMinute: 3 };
const MINUTE = 60_000;

describe('who may be sent to', () => {
  let throttle: Throttle;
  beforeEach(() => {
    throttle = new Throttle(limits);
  });
  const through = (domain: string, verdict: Verdict, now: number): void => {
    throttle.begin(domain, now);
    throttle.end(domain, verdict, now);
  };

  it('is bounded by lines, for the server and for each domain', () => {
    throttle.begin('a.example', 0);
    throttle.begin('a.example', 0);
    expect(throttle.mayBegin('a.example', 0)).toBe(false);
    expect(throttle.blocked(0)).toEqual(['a.example']);
    expect(throttle.room(0)).toBe(2);
    throttle.end('a.example', 'accepted', 5);
    expect(throttle.blocked(5)).toEqual([]);
  });

  it('is bounded by what was begun within any sixty seconds', () => {
    for (const now of [0, 1, 2]) through('a.example', 'accepted', now);
    expect(throttle.mayBegin('a.example', MINUTE - 1)).toBe(false);
    expect(throttle.blocked(MINUTE - 1)).toEqual(['a.example']);
    expect(throttle.mayBegin('a.example', MINUTE)).toBe(true);
    expect(throttle.blocked(MINUTE)).toEqual([]);
    for (let number = 0; number < 7; number += 1) through(`${number}.example`, 'accepted', 10);
    expect(throttle.room(20)).toBe(0);
    expect(throttle.room(MINUTE)).toBe(1);
    expect(throttle.room(MINUTE + 10)).toBe(4);
  });

  it('counts nothing of what was not begun after all', () => {
    for (const now of [0, 1]) through('a.example', 'accepted', now);
    throttle.begin('a.example', 2);
    expect(throttle.mayBegin('a.example', 2)).toBe(false);
    throttle.end('a.example', 'not-begun', 5, 2);
    expect(throttle.mayBegin('a.example', 5)).toBe(true);
    expect(throttle.room(5)).toBe(4);
    for (let number = 0; number < 8; number += 1) through(`${number}.example`, 'accepted', 6);
    expect(throttle.room(7)).toBe(0);
    // What was begun counts on: until a minute after the first of it.
    expect(throttle.room(MINUTE)).toBe(1);
  });

  it('lets a domain rest that defers several in a row, longer each time, and no other', () => {
    for (const now of [0, 1]) through('slow.example', 'deferred', now);
    expect(throttle.mayBegin('slow.example', 2)).toBe(true);
    through('slow.example', 'deferred', 2);
    expect(throttle.blocked(4_000)).toEqual(['slow.example']);
    expect(throttle.mayBegin('other.example', 4_000)).toBe(true);
    expect(throttle.room(4_000)).toBe(4);
    expect(throttle.mayBegin('slow.example', MINUTE + 2)).toBe(true);
    through('slow.example', 'deferred', MINUTE + 2);
    expect(throttle.mayBegin('slow.example', MINUTE + 10_001)).toBe(false);
    expect(throttle.mayBegin('slow.example', MINUTE + 10_002)).toBe(true);
  });

  it('forgets the deferrals of a domain that accepts', () => {
    for (const verdict of ['deferred', 'deferred', 'accepted'] as const) through('a.example', verdict, 0);
    for (const verdict of ['deferred', 'deferred'] as const) through('a.example', verdict, MINUTE);
    expect(throttle.mayBegin('a.example', MINUTE)).toBe(true);
  });

  it('lets a server rest that refuses, and comes back with as many lines as it bore', () => {
    for (const domain of ['a', 'b', 'c']) throttle.begin(domain, 0);
    throttle.end('c', 'server-refused', 0);
    expect(throttle.room(999)).toBe(0);
    expect(throttle.room(1_000)).toBe(0);
    throttle.end('a', 'accepted', 1_000);
    expect(throttle.room(1_000)).toBe(1);
  });

  it('doubles the rest of a server that goes on refusing, up to a minute', () => {
    let now = 0;
    for (const rest of [1, 2, 4, 8, 16, 32, 60, 60]) {
      now += MINUTE;
      through('a.example', 'server-refused', now);
      expect([rest, throttle.room(now + rest * 1_000 - 1), throttle.room(now + rest * 1_000)]).toEqual([rest, 0, 1]);
    }
  });

  it('gives lines back to a server that takes what it gets', () => {
    const wide = new Throttle({ connections: 3, perMinute: 1_000, domainConnections: 3, domainPerMinute: 1_000 });
    wide.begin('a', 0);
    wide.end('a', 'server-refused', 0);
    expect(wide.room(1_000)).toBe(1);
    for (let number = 0; number < 40; number += 1) {
      wide.begin('a', 1_000);
      wide.end('a', 'accepted', 1_000);
    }
    expect(wide.room(1_000)).toBe(3);
  });
});

describe('the minutes that many messages take', () => {
  const minutes = (byDomain: Readonly<Record<string, number>>): number => {
    const load = new Load(limits);
    for (const [domain, count] of Object.entries(byDomain)) load.add(domain, count);
    return load.minutes;
  };

  it('follow from the server’s limit, or from that of the domain with the most', () => {
    expect(minutes({ a: 2 })).toBeCloseTo(2 / 3);
    expect(minutes({ a: 30, b: 3 })).toBe(10);
    expect(minutes(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`d${n}`, 1])))).toBe(4);
    expect(minutes({})).toBe(0);
  });
});
