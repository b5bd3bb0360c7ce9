import fc from 'fast-check';
import { TestClock } from '@art33/event-log';
import { arm, deadlineFrom, duty, Node, SharedLog } from './testing/harness.js';

/** Due Mon 2026-11-02 17:05+01:00. */
const armed = (): SharedLog => {
  const log = new SharedLog();
  log.append(arm(deadlineFrom('2026-11-01T17:05:00+01:00')));
  return log;
};

describe('the ticker', () => {
  it('L. down over the deadline: one step missed, was due 17:05, noticed 19:30; a second start adds nothing', async () => {
    const log = armed();
    await new Node(log).tickAt('2026-11-02T16:00:00+01:00');
    const afterRestart = new Node(log);
    await afterRestart.tickAt('2026-11-02T19:30:00+01:00');
    expect(log.steps).toEqual(['approaching-95 2026-11-02T15:00:00.000Z', 'missed 2026-11-02T18:30:00.000Z']);
    expect(afterRestart.pages).toHaveLength(1);
    expect(afterRestart.pages[0]).toMatchObject([
      { step: 'missed', about: 'deadline', end: '2026-11-02T16:05:00.000Z', noticedAt: '2026-11-02T18:30:00.000Z' },
    ]);
    const secondStart = new Node(log);
    expect(await secondStart.tickAt('2026-11-02T19:30:05+01:00')).toBe(0);
    expect(await afterRestart.tickAt('2026-11-02T19:31:00+01:00')).toBe(0);
  });
  it('says every step once when it is up all the time', async () => {
    const log = armed();
    const node = new Node(log);
    for (let minute = 0; minute <= 50 * 60; minute += 6) {
      await node.tickAt(new Date(Date.parse('2026-11-01T17:05:00+01:00') + minute * 60_000).toISOString());
    }
    expect(log.steps.map((step) => step.split(' ')[0])).toEqual([
      'approaching-50',
      'approaching-80',
      'approaching-95',
      'missed',
      'overdue-1h',
      'overdue-24h',
    ]);
  });
  it('due is inclusive: nothing is missed at the due instant, one millisecond later it is', async () => {
    const log = armed();
    const node = new Node(log);
    await node.tickAt('2026-11-02T16:05:00.000Z');
    expect(log.steps).toEqual(['approaching-95 2026-11-02T16:05:00.000Z']);
    await node.tickAt('2026-11-02T16:05:00.001Z');
    expect(log.steps[1]).toBe('missed 2026-11-02T16:05:00.001Z');
  });
  it('H. a missed target alerts under its own name', async () => {
    const log = new SharedLog();
    log.append(arm(deadlineFrom('2026-11-02T09:00:00+01:00', null, 24)));
    const node = new Node(log);
    await node.tickAt('2026-11-03T09:00:01+01:00');
    expect(node.pages[0]).toMatchObject([{ step: 'missed', about: 'target', end: '2026-11-03T08:00:00.000Z' }]);
  });
  it('E. handed to a relay that never reports: alarms stop, nothing is missed', async () => {
    const log = armed();
    log.append({ type: 'silence', ...duty() });
    expect(await new Node(log).tickAt('2026-11-05T00:00:00Z')).toBe(0);
  });
  it('nothing happens twice when the clock jumps back', async () => {
    const log = armed();
    const node = new Node(log);
    await node.tickAt('2026-11-02T16:05:01.000Z');
    for (const instant of ['2026-11-02T05:00:00.000Z', '2026-11-02T15:59:00.000Z', '2026-11-02T16:05:02.000Z']) {
      expect(await node.tickAt(instant)).toBe(0);
    }
    expect(log.steps).toEqual(['missed 2026-11-02T16:05:01.000Z']);
  });
  it('two nodes at once record a step once', async () => {
    const log = armed();
    const [a, b] = [new Node(log), new Node(log)];
    await Promise.all([a.tickAt('2026-11-02T16:06:00.000Z'), b.tickAt('2026-11-02T16:06:00.000Z')]);
    expect(log.steps).toEqual(['missed 2026-11-02T16:06:00.000Z']);
  });
  it('decides nothing while the clock is in doubt or the index is behind', async () => {
    const log = armed();
    const doubting = new Node(log, { guard: { mayDecide: () => false } });
    const behind = new Node(log, { caughtUp: () => Promise.resolve(false) });
    expect(await doubting.tickAt('2026-11-05T00:00:00Z')).toBe(0);
    expect(await behind.tickAt('2026-11-05T00:00:00Z')).toBe(0);
    expect(log.steps).toEqual([]);
  });
  it('a deadline computed anew has steps of its own; back at the old one, nothing is said again', async () => {
    const log = armed();
    const node = new Node(log);
    const sooner = deadlineFrom('2026-11-01T15:05:00+01:00');
    await node.tickAt('2026-11-02T04:05:00.000Z');
    log.append({ type: 'recompute', ...duty(), deadline: sooner });
    node.catchUp();
    await node.tickAt('2026-11-02T04:05:01.000Z');
    log.append({ type: 'recompute', ...duty(), deadline: deadlineFrom('2026-11-01T17:05:00+01:00') });
    node.catchUp();
    expect(await node.tickAt('2026-11-02T04:05:02.000Z')).toBe(0);
    expect(node.pages.flat().map(({ step, end }) => `${step} of ${end}`)).toEqual([
      'approaching-50 of 2026-11-02T16:05:00.000Z',
      'approaching-50 of 2026-11-02T14:05:00.000Z',
    ]);
  });
  it('D. open again after a bounce: missed is said then, and said once', async () => {
    const log = armed();
    log.append({ type: 'disarm', ...duty() });
    const node = new Node(log);
    expect(await node.tickAt('2026-11-02T17:00:00.000Z')).toBe(0);
    log.append({ type: 'rearm', ...duty() });
    node.catchUp();
    await node.tickAt('2026-11-02T17:01:00.000Z');
    log.append({ type: 'disarm', ...duty() });
    log.append({ type: 'rearm', ...duty() });
    node.catchUp();
    await node.tickAt('2026-11-02T17:02:00.000Z');
    expect(log.steps).toEqual(['missed 2026-11-02T17:01:00.000Z']);
  });
  it('a settled duty that gets a new clock alarms again', async () => {
    const log = armed();
    log.append({ type: 'disarm', ...duty() });
    log.append(arm(deadlineFrom('2026-11-03T17:05:00+01:00')));
    await new Node(log).tickAt('2026-11-04T17:00:00+01:00');
    expect(log.steps).toEqual(['approaching-95 2026-11-04T16:00:00.000Z']);
  });
  it('a recomputation while alarms have stopped does not start them', async () => {
    const log = armed();
    log.append({ type: 'silence', ...duty() });
    log.append({ type: 'recompute', ...duty(), deadline: deadlineFrom('2026-11-01T15:05:00+01:00') });
    expect(await new Node(log).tickAt('2026-11-05T00:00:00Z')).toBe(0);
  });
  it('what a node with a slower clock records late takes nothing back', async () => {
    const log = armed();
    const end = '2026-11-02T16:05:00.000Z';
    log.append({ type: 'done', ...duty(), step: 'missed', end, noticedAt: '2026-11-02T17:30:00.000Z' });
    log.append({ type: 'done', ...duty(), step: 'approaching-95', end, noticedAt: '2026-11-02T16:00:00.000Z' });
    expect(await new Node(log).tickAt('2026-11-02T18:00:00.000Z')).toBe(0);
  });
  it('hands over in bounded pages, in order, all of them in one tick', async () => {
    const log = new SharedLog();
    for (let index = 0; index < 450; index++) {
      const at = new Date(Date.parse('2026-11-01T00:00:00Z') + ((index * 7) % 450) * 1000).toISOString();
      log.append(arm(deadlineFrom(at), duty(`d${index}`, { kind: 'notice', id: `n${index}` })));
    }
    const node = new Node(log);
    expect(await node.tickAt('2026-11-02T00:07:29.001Z')).toBe(450);
    expect(node.pages.map((page) => page.length)).toEqual([200, 200, 50]);
    expect(log.steps.every((step) => step.startsWith('missed'))).toBe(true);
    expect(await node.tickAt('2026-11-02T00:07:30.000Z')).toBe(0);
  });
  it('a step without effect is handed over again after a minute, not every second', async () => {
    const log = armed();
    const given: number[] = [];
    const handlers = { notice: { handle: () => Promise.resolve(void given.push(1)) } };
    const node = new Node(log, { handlers });
    for (let second = 0; second <= 60; second++) await node.tickAt('2026-11-02T17:00:00.000Z');
    expect(given).toHaveLength(1);
    await node.tickAt('2026-11-02T17:00:00.000Z');
    expect(given).toHaveLength(2);
  });
  it('what one feature cannot do now keeps no other from it, and is tried again at the next tick', async () => {
    const log = armed();
    log.append(arm(deadlineFrom('2026-11-01T17:05:00+01:00'), duty('d2', { kind: 'case', id: 'c1' })));
    let down = true;
    const node: Node = new Node(log, {
      handlers: {
        notice: {
          handle: (steps) => (down ? Promise.reject(new Error('the log is full')) : node.recorder.handle(steps)),
        },
        case: { handle: (steps) => node.recorder.handle(steps) },
      },
    });
    expect(await node.tickAt('2026-11-02T17:00:00.000Z')).toBe(1);
    expect(node.errors).toEqual([new Error('the log is full')]);
    down = false;
    expect(await node.tickAt('2026-11-02T17:00:01.000Z')).toBe(1);
    expect(log.steps).toHaveLength(2);
  });
  it('runs by itself about every second until it is stopped', async () => {
    const log = armed();
    const clock = new TestClock('2026-11-02T17:00:00.000Z');
    const node = new Node(log, { clock });
    node.ticker.start();
    while (log.steps.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await node.ticker.stop();
    node.catchUp();
    clock.set('2026-11-02T18:00:00.000Z');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(log.steps).toEqual(['missed 2026-11-02T17:00:00.000Z']);
  });
});

describe('whatever the restarts, lags and jumps of the clock', () => {
  const moment = fc.record({
    /** Minutes after the anchor: forwards or backwards from the last one. */
    minute: fc.integer({ min: 0, max: 60 * 60 }),
    restart: fc.boolean(),
    lag: fc.boolean(),
  });
  it('no step is recorded twice, and missed exactly if a tick came after due', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 25 }), async (moments) => {
        const log = armed();
        const anchor = Date.parse('2026-11-01T17:05:00+01:00');
        let node = new Node(log);
        for (const { minute, restart, lag } of moments) {
          if (restart) node = new Node(log);
          await node.ticker.tick(anchor + minute * 60_000);
          if (!lag) node.catchUp();
        }
        const names = log.steps.map((step) => step.split(' ')[0]);
        expect(new Set(names).size).toBe(names.length);
        expect(names.includes('missed')).toBe(moments.some(({ minute }) => minute > 24 * 60));
        for (const { data } of log.events.slice(1)) {
          const { step, noticedAt } = data as { step: string; noticedAt: string };
          if (step === 'missed') expect(noticedAt > '2026-11-02T16:05:00.000Z').toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
