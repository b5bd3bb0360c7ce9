import { computeDeadline } from './compute.js';
import { reminderSteps, stepToTake } from './steps.js';
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
  it.each([
    ['nothing is reached', null, '2026-11-02T21:59:59.999Z', null],
    ['one is reached', null, '2026-11-02T22:00:00.000Z', 'approaching-50'],
    ['it was said before', '2026-11-02T22:00:00.000Z', '2026-11-03T05:11:59.999Z', null],
    ['three were passed while down', null, '2026-11-03T09:00:00.000Z', 'approaching-95'],
    ['due is inclusive', '2026-11-03T08:48:00.000Z', '2026-11-03T10:00:00.000Z', null],
    ['down over the due time', '2026-11-02T22:00:00.000Z', '2026-11-03T12:30:00.000Z', 'missed'],
    ['missed was said', '2026-11-03T10:00:05.000Z', '2026-11-03T11:00:00.000Z', 'overdue-1h'],
    ['everything was said', '2026-11-04T10:00:00.000Z', '2027-01-01T00:00:00.000Z', null],
  ])('%s', (_, after, now, expected) => {
    expect(stepToTake(deadline, after, now)?.step ?? null).toBe(expected);
  });
});
