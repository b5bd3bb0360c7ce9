import fc from 'fast-check';
import { ScimFault } from './fault.js';
import { matches, mustEqual, type ScimObject } from './filter.js';
import { readFilter } from './filter-syntax.js';

const anna: ScimObject = {
  id: '3f2c8a0e-5b1d-5c7e-9f00-1a2b3c4d5e6f',
  userName: 'Anna@Example.org',
  externalId: 'Key-1',
  active: true,
  name: { familyName: 'Muster' },
  emails: [
    { value: 'anna@example.org', type: 'work', primary: true },
    { value: 'anna@home.example', type: 'home' },
  ],
  meta: { lastModified: '2026-10-24T10:00:00.000Z', version: 3 },
};
const finds = (filter: string): boolean => matches(readFilter(filter), anna);

describe('a filter', () => {
  test.each([
    'userName eq "anna@example.org"',
    'USERNAME Eq "anna@example.org"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "anna@example.org"',
    'externalId eq "Key-1"',
    'userName sw "ANNA" and userName ew ".org" and userName co "@"',
    'name.familyName eq "muster"',
    'emails eq "anna@home.example"',
    'emails.value eq "anna@home.example"',
    'emails.type eq "home"',
    'emails[type eq "work" and value co "example.org"]',
    'emails[type eq "work"] and not (emails[type eq "other"])',
    'active eq true',
    'active eq True',
    'active ne false',
    'nickName ne "anna"',
    'nickName eq null',
    'externalId pr',
    'not (nickName pr)',
    'meta.lastModified gt "2026-10-24T09:00:00Z"',
    'meta.lastModified le "2026-10-24T10:00:00.000Z"',
    'meta.version ge 3 and meta.version lt 4',
    'userName eq "x" or (active eq true and externalId eq "Key-1")',
    // `and` binds closer than `or`.
    'active eq true or active eq true and userName eq "x"',
  ])('finds by %s', (filter) => expect(finds(filter)).toBe(true));

  test.each([
    'userName eq "bob@example.org"',
    'externalId eq "key-1"',
    'externalId ne "Key-1"',
    'emails ne "anna@home.example"',
    'emails[type eq "work" and value co "home"]',
    'active eq "true"',
    'meta.version eq "3"',
    'nickName pr',
    'nickName eq "anna"',
    'constructor pr',
    'name.constructor pr',
    'userName gt "b"',
  ])('does not find by %s', (filter) => expect(finds(filter)).toBe(false));

  test.each([
    '',
    '   ',
    'userName',
    'userName eq',
    'userName is "x"',
    'userName eq x',
    'userName eq "x',
    'userName eq "\\q"',
    'eq "x"',
    'userName eq "x" and',
    'userName eq "x" userName eq "y"',
    '(userName pr',
    'userName pr)',
    'emails[type eq "work"',
    'not userName pr',
    'user name pr',
    'userName eq {}',
    'userName eq [1]',
    'a.b.c pr',
    '__proto__ pr',
    `${'('.repeat(30)}userName pr${')'.repeat(30)}`,
    `userName eq "${'x'.repeat(3_000)}"`,
  ])('is refused where it is none: %s', (filter) => expect(() => readFilter(filter)).toThrow(ScimFault));

  test('is read or refused, whatever it is, and never anything else', () => {
    const pieces = fc.constantFrom(
      'userName',
      'emails',
      '[',
      ']',
      '(',
      ')',
      ' and ',
      ' or ',
      'not ',
      ' eq ',
      ' pr',
      '"x"',
      '1',
      ' ',
      '.',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((each) => each.join('')),
        ),
        (text) => {
          try {
            matches(readFilter(text), anna);
          } catch (error) {
            if (!(error instanceof ScimFault)) throw error;
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('says what an attribute must equal, where it says so, for a lookup', () => {
    expect(mustEqual(readFilter('active eq true and userName eq "a"'), 'userName')).toBe('a');
    for (const filter of [
      'userName ne "a"',
      'userName eq "a" or active eq true',
      'not (userName eq "a")',
      'userName eq 1',
    ])
      expect(mustEqual(readFilter(filter), 'userName')).toBeUndefined();
  });
});
