import { computeDeadline } from './compute.js';
import { explainDeadline } from './explain.js';
import { formatInstant, formatLateness } from './format.js';
import { judge } from './lateness.js';
import { isOutsideBusinessHours } from './business-hours.js';
import { ruleInForce } from './rules.js';
import { GDPR_APPLIES_FROM, seventyTwoHours } from './seventy-two-hours.js';
import { isInstantFault, parseStatedInstant, stateInstant } from './stated-instant.js';
import { reminderSteps } from './steps.js';
import type { Deadline, DeadlineRule, StatedInstant } from './types.js';

const BERLIN = 'Europe/Berlin';

const state = (text: string): StatedInstant => {
  const stated = parseStatedInstant(`${text}[${BERLIN}]`);
  if (isInstantFault(stated)) throw new Error(stated.rule);
  return stated;
};
const utc = (text: string): string => new Date(text).toISOString();
const contract = (source: string, period: DeadlineRule['period']): DeadlineRule => ({
  id: `terms/${source}`,
  version: '1',
  regime: 'contract',
  source,
  period,
});
const day = { kind: 'hours', hours: 24 } as const;
const twentyFour = (what: string, at: string, source = '§ 8.6'): Deadline =>
  computeDeadline({ rule: contract(source, day), anchor: { what, at: state(at) }, zone: BERLIN });
const filing = (at: string): Deadline => {
  const rule = ruleInForce('gdpr-33-1', utc(at));
  if (!rule) throw new Error('Art. 33(1) is in force');
  return computeDeadline({ rule, anchor: { what: 'controller-aware', at: state(at) }, zone: BERLIN });
};
const english = (deadline: Deadline): string => deadline.arithmetic.map((step) => step.en).join(' | ');

describe('A. one event at a subprocessor, three processors', () => {
  it('ratiomedicus: suspicion known Fri 21:40 is due Sat 21:40', () => {
    expect(twentyFour('suspicion-known', '2026-10-23T21:40:00+02:00').due).toBe(utc('2026-10-24T21:40:00+02:00'));
  });
  it('Lumitra: an irregularity is told at once; there is no due time, the target is a target', () => {
    const deadline = computeDeadline({
      rule: contract('3', { kind: 'undated', wording: 'unverzüglich' }),
      anchor: { what: 'irregularity-known', at: state('2026-10-23T21:40:00+02:00') },
      zone: BERLIN,
      targetHours: 12,
    });
    expect(deadline.due).toBeNull();
    expect(deadline.target).toBe(utc('2026-10-24T09:40:00+02:00'));
    expect(english(deadline)).toContain('no due time');
    expect(english(deadline)).toContain('not a deadline');
  });
  it('Lumitra: breach established Sat 18:05+02:00 is due Sun 17:05+01:00, and the explanation says why', () => {
    const deadline = twentyFour('breach-established', '2026-10-24T18:05:00+02:00', '9');
    expect(deadline.due).toBe(utc('2026-10-25T17:05:00+01:00'));
    expect(deadline.crossesClockChange).toEqual({ at: utc('2026-10-25T01:00:00Z'), from: '+02:00', to: '+01:00' });
    expect(deadline.arithmetic).toEqual([
      {
        de: 'Feststellung der Verletzung: Sa. 24.10.2026, 18:05 Uhr (+02:00)',
        en: 'breach established: Sat 24 Oct 2026, 18:05 (+02:00)',
      },
      { de: '+ 24 verstrichene Stunden', en: '+ 24 elapsed hours' },
      {
        de: 'über das Ende der Sommerzeit (So. 25.10.2026, 03:00 → 02:00): auf der Wanduhr 23 Stunden',
        en: 'over the end of summer time (Sun 25 Oct 2026, 03:00 → 02:00): 23 hours on the wall clock',
      },
      { de: '= So. 25.10.2026, 17:05 Uhr (+01:00)', en: '= Sun 25 Oct 2026, 17:05 (+01:00)' },
    ]);
  });
  it('a contract never gets the reading of Reg. 1182/71', () => {
    expect(twentyFour('breach-established', '2026-10-24T18:05:00+02:00').outerLimit).toBeUndefined();
  });
});

describe('B. the 72 hours', () => {
  it('accepted Sun 09:12+01:00: due Wed 09:12+01:00, outer limit Wed 10:00+01:00', () => {
    const deadline = filing('2026-10-25T09:12:00+01:00');
    expect(deadline.due).toBe(utc('2026-10-28T09:12:00+01:00'));
    expect(deadline.outerLimit).toBe(utc('2026-10-28T10:00:00+01:00'));
    expect(english(deadline)).toContain('outer limit by Reg. (EEC, Euratom) 1182/71');
  });
  it('the same by name, and nothing before the GDPR applied', () => {
    const at = '2026-10-25T09:12:00+01:00';
    expect(seventyTwoHours('controller-aware', state(at), BERLIN)).toEqual(filing(at));
    expect(() => seventyTwoHours('controller-aware', state('2018-05-24T23:59:59+02:00'), BERLIN)).toThrow(RangeError);
    expect(seventyTwoHours('controller-aware', stateInstant(GDPR_APPLIES_FROM, BERLIN), BERLIN).due).not.toBeNull();
  });
  it('the Sunday is flagged as outside business hours, the Monday morning is not', () => {
    expect(isOutsideBusinessHours(utc('2026-10-25T09:12:00+01:00'), BERLIN)).toBe(true);
    expect(isOutsideBusinessHours(utc('2026-10-26T08:01:00+01:00'), BERLIN)).toBe(false);
    expect(isOutsideBusinessHours(utc('2026-10-26T07:59:59+01:00'), BERLIN)).toBe(true);
    expect(isOutsideBusinessHours(utc('2026-10-26T18:00:00+01:00'), BERLIN)).toBe(true);
  });
  it('an earlier awareness of its own, Sat 23:00+02:00, is due Tue 22:00+01:00', () => {
    expect(filing('2026-10-24T23:00:00+02:00').due).toBe(utc('2026-10-27T22:00:00+01:00'));
  });
  it('the published example: known 22.12.2020 12:17 ends 25.12.2020 13:00', () => {
    expect(filing('2020-12-22T12:17:00+01:00').outerLimit).toBe(utc('2020-12-25T13:00:00+01:00'));
  });
  it('an event at the stroke of the hour falls into the hour that begins with it', () => {
    expect(filing('2020-12-22T12:00:00+01:00').outerLimit).toBe(utc('2020-12-25T13:00:00+01:00'));
  });
});

describe('C. suspicion, then breach', () => {
  it('accepted Sat 22:05 after due 21:40: 25 minutes late', () => {
    const suspicion = twentyFour('suspicion-known', '2026-10-23T21:40:00+02:00');
    const lateness = judge(suspicion, utc('2026-10-24T22:05:00+02:00'));
    expect(lateness).toEqual({
      onTime: false,
      lateBy: 25 * 60_000,
      due: suspicion.due,
      fulfilledAt: utc('2026-10-24T22:05:00+02:00'),
    });
    expect(formatLateness(lateness, 'en')).toBe('25 min late');
    expect(formatLateness(lateness, 'de')).toBe('25 min verspätet');
  });
  it('the clock proper runs 72 hours from Mon 10:20', () => {
    expect(filing('2026-10-26T10:20:00+01:00').due).toBe(utc('2026-10-29T10:20:00+01:00'));
  });
});

describe('D. bounce', () => {
  it('the next fulfilment is judged anew, from 11:42', () => {
    const duty = twentyFour('breach-established', '2026-11-02T11:30:00+01:00', '9');
    expect(judge(duty, utc('2026-11-03T10:02:00+01:00')).onTime).toBe(true);
    expect(judge(duty, utc('2026-11-03T11:42:00+01:00'))).toMatchObject({ onTime: false, lateBy: 12 * 60_000 });
  });
});

describe('F. correction after the fact', () => {
  it('on time as known then; 1 h 30 min late under the corrected awareness', () => {
    const fulfilled = utc('2026-11-03T08:30:00+01:00');
    const asKnown = twentyFour('breach-established', '2026-11-02T09:00:00+01:00');
    const corrected = twentyFour('breach-established', '2026-11-02T07:00:00+01:00');
    expect(formatLateness(judge(asKnown, fulfilled), 'en')).toBe('on time');
    expect(corrected.due).toBe(utc('2026-11-03T07:00:00+01:00'));
    expect(formatLateness(judge(corrected, fulfilled), 'en')).toBe('1 h 30 min late');
  });
});

describe('G. the double and the missing hour', () => {
  it('02:30 on 2026-10-25 without offset is refused and both readings are offered', () => {
    const fault = parseStatedInstant({ local: '2026-10-25T02:30', zone: BERLIN });
    expect(fault).toMatchObject({
      code: 'instant-in-double-hour',
      readings: [
        { at: utc('2026-10-25T02:30:00+02:00'), offset: '+02:00', zone: BERLIN },
        { at: utc('2026-10-25T02:30:00+01:00'), offset: '+01:00', zone: BERLIN },
      ],
    });
  });
  it.each([
    ['+02:00', '2026-10-26T01:30:00+01:00'],
    ['+01:00', '2026-10-26T02:30:00+01:00'],
  ])('with %s the 24 hours end %s', (offset, due) => {
    expect(twentyFour('breach-established', `2026-10-25T02:30:00${offset}`).due).toBe(utc(due));
  });
  it('2027-03-28 02:30 does not exist and is refused with that reason', () => {
    expect(parseStatedInstant('2027-03-28 02:30 Europe/Berlin')).toEqual({
      code: 'instant-in-missing-hour',
      rule: 'this time does not exist in Europe/Berlin: the clocks go from 02:00 to 03:00',
    });
  });
  it('Sat 2027-03-27 10:20+01:00 + 24 h = Sun 11:20+02:00', () => {
    const deadline = twentyFour('breach-established', '2027-03-27T10:20:00+01:00');
    expect(formatInstant(deadline.due ?? '', BERLIN, 'de')).toBe('So. 28.03.2027, 11:20 Uhr (+02:00)');
    expect(english(deadline)).toContain(
      'over the beginning of summer time (Sun 28 Mar 2027, 02:00 → 03:00): 25 hours on the wall clock',
    );
  });
});

describe('H. CGM names no hours', () => {
  const established = { what: 'breach-established', at: state('2026-11-02T09:00:00+01:00') };
  const rule = contract('§ 4.3', { kind: 'undated', wording: 'unverzüglich' });

  it('no legal due time is shown or missed', () => {
    const deadline = computeDeadline({ rule, anchor: established, zone: BERLIN, targetHours: null });
    expect(deadline).toMatchObject({ due: null, target: null });
    expect(reminderSteps(deadline)).toEqual([]);
    expect(judge(deadline, utc('2027-11-02T09:00:00+01:00'))).toMatchObject({ onTime: true, lateBy: 0, due: null });
  });
  it('where hours are agreed, the internal target has no place', () => {
    const dated = { rule: contract('9', day), anchor: established, zone: BERLIN, targetHours: 4 };
    expect(computeDeadline(dated)).toMatchObject({ due: utc('2026-11-03T09:00:00+01:00'), target: null });
  });
  it('the internal target alerts like a deadline, under that name', () => {
    const deadline = computeDeadline({ rule, anchor: established, zone: BERLIN, targetHours: 24 });
    expect(deadline).toMatchObject({ due: null, target: utc('2026-11-03T09:00:00+01:00') });
    expect(reminderSteps(deadline).every((step) => step.about === 'target')).toBe(true);
    expect(explainDeadline(deadline, 'en', BERLIN).join(' ')).toContain('not a deadline');
    expect(explainDeadline(deadline, 'en', BERLIN).join(' ')).not.toContain('Due:');
  });
});
