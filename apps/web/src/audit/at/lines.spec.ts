import { changesBetween, linesOf } from './lines.js';

const at = (instant: string) => ({ at: instant, offset: '+02:00', precision: 'exact' });
const fact = (instant: string) => ({ fact: 'breach-established', at: at(instant) });
const incident = (more: object) => ({
  id: 'one',
  title: 'Laptop',
  summary: null,
  logNumber: 7,
  numberOfPersons: { kind: 'unknown' },
  facts: [fact('2026-10-24T09:00:00.000Z')],
  measures: [],
  ...more,
});

test('says what a record says, without what is for machines or not known', () => {
  expect(linesOf(incident({}))).toEqual([
    { id: '/title', path: ['title'], value: 'Laptop' },
    { id: '/numberOfPersons', path: ['numberOfPersons'], value: { kind: 'unknown' } },
    { id: '/facts/breach-established/fact', path: ['facts', 1, 'fact'], value: 'breach-established' },
    { id: '/facts/breach-established/at', path: ['facts', 1, 'at'], value: at('2026-10-24T09:00:00.000Z') },
  ]);
});

test('says what is new, what is different and what is gone', () => {
  const before = linesOf(incident({ dataAffected: 'Termine' }));
  const after = linesOf(incident({ facts: [fact('2026-10-24T08:00:00.000Z')], summary: 'Weg', logNumber: 9 }));
  expect(changesBetween(before, after)).toEqual([
    { id: '/summary', path: ['summary'], before: undefined, after: 'Weg' },
    {
      id: '/facts/breach-established/at',
      path: ['facts', 1, 'at'],
      before: at('2026-10-24T09:00:00.000Z'),
      after: at('2026-10-24T08:00:00.000Z'),
    },
    { id: '/dataAffected', path: ['dataAffected'], before: 'Termine', after: undefined },
  ]);
  expect(changesBetween(before, before)).toEqual([]);
});

test('knows one of several again wherever it stands', () => {
  const duty = (dutyId: string, status: string) => ({ dutyId, status });
  const before = linesOf({ duties: [duty('a', 'open'), duty('b', 'open')] });
  const after = linesOf({ duties: [duty('b', 'fulfilled'), duty('a', 'open')] });
  expect(changesBetween(before, after)).toEqual([
    { id: '/duties/b/status', path: ['duties', 1, 'status'], before: 'open', after: 'fulfilled' },
  ]);
});
