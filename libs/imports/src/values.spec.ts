import { faultOfText, listOf, readChoice, readInstantCell } from './values.js';

const zone = 'Europe/Berlin';
const at = (text: string) => {
  const read = readInstantCell(text, zone);
  return 'value' in read ? [read.value.at, read.value.precision, read.isDay] : read.rule;
};

describe('an instant in a cell', () => {
  it.each([
    ['24.10.2026', ['2026-10-23T22:00:00.000Z', 'approximate', true]],
    ['1.3.2024', ['2024-02-29T23:00:00.000Z', 'approximate', true]],
    ['2026-10-24', ['2026-10-23T22:00:00.000Z', 'approximate', true]],
    ['24.10.2026 21:40', ['2026-10-24T19:40:00.000Z', 'exact', false]],
    ['24.10.2026, 21:40 Uhr', ['2026-10-24T19:40:00.000Z', 'exact', false]],
    ['2026-10-24 21:40', ['2026-10-24T19:40:00.000Z', 'exact', false]],
    ['2026-10-24T21:40:00+05:00', ['2026-10-24T16:40:00.000Z', 'exact', false]],
  ])('%s is read on the clocks of the zone', (text, expected) => expect(at(text)).toEqual(expected));
  it.each([
    ['gestern', /a date is written as/],
    ['31.02.2026', /is no date/],
    ['25.10.2026 02:30', /show this time twice/],
    ['29.03.2026 02:30', /does not exist/],
    ['24/10/2026', /a date is written as/],
    ['2026-10-24 21:40 Lindenweg', /^no time zone has the name that stands behind the time/],
  ])('%s is refused', (text, rule) => expect(at(text)).toMatch(rule));
});

describe('a choice in a cell', () => {
  const names = { yes: ['ja', 'Größe'], no: ['nein'] };
  it('is one of its names, whatever the case', () =>
    expect(['YES', 'Ja', 'GRÖSSE', 'größe', 'nein'].map((text) => readChoice(text, names))).toEqual([
      { value: 'yes' },
      { value: 'yes' },
      { rule: 'one of yes, no' },
      { value: 'yes' },
      { value: 'no' },
    ]));
});

describe('a text in a cell', () => {
  it('is refused where it is too long, has control characters, or breaks the line', () => {
    expect(faultOfText('x'.repeat(4), 3, 'one line')).toBe('at most 3 characters');
    expect(faultOfText('a\u0000', 9, 'several lines')).toBe('a text holds no control characters');
    expect(faultOfText('\ud800', 9, 'several lines')).toBe('a text holds no control characters');
    expect(faultOfText('a\nb', 9, 'one line')).toBe('a text in one line');
    expect(faultOfText('a\nb', 9, 'several lines')).toBeUndefined();
  });
  it('may hold a list', () => expect(listOf('a| b,\n c ,')).toEqual(['a', 'b', 'c']));
});
