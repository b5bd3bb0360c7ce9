import { ScimFault } from './fault.js';
import { groupIn } from './group.js';
import { addressOf, languageOf, nameOf, userIn } from './user.js';

const user = (more: object) => userIn({ userName: 'anna@example.org', ...more });

describe('a user as a directory sends it', () => {
  test('signs in by its primary address, else that of work, else any, else its user name', () => {
    const home = { value: 'home@example.org', type: 'home' };
    const work = { value: 'work@example.org', type: 'Work' };
    expect(addressOf(user({ emails: [home, work, { value: 'p@example.org', primary: 'True' }] }))).toBe(
      'p@example.org',
    );
    expect(addressOf(user({ emails: [home, work] }))).toBe('work@example.org');
    expect(addressOf(user({ emails: home }))).toBe('home@example.org');
    expect(addressOf(user({}))).toBe('anna@example.org');
  });

  test.each(['anna', 'anna@', 'änna@example.org', 'a@b@example.org', 'anna＠example.org'])(
    'is refused where that is no plain address: %s',
    (userName) => expect(() => addressOf(userIn({ userName }))).toThrow(ScimFault),
  );

  test('has a name and a language where it says so', () => {
    expect(nameOf(user({ displayName: 'Anna M.', name: { givenName: 'Anna' } }))).toBe('Anna M.');
    expect(nameOf(user({ name: { givenName: 'Anna', familyName: 'Muster' } }))).toBe('Anna Muster');
    expect(nameOf(user({ displayName: '  ' }))).toBeNull();
    expect(nameOf(user({}))).toBeNull();
    expect(languageOf(user({ preferredLanguage: 'de-AT' }))).toBe('de');
    expect(languageOf(user({ preferredLanguage: 'fr' }))).toBeNull();
  });

  test.each<[object]>([
    [{ userName: '' }],
    [{ userName: 7 }],
    [{ active: 'perhaps' }],
    [{ active: 1 }],
    [{ name: 'Anna' }],
    [{ name: { givenName: 7 } }],
    [{ emails: Array.from({ length: 21 }, () => 'a@example.org') }],
    [{ emails: [{ value: 7 }] }],
    [{ externalId: 'x'.repeat(301) }],
  ])('is refused: %j', (more) => expect(() => user(more)).toThrow(ScimFault));
});

describe('a group as a directory sends it', () => {
  const id = '3F2C8A0E-5b1d-5c7e-9f00-1a2b3c4d5e6f';
  test('has each member once', () =>
    expect(groupIn({ displayName: 'g', members: [{ value: id }, { value: id.toLowerCase() }] }).members).toEqual([
      id.toLowerCase(),
    ]));
  test.each<[object]>([
    [{}],
    [{ displayName: '' }],
    [{ displayName: 'g', members: [{ value: 'bob' }] }],
    [{ displayName: 'g', members: [{}] }],
    [{ displayName: 'g', members: [7] }],
    [{ displayName: 'g', externalId: {} }],
  ])('is refused: %j', (body) => expect(() => groupIn({ ...body })).toThrow(ScimFault));
});
