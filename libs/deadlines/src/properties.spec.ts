import fc from 'fast-check';
import { computeDeadline } from './compute.js';
import { judge } from './lateness.js';
import { isInstantFault, parseStatedInstant, stateInstant } from './stated-instant.js';
import { reminderSteps } from './steps.js';
import { clockChanges, formatOffset, offsetAt, offsetsOfWall, parseOffset } from './zones.js';
import type { Deadline, DeadlineRule } from './types.js';

const HOUR = 3_600_000;
const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Dublin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Pacific/Apia',
  'UTC',
];
const zone = fc.constantFrom(...ZONES);
const BOTH_CHANGES = ['2026-10-25T01:00:00Z', '2027-03-28T01:00:00Z'].map((text) => Date.parse(text));
/** Three days to either side of a change of clocks in Europe. */
const nearAChange = fc
  .tuple(fc.constantFrom(...BOTH_CHANGES), fc.integer({ min: -72 * HOUR, max: 72 * HOUR }))
  .map(([change, distance]) => change + distance);
const anywhere = fc.integer({ min: Date.UTC(1972, 6, 1), max: Date.UTC(2200, 11, 31) });
const hours = fc.integer({ min: 1, max: 200 });

const deadlineOf = (start: number, length: number, zoneName: string, regime = 'contract'): Deadline => {
  const rule: DeadlineRule = { id: 'r', version: '1', regime, source: 'x', period: { kind: 'hours', hours: length } };
  const at = stateInstant(new Date(start).toISOString(), zoneName);
  return computeDeadline({ rule, anchor: { what: 'breach-established', at }, zone: zoneName });
};
const due = (deadline: Deadline): number => Date.parse(deadline.due ?? '');

describe('hours over both changes of clocks', () => {
  it('are exactly so many elapsed hours, whatever the zone', () => {
    fc.assert(
      fc.property(nearAChange, hours, zone, (start, length, name) => {
        expect(due(deadlineOf(start, length, name)) - start).toBe(length * HOUR);
      }),
    );
  });
  it('a later start is never due earlier', () => {
    fc.assert(
      fc.property(nearAChange, nearAChange, hours, (a, b, length) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)].map((start) =>
          due(deadlineOf(start, length, 'Europe/Berlin')),
        );
        expect(first).toBeLessThanOrEqual(second ?? NaN);
      }),
    );
  });
  it('a clock change is named exactly if the offset differs at both ends', () => {
    fc.assert(
      fc.property(nearAChange, fc.integer({ min: 1, max: 96 }), (start, length) => {
        const differs = offsetAt(start, 'Europe/Berlin') !== offsetAt(start + length * HOUR, 'Europe/Berlin');
        expect(deadlineOf(start, length, 'Europe/Berlin').crossesClockChange !== undefined).toBe(differs);
      }),
    );
  });
  it('the outer limit is the end of the full hour after due: later than due, by an hour at most', () => {
    fc.assert(
      fc.property(nearAChange, hours, zone, (start, length, name) => {
        const deadline = deadlineOf(start, length, name, 'gdpr');
        const beyond = Date.parse(deadline.outerLimit ?? '') - due(deadline);
        expect(beyond).toBeGreaterThan(0);
        expect(beyond).toBeLessThanOrEqual(HOUR);
      }),
    );
  });
});

describe('the change of clocks itself', () => {
  const change = Date.parse('2026-10-25T01:00:00Z');
  it('counts as crossed by a period that ends with it, not by one that begins with it', () => {
    expect(deadlineOf(change - 24 * HOUR, 24, 'Europe/Berlin').crossesClockChange).toBeDefined();
    expect(deadlineOf(change - 24 * HOUR - 1, 24, 'Europe/Berlin').crossesClockChange).toBeUndefined();
    expect(deadlineOf(change, 24, 'Europe/Berlin').crossesClockChange).toBeUndefined();
  });
});

describe('fulfilment', () => {
  it('at the due instant is on time, one millisecond later is late by one', () => {
    fc.assert(
      fc.property(nearAChange, hours, fc.integer({ min: 0, max: 500 * HOUR }), (start, length, distance) => {
        const deadline = deadlineOf(start, length, 'Europe/Berlin');
        const at = (instant: number): string => new Date(instant).toISOString();
        expect(judge(deadline, at(due(deadline) - distance))).toMatchObject({ onTime: true, lateBy: 0 });
        expect(judge(deadline, at(due(deadline) + 1 + distance))).toMatchObject({
          onTime: false,
          lateBy: 1 + distance,
        });
      }),
    );
  });
});

describe('steps', () => {
  it('stand in order, missed first after the due instant', () => {
    fc.assert(
      fc.property(nearAChange, hours, (start, length) => {
        const deadline = deadlineOf(start, length, 'Europe/Berlin');
        const steps = reminderSteps(deadline);
        expect(steps.map((step) => step.at)).toEqual(steps.map((step) => step.at).toSorted());
        expect(steps.filter((step) => step.at <= (deadline.due ?? '')).map((step) => step.kind)).toEqual([
          'approaching',
          'approaching',
          'approaching',
        ]);
        expect(Date.parse(steps[3]?.at ?? '')).toBe(due(deadline) + 1);
      }),
    );
  });
});

describe('zones', () => {
  it('an instant survives being stated as local time with its offset', () => {
    fc.assert(
      fc.property(fc.oneof(nearAChange, anywhere), zone, (instant, name) => {
        const { at, offset } = stateInstant(new Date(instant).toISOString(), name);
        const wall = new Date(instant + parseOffset(offset) * 60_000).toISOString().slice(0, -1);
        for (const input of [{ local: wall, zone: name, offset }, `${wall}${offset}[${name}]`, `${wall}${offset}`]) {
          expect(parseStatedInstant(input)).toMatchObject({ at, offset });
        }
      }),
    );
  });
  it('a stated instant reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(nearAChange, anywhere), zone, (instant, name) => {
        const stated = stateInstant(new Date(instant).toISOString(), name);
        expect(parseStatedInstant(stated)).toEqual(stated);
      }),
    );
  });
  it('local time without offset is the one instant that shows it, or is refused', () => {
    fc.assert(
      fc.property(nearAChange, zone, (instant, name) => {
        const wall = instant + offsetAt(instant, name) * 60_000;
        const stated = parseStatedInstant({ local: new Date(wall).toISOString().slice(0, -1), zone: name });
        const readings = offsetsOfWall(wall, name).map((offset) => new Date(wall - offset * 60_000).toISOString());
        expect(readings).toContain(new Date(instant).toISOString());
        if (isInstantFault(stated)) expect(stated.readings?.map((reading) => reading.at)).toEqual(readings);
        else expect([stated.at]).toEqual(readings);
      }),
    );
  });
  it('the offset changes exactly at the changes of clocks', () => {
    fc.assert(
      fc.property(zone, fc.integer({ min: 1972, max: 2199 }), (name, year) => {
        for (const change of clockChanges(name, Date.UTC(year, 0, 1) - 1, Date.UTC(year + 1, 0, 1) - 1)) {
          expect(offsetAt(change.at - 1, name)).toBe(change.before);
          expect(offsetAt(change.at, name)).toBe(change.after);
          expect(change.before).not.toBe(change.after);
        }
      }),
      { numRuns: 50 },
    );
  });
  it('the offset is the platform’s', () => {
    fc.assert(
      fc.property(fc.oneof(nearAChange, anywhere), zone, (instant, name) => {
        const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' });
        const shown = format
          .formatToParts(instant)
          .find((part) => part.type === 'timeZoneName')
          ?.value.slice(3);
        expect(formatOffset(offsetAt(instant, name))).toBe(shown === '' ? '+00:00' : shown);
      }),
    );
  });
});
