import { isInstantFault, parseStatedInstant, stateInstant } from './stated-instant.js';

const codeOf = (input: unknown): string | null => {
  const stated = parseStatedInstant(input);
  return isInstantFault(stated) ? stated.code : null;
};

describe('a stated instant is read from', () => {
  it.each([
    ['RFC 3339 with offset', '2026-10-24T21:40:00+02:00', '2026-10-24T19:40:00.000Z', '+02:00'],
    ['UTC', '2026-10-24T19:40:00Z', '2026-10-24T19:40:00.000Z', '+00:00'],
    ['UTC with unknown local offset', '2026-10-24T19:40:00-00:00', '2026-10-24T19:40:00.000Z', '+00:00'],
    ['no seconds', '2026-10-24T21:40+02:00', '2026-10-24T19:40:00.000Z', '+02:00'],
    ['finer fractions, cut to milliseconds', '2026-10-24T21:40:00.123987+02:00', '2026-10-24T19:40:00.123Z', '+02:00'],
    ['local time and a zone', '2026-10-24 21:40 Europe/Berlin', '2026-10-24T19:40:00.000Z', '+02:00'],
    ['offset and zone', '2026-10-24T21:40+02:00[Europe/Berlin]', '2026-10-24T19:40:00.000Z', '+02:00'],
    ['UTC, to be shown in a zone', '2026-10-24T19:40:00Z[Europe/Berlin]', '2026-10-24T19:40:00.000Z', '+02:00'],
    ['parts', { local: '2026-10-24T21:40', zone: 'Europe/Berlin' }, '2026-10-24T19:40:00.000Z', '+02:00'],
    ['parts with offset', { local: '2026-10-24T21:40', offset: '+02:00' }, '2026-10-24T19:40:00.000Z', '+02:00'],
    ['a leap day', '2028-02-29T00:00+01:00', '2028-02-28T23:00:00.000Z', '+01:00'],
  ])('%s', (_, input, at, offset) => {
    expect(parseStatedInstant(input)).toMatchObject({ at, offset, precision: 'exact' });
  });
  it('a guess, when it says so', () => {
    expect(parseStatedInstant({ at: '2026-10-24T21:40:00+02:00', precision: 'approximate' })).toEqual({
      at: '2026-10-24T19:40:00.000Z',
      offset: '+02:00',
      precision: 'approximate',
    });
  });
  it('local time alone, only where the asker has a zone', () => {
    expect(parseStatedInstant('2026-10-24T21:40', { defaultZone: 'Europe/Berlin' })).toMatchObject({
      zone: 'Europe/Berlin',
    });
    expect(parseStatedInstant('2026-10-24T21:40+05:00', { defaultZone: 'Europe/Berlin' })).not.toHaveProperty('zone');
  });
});

describe('a stated instant is refused for', () => {
  it.each([
    ['instant-without-zone', '2026-10-24T21:40:00'],
    ['instant-without-zone', { local: '2026-10-24T21:40' }],
    ['instant-in-double-hour', '2026-10-25T02:00 Europe/Berlin'],
    ['instant-in-double-hour', '2026-10-25T02:59:59.999 Europe/Berlin'],
    ['instant-in-missing-hour', '2027-03-28T02:00 Europe/Berlin'],
    ['instant-in-missing-hour', { local: '2027-03-28T02:30', zone: 'Europe/Berlin', offset: '+01:00' }],
    ['instant-in-missing-hour', '2011-12-30T12:00 Pacific/Apia'],
    ['instant-impossible', '2026-02-29T10:00+01:00'],
    ['instant-impossible', '2026-13-01T10:00+01:00'],
    ['instant-impossible', '2026-04-31T10:00+01:00'],
    ['instant-impossible', '2026-00-10T10:00+01:00'],
    ['instant-impossible', '2026-10-24T24:00+02:00'],
    ['instant-impossible', '2026-10-24T23:60+02:00'],
    ['instant-leap-second', '2016-12-31T23:59:60Z'],
    ['instant-out-of-range', '1969-12-31T23:59:59Z'],
    ['instant-out-of-range', '1970-01-01T00:30:00+01:00'],
    ['instant-out-of-range', '2200-12-31T23:30:00-01:00'],
    ['instant-out-of-range', '0026-10-24T10:00:00Z'],
    ['instant-offset-wrong', '2026-10-24T21:40+01:00[Europe/Berlin]'],
    ['instant-offset-wrong', '2026-10-25T02:30+03:00[Europe/Berlin]'],
    ['instant-offset-wrong', { at: '2026-10-24T21:40+02:00', offset: '+01:00' }],
    ['instant-offset-wrong', { at: '2026-10-24T19:40Z', offset: '+01:00', zone: 'Europe/Berlin' }],
    ['instant-zone-unknown', '2026-10-24 21:40 Europe/Kempten'],
    ['instant-zone-unknown', { local: '2026-10-24T21:40', zone: '+02:00' }],
    ['instant-malformed', '24.10.2026 21:40'],
    ['instant-malformed', '2026-10-24'],
    ['instant-malformed', '2026-10-24T21:40+0200'],
    ['instant-malformed', '2026-10-24T21:40+24:00'],
    ['instant-malformed', ''],
    ['instant-malformed', 1_792_870_800_000],
    ['instant-malformed', null],
    ['instant-malformed', []],
    ['instant-malformed', {}],
    ['instant-malformed', { local: '2026-10-24T21:40', timezone: 'Europe/Berlin' }],
    ['instant-malformed', { local: '2026-10-24T21:40', at: '2026-10-24T21:40+02:00' }],
    ['instant-malformed', { local: '2026-10-24T21:40', zone: 7 }],
    ['instant-malformed', { local: '2026-10-24T21:40', zone: 'Europe/Berlin', offset: 'summer' }],
    ['instant-malformed', { local: '2026-10-24T21:40', zone: 'Europe/Berlin', offset: 2 }],
    ['instant-malformed', { local: '2026-10-24T21:40', zone: 'Europe/Berlin', precision: 'rough' }],
    ['instant-malformed', { local: '2026-10-24T21:40 Europe/London', zone: 'Europe/Berlin' }],
  ])('%s: %j', (code, input) => {
    expect(codeOf(input)).toBe(code);
  });
  it('every refusal says its rule; a wrong offset names the right one', () => {
    expect(parseStatedInstant('2026-10-24T21:40+01:00[Europe/Berlin]')).toMatchObject({
      rule: 'Europe/Berlin does not have this offset then, but +02:00',
      readings: [{ at: '2026-10-24T19:40:00.000Z' }],
    });
    expect(parseStatedInstant('2026-10-25T02:30 Europe/Berlin')).toMatchObject({
      rule: 'the clocks of Europe/Berlin show this time twice; state the offset: +02:00 or +01:00',
    });
  });
});

it('a machine’s instant is stated with the zone’s offset', () => {
  expect(stateInstant('2026-10-25T08:12:07.482Z', 'Europe/Berlin')).toEqual({
    at: '2026-10-25T08:12:07.482Z',
    offset: '+01:00',
    zone: 'Europe/Berlin',
    precision: 'exact',
  });
  expect(() => stateInstant('2026-10-25T08:12:07.482Z', 'Mars/Base')).toThrow(RangeError);
});
