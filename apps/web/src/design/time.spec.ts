import { dayAndTime, instantsOf, lengthOf, offsetAt, wallClock } from './time.js';

const BERLIN = 'Europe/Berlin';
const at = (instant: string): number => Date.parse(instant);

describe('An instant', () => {
  test('is shown in the zone of the organisation, by the habit of the language', () => {
    expect(dayAndTime(at('2026-10-25T08:20:00Z'), 'de', BERLIN)).toBe('So., 25.10.2026, 09:20');
    expect(dayAndTime(at('2026-10-25T08:20:00Z'), 'en', BERLIN)).toBe('Sun, 25/10/2026, 09:20');
    expect(dayAndTime(at('2026-10-25T08:20:07Z'), 'de', BERLIN)).toBe('So., 25.10.2026, 09:20:07');
  });
  test('has the offset of its own side of a clock change', () => {
    expect(offsetAt(at('2026-10-25T00:59:00Z'), BERLIN)).toBe('+02:00');
    expect(offsetAt(at('2026-10-25T01:00:00Z'), BERLIN)).toBe('+01:00');
    expect(offsetAt(at('2026-10-25T01:00:00Z'), 'UTC')).toBe('+00:00');
  });
  test('is entered as the wall clock of the organisation', () =>
    expect(wallClock(at('2026-10-24T22:05:30Z'), BERLIN)).toBe('2026-10-25T00:05'));
});

describe('A wall clock', () => {
  const meant = (local: string): readonly string[] =>
    instantsOf(local, BERLIN).map((instant) => new Date(instant).toISOString());
  test('means one instant', () => expect(meant('2026-10-24T03:10')).toEqual(['2026-10-24T01:10:00.000Z']));
  test('means two in the hour that clocks go through twice', () =>
    expect(meant('2026-10-25T02:30')).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']));
  test('means none in the hour that clocks leave out, and none where it is no date', () => {
    expect(meant('2026-03-29T02:30')).toEqual([]);
    expect(meant('')).toEqual([]);
  });
});

describe('A length of time', () => {
  test('is told in two units, below an hour to the second', () => {
    expect(lengthOf(3 * 86_400_000 + 4 * 3_600_000, 'de')).toBe('3 Tage 4 h');
    expect(lengthOf(2 * 86_400_000, 'en')).toBe('2 days 0 h');
    expect(lengthOf(47 * 3_600_000 + 59_000, 'en')).toBe('47 h 00 min');
    expect(lengthOf(42 * 60_000 + 7_999, 'en')).toBe('42 min 07 s');
    expect(lengthOf(-7_999, 'de')).toBe('7 s');
  });
});
