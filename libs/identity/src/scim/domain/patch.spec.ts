import { ScimFault } from './fault.js';
import type { ScimObject } from './filter.js';
import { groupIn, GROUP_ATTRIBUTES } from './group.js';
import { patched } from './patch.js';
import { userAttributes, userIn, USER_ATTRIBUTES } from './user.js';

const anna: ScimObject = {
  userName: 'anna@example.org',
  displayName: 'Anna',
  active: true,
  name: { givenName: 'Anna', familyName: 'Muster' },
  emails: [
    { value: 'anna@example.org', type: 'work', primary: true },
    { value: 'anna@home.example', type: 'home' },
  ],
};
const [a, b, c] = ['a', 'b', 'c'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];
const team: ScimObject = { displayName: 'team', externalId: null, members: [{ value: a }, { value: b }] };

/** As it is kept after the changes. */
const user = (...Operations: readonly object[]) =>
  userAttributes(userIn(patched(userAttributes(userIn(anna)), { Operations }, USER_ATTRIBUTES)));
const members = (...Operations: readonly object[]) => groupIn(patched(team, { Operations }, GROUP_ATTRIBUTES)).members;
const faultOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof ScimFault ? [error.status, error.scimType] : error;
  }
};

describe('a PATCH', () => {
  test.each<[string, object, object]>([
    ['replaces one', { op: 'replace', path: 'displayName', value: 'Anna M.' }, { displayName: 'Anna M.' }],
    ['replaces in any case', { op: 'Replace', path: 'DISPLAYNAME', value: 'Anna M.' }, { displayName: 'Anna M.' }],
    [
      'replaces by its whole name',
      { op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:displayName', value: 'Anna M.' },
      { displayName: 'Anna M.' },
    ],
    [
      'replaces several at once',
      { op: 'replace', value: { displayName: 'X', active: false } },
      { displayName: 'X', active: false },
    ],
    ['deactivates (Okta)', { op: 'replace', value: { active: false } }, { active: false }],
    ['deactivates (Entra ID)', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
    [
      'replaces a part',
      { op: 'replace', path: 'name.familyName', value: 'Neu' },
      { name: { givenName: 'Anna', familyName: 'Neu' } },
    ],
    [
      'replaces parts by an object of paths (Entra ID)',
      { op: 'Add', value: { 'name.givenName': 'Änne', displayName: 'Ä' } },
      { name: { givenName: 'Änne', familyName: 'Muster' }, displayName: 'Ä' },
    ],
    [
      'adds parts',
      { op: 'add', path: 'name', value: { formatted: 'AM' } },
      { name: { givenName: 'Anna', familyName: 'Muster', formatted: 'AM' } },
    ],
    ['replaces a whole', { op: 'replace', path: 'name', value: { formatted: 'AM' } }, { name: { formatted: 'AM' } }],
    [
      'replaces what a filter finds',
      { op: 'replace', path: 'emails[type eq "home"].value', value: 'new@home.example' },
      {
        emails: [
          { value: 'anna@example.org', type: 'work', primary: true },
          { value: 'new@home.example', type: 'home' },
        ],
      },
    ],
    [
      'sets what a filter does not find (Entra ID)',
      { op: 'replace', path: 'emails[type eq "other"].value', value: 'o@example.org' },
      {
        emails: [
          { value: 'anna@example.org', type: 'work', primary: true },
          { value: 'anna@home.example', type: 'home' },
          { value: 'o@example.org', type: 'other' },
        ],
      },
    ],
    [
      'adds to a list, and has one primary',
      { op: 'add', path: 'emails', value: [{ value: 'n@example.org', primary: true }, { value: 'ANNA@example.org' }] },
      {
        emails: [
          { value: 'anna@example.org', type: 'work' },
          { value: 'anna@home.example', type: 'home' },
          { value: 'n@example.org', primary: true },
        ],
      },
    ],
    [
      'removes what a filter finds',
      { op: 'remove', path: 'emails[type eq "home"]' },
      { emails: [{ value: 'anna@example.org', type: 'work', primary: true }] },
    ],
    ['passes over what is not kept', { op: 'add', path: 'title', value: 'Dr.' }, {}],
    ['passes over what is read only', { op: 'replace', value: { id: 'x', groups: [], meta: {}, schemas: [] } }, {}],
    [
      'passes over extensions',
      { op: 'add', value: { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'IT' } } },
      {},
    ],
    ['is not led astray', { op: 'add', path: 'constructor.prototype', value: 'yes' }, {}],
  ])('%s', (_, operation, change) => expect(user(operation)).toEqual({ ...anna, ...change }));

  test('removes', () => expect(user({ op: 'remove', path: 'displayName' })).not.toHaveProperty('displayName'));

  test('does one operation after the other', () =>
    expect(
      user({ op: 'remove', path: 'emails' }, { op: 'add', path: 'emails', value: [{ value: 'n@example.org' }] }),
    ).toMatchObject({ emails: [{ value: 'n@example.org' }] }));

  test('changes who is in a group, in whichever form it is said', () => {
    expect(members({ op: 'add', path: 'members', value: [{ value: c }, { value: a }] })).toEqual([a, b, c]);
    expect(members({ op: 'Add', path: 'members', value: { value: c } })).toEqual([a, b, c]);
    expect(members({ op: 'remove', path: `members[value eq "${a}"]` })).toEqual([b]);
    expect(members({ op: 'Remove', path: 'members', value: [{ value: a }] })).toEqual([b]);
    expect(members({ op: 'remove', path: 'members' })).toEqual([]);
    expect(members({ op: 'replace', path: 'members', value: [{ value: c }] })).toEqual([c]);
    expect(members({ op: 'replace', value: { id: 'x', displayName: 'team', members: [{ value: c }] } })).toEqual([c]);
  });

  test.each<[object, string | null, number]>([
    [{}, 'invalidSyntax', 400],
    [{ Operations: [] }, 'invalidSyntax', 400],
    [{ Operations: 'x' }, 'invalidSyntax', 400],
    [{ Operations: [null] }, 'invalidSyntax', 400],
    [{ Operations: [{ op: 'move' }] }, 'invalidSyntax', 400],
    [{ Operations: [{ op: 'remove' }] }, 'noTarget', 400],
    [{ Operations: [{ op: 'replace', value: 'x' }] }, 'invalidValue', 400],
    [{ Operations: [{ op: 'replace', path: 7, value: 'x' }] }, 'invalidPath', 400],
    [{ Operations: [{ op: 'replace', path: 'a b', value: 'x' }] }, 'invalidPath', 400],
    [{ Operations: [{ op: 'replace', path: 'emails[', value: 'x' }] }, 'invalidPath', 400],
    [{ Operations: [{ op: 'replace', path: 'emails[x]', value: 'x' }] }, 'invalidFilter', 400],
    [
      { Operations: [{ op: 'replace', path: 'emails[type ne "work" and type ne "home"]', value: 'x' }] },
      'noTarget',
      400,
    ],
    [{ Operations: [{ op: 'remove', path: 'userName' }] }, 'invalidValue', 400],
    [{ Operations: [{ op: 'replace', path: 'active', value: 'maybe' }] }, 'invalidValue', 400],
    [{ Operations: [{ op: 'replace', path: 'displayName', value: { a: 1 } }] }, 'invalidValue', 400],
    [{ Operations: Array.from({ length: 1_001 }, () => ({ op: 'add', path: 'title', value: 'x' })) }, null, 413],
  ])('is refused: %j', (body, scimType, status) =>
    expect(faultOf(() => userIn(patched(anna, body as ScimObject, USER_ATTRIBUTES)))).toEqual([status, scimType]),
  );
});
