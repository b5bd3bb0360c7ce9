import { computeDeadline } from './compute.js';
import { nextStep, reminderSteps, stepToTake } from './steps.js';
import { stateInstant } from './stated-instant.js';

const deadline = computeDeadline({
  rule: { id: 'r', version: '1', regime: 'contract', source: '9', period: { kind: 'hours', hours: 24 } },
  anchor: { what: 'breach-established', at: stateInstant('2026-11-02T10:00:00.000Z', 'Europe/Berlin') },
  zone: 'Europe/Berlin',
});

describe('the steps of 24 hours', () => {
  it('remind at 12 h, 19 h 12 min and 22 h 48 min, then missed, then twice more', () => {
    expect(reminderSteps(deadline).map(({ step, at }) => [step, at])).toEqual([
      ['approaching-50', '2026-11-02T22:00:00.000Z'],
      ['approaching-80', '2026-11-03T05:12:00.000Z'],
      ['approaching-95', '2026-11-03T08:48:00.000Z'],
      ['missed', '2026-11-03T10:00:00.001Z'],
      ['overdue-1h', '2026-11-03T11:00:00.000Z'],
      ['overdue-24h', '2026-11-04T10:00:00.000Z'],
    ]);
  });
  const ANCHOR = '2026-11-02T10:00:00.000Z';
  it.each([
    ['nothing is reached', ANCHOR, '2026-11-02T21:59:59.999Z', null],
    ['one is reached', ANCHOR, '2026-11-02T22:00:00.000Z', 'approaching-50'],
    ['the first of those to say counts', '2026-11-02T22:00:00.000Z', '2026-11-02T22:00:00.000Z', 'approaching-50'],
    ['the next is not reached', '2026-11-03T05:12:00.000Z', '2026-11-03T05:11:59.999Z', null],
    ['three were passed while down', ANCHOR, '2026-11-03T09:00:00.000Z', 'approaching-95'],
    ['due is inclusive', '2026-11-03T10:00:00.001Z', '2026-11-03T10:00:00.000Z', null],
    ['down over the due time', '2026-11-03T05:12:00.000Z', '2026-11-03T12:30:00.000Z', 'missed'],
    ['missed was said', '2026-11-03T11:00:00.000Z', '2026-11-03T11:00:00.000Z', 'overdue-1h'],
  ])('%s', (_, since, now, expected) => {
    expect(stepToTake(deadline, since, now)?.step ?? null).toBe(expected);
  });
  it.each([
    [null, 'approaching-50'],
    ['2026-11-02T22:00:00.000Z', 'approaching-80'],
    ['2026-11-03T10:00:05.000Z', 'overdue-1h'],
    ['2026-11-04T10:00:00.000Z', null],
  ])('after %s the next is %s', (after, expected) => {
    expect(nextStep(deadline, after)?.step ?? null).toBe(expected);
  });
});
