import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, spec } from '@art33/event-log';
import { restrictionDecider, restrictionEvents } from './restriction.js';
import { shows, type Sight } from '../../domain/sight.js';

const now = '2026-10-24T07:30:00.000Z';
const restrict = (...members: string[]) => ({ type: 'restrict', organisation: 'o', matterId: 'i', members }) as const;
const restricted = (...members: string[]) =>
  ({ type: 'MatterRestricted', data: { organisation: 'o', matterId: 'i', members, at: now } }) as const;
const lifted = { type: 'RestrictionLifted', data: { organisation: 'o', matterId: 'i', at: now } } as const;

describe('a restriction', () => {
  test('names who alone sees a matter, each once', () => {
    spec(restrictionDecider)
      .given([])
      .when(restrict('b', 'a', 'b'), now)
      .then([restricted('a', 'b')]);
    spec(restrictionDecider)
      .given([restricted('a', 'b')])
      .when(restrict('b', 'a'), now)
      .then([]);
    spec(restrictionDecider)
      .given([restricted('a')])
      .when(restrict('b'), now)
      .then([restricted('b')]);
  });
  test('names somebody', () => {
    spec(restrictionDecider).given([]).when(restrict(), now).thenRefused('members-missing', 'members');
    const many = Array.from({ length: 101 }, (_, i) => String(i));
    spec(restrictionDecider)
      .given([])
      .when(restrict(...many), now)
      .thenRefused('members-missing', 'members');
  });
  test('is lifted once', () => {
    spec(restrictionDecider)
      .given([restricted('a')])
      .when({ type: 'lift' }, now)
      .then([lifted]);
    spec(restrictionDecider)
      .given([restricted('a'), lifted])
      .when({ type: 'lift' }, now)
      .then([]);
  });
  test('has golden events', () => {
    const folder = fileURLToPath(new URL('./golden/', import.meta.url));
    expect(readdirSync(folder).sort()).toEqual(['MatterRestricted.v1.json', 'RestrictionLifted.v1.json']);
    expect(checkGoldenEvents(restrictionEvents, folder)).toBe(2);
  });
});

describe('a sight', () => {
  const everything: Sight = { hidden: [], incidents: null, agreements: null, recordedFrom: null, recordedUntil: null };
  const matter = (incident: string | null, agreement: string | null = null) => ({ incident, agreement });
  test('leaves out what is hidden, and shows the rest', () => {
    const sight = { ...everything, hidden: ['i'] };
    expect([matter('i'), matter('i', 'a'), matter('j'), undefined].map((each) => shows(sight, each))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
  test('narrowed to incidents and agreements shows what belongs to both, and nothing that belongs to none', () => {
    const sight = { ...everything, incidents: ['i', 'h'], agreements: ['a'], hidden: ['h'] };
    expect(
      [matter('i'), matter('i', 'a'), matter('i', 'b'), matter('j', 'a'), matter('h', 'a'), undefined].map((each) =>
        shows(sight, each),
      ),
    ).toEqual([true, true, false, false, false, false]);
  });
});
