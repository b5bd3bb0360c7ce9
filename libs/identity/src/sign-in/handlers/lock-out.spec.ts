import { TestClock } from '@art33/event-log';
import { LockedOut, LockOut, waitAfter } from './lock-out.js';

const HERE = '203.0.113.7';

describe('who guesses', () => {
  let clock: TestClock;
  let lockOut: LockOut;
  beforeEach(() => {
    clock = new TestClock();
    lockOut = new LockOut(clock);
  });
  const fail = (account = 'a', address = HERE) => lockOut.begin(account, address).failed();
  const waits = (account = 'a', address = HERE): number => {
    try {
      lockOut.begin(account, address).undecided();
      return 0;
    } catch (error) {
      if (!(error instanceof LockedOut)) throw error;
      return error.retryAfter;
    }
  };

  test('waits one, two, four … minutes from the fifth failure on, an hour at most', () => {
    expect([4, 5, 6, 7, 8, 9, 10, 11, 12, 40].map((failures) => waitAfter(failures, 5) / 60_000)).toEqual([
      0, 1, 2, 4, 8, 16, 32, 60, 60, 60,
    ]);
  });
  test('is told how long, and may try again exactly then', () => {
    for (let n = 1; n <= 4; n += 1) expect(fail()).toBeUndefined();
    expect(waits()).toBe(0);
    expect(fail()).toEqual({ until: '2026-03-02T03:11:00.000Z', failures: 5 });
    expect(waits()).toBe(60);
    clock.advance({ milliseconds: 59_999 });
    expect(waits()).toBe(1);
    clock.advance({ milliseconds: 1 });
    expect(waits()).toBe(0);
    fail();
    expect(waits()).toBe(120);
  });
  test('has 33 tries at an account within a day, on one node', () => {
    let tries = 0;
    const end = clock.now() + 24 * 3_600_000;
    for (let address = 0; clock.now() < end; address += 1) {
      if (waits('a', `10.0.0.${address}`) > 0) clock.advance({ seconds: waits('a', `10.0.0.${address}`) });
      if (clock.now() >= end) break;
      fail('a', `10.0.0.${address}`);
      tries += 1;
    }
    expect(tries).toBe(33);
  });
  test('locks one account and no other', () => {
    for (let n = 1; n <= 5; n += 1) fail();
    expect([waits('a'), waits('b')]).toEqual([60, 0]);
    expect(waits('a', '198.51.100.1')).toBe(60);
  });
  test('at many accounts is stopped by the address', () => {
    for (let n = 1; n <= 20; n += 1) fail(`account ${n}`);
    expect([waits('another'), waits('another', '198.51.100.1')]).toEqual([60, 0]);
  });
  test('gains nothing by many tries at once', () => {
    const begun = Array.from({ length: 4 }, () => lockOut.begin('a', HERE));
    const last = lockOut.begin('a', HERE);
    expect(waits()).toBe(1);
    for (const attempt of begun) attempt.failed();
    expect(last.failed()).toMatchObject({ failures: 5 });
    clock.advance({ minutes: 1 });
    const single = lockOut.begin('a', HERE);
    expect(waits()).toBe(1);
    single.undecided();
    expect(waits()).toBe(0);
  });
  test('is forgiven by the right answer, but not by half of one', () => {
    for (let n = 1; n <= 4; n += 1) fail();
    lockOut.begin('a', HERE).undecided();
    expect(fail()).toBeDefined();
    clock.advance({ minutes: 1 });
    lockOut.begin('a', HERE).succeeded();
    expect(fail()).toBeUndefined();
  });
  test('does not clear its address by an account of its own', () => {
    for (let n = 1; n <= 19; n += 1) fail(`account ${n}`);
    lockOut.begin('own', HERE).succeeded();
    fail('account 20');
    expect(waits('own')).toBe(60);
  });
  test('is forgotten after a day, an address after an hour', () => {
    for (let n = 1; n <= 4; n += 1) fail();
    for (let n = 1; n <= 15; n += 1) fail(`account ${n}`);
    clock.advance({ hours: 1, milliseconds: 1 });
    expect(fail('other')).toBeUndefined();
    expect(waits('other')).toBe(0);
    expect(fail()).toMatchObject({ failures: 5 });
    clock.advance({ hours: 24, milliseconds: 1 });
    expect(fail()).toBeUndefined();
  });
});
