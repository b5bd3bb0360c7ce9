import { vouchedFor, type Claims } from './claims.js';
import { rolesOfGroups } from './mapping.js';
import type { IssuerSettings } from './settings.js';

const settings: IssuerSettings = {
  label: 'Example IT',
  url: 'https://login.processor.example',
  clientId: 'art33',
  scopes: [],
  groupsClaim: 'groups',
  groupRoles: { security: ['responder', 'approver'], leads: ['approver', 'admin'], nothing: [] },
  justInTime: true,
  domains: ['processor.example'],
};
const claims: Claims = { email: 'anna@processor.example', email_verified: true, groups: ['security'] };
const vouched = (more: Claims, settled: Partial<IssuerSettings> = {}) =>
  vouchedFor({ ...claims, ...more }, { ...settings, ...settled }, 'processor');

describe('whom an issuer vouches for', () => {
  test('is somebody with a verified address of one of its domains, and with roles by its groups', () =>
    expect(vouched({ name: ' Anna Muster ', locale: 'de-AT' })).toEqual({
      email: 'anna@processor.example',
      name: 'Anna Muster',
      language: 'de',
      roles: ['responder', 'approver'],
    }));

  test.each([[undefined], [false], ['true'], ['yes'], [1], [null]])(
    'is nobody whose address is verified: %p',
    (verified) => expect(vouched({ email_verified: verified })).toBe('email-not-verified'),
  );

  test.each([[true], [1], ['1'], ['true']])('is somebody whose address Entra ID vouches for: xms_edov %p', (edov) =>
    expect(vouched({ email_verified: undefined, xms_edov: edov })).toMatchObject({ email: 'anna@processor.example' }),
  );

  test.each([
    ['anna@other.example'],
    ['anna@sub.processor.example'],
    ['anna@processor.example.evil.example'],
    ['anna@evilprocessor.example'],
  ])('is nobody of a foreign domain: %s', (email) => expect(vouched({ email })).toBe('foreign-domain'));

  test('knows domains in whatever case', () =>
    expect(vouched({ email: 'Anna@Processor.EXAMPLE' })).toMatchObject({ email: 'Anna@Processor.EXAMPLE' }));

  test.each([
    [undefined],
    [''],
    [17],
    [['anna@processor.example']],
    ['anna'],
    ['anna@processor.example, bob@processor.example'],
    ['"anna@other.example"@processor.example'],
    ['anna@other.example@processor.example'],
    ['anna@processor.example\u0000@other.example'],
    ['аnna@processor.example'],
    ['anna＠processor.example'],
    ['anna@processor。example'],
    ['<anna@processor.example>'],
  ])('is nobody whose address is no plain one: %p', (email) => expect(vouched({ email })).toBe('no-email'));

  test('has no name and no language where none is said, or none that we know', () =>
    expect(vouched({ name: 7, locale: 'fr-FR' })).toMatchObject({ name: null, language: null }));
});

describe('groups', () => {
  test('give each role once, in one order, and nothing where they are not mapped', () => {
    const { groupRoles } = settings;
    expect(rolesOfGroups(['leads', 'security', 'security'], groupRoles, 'processor')).toEqual([
      'responder',
      'approver',
      'admin',
    ]);
    expect(rolesOfGroups(['nothing', 'unknown', 'Security'], groupRoles, 'processor')).toEqual([]);
    expect(rolesOfGroups([], groupRoles, 'processor')).toEqual([]);
  });

  test('give no role of the other side, whatever the mapping says', () =>
    expect(rolesOfGroups(['leads', 'security'], settings.groupRoles, 'controller')).toEqual(['admin']));

  test('are nothing that every object has', () =>
    expect(rolesOfGroups(['constructor', 'toString', '__proto__'], settings.groupRoles, 'processor')).toEqual([]));

  test.each<[string, string, Claims]>([
    ['a list', 'groups', { groups: ['security', 7, null] }],
    ['one text', 'groups', { groups: 'security' }],
    ['a path', 'realm_access.roles', { groups: undefined, realm_access: { roles: ['security'] } }],
    ['a name with dots', 'https://x.example/groups', { groups: undefined, 'https://x.example/groups': ['security'] }],
  ])('may stand in %s', (_, groupsClaim, more) =>
    expect(vouched(more, { groupsClaim })).toMatchObject({ roles: ['responder', 'approver'] }),
  );

  test.each([['groups'], ['groups.length'], ['a.b.c'], ['constructor.name'], ['__proto__.x']])(
    'are none where %s leads nowhere',
    (groupsClaim) => expect(vouched({ groups: undefined }, { groupsClaim })).toMatchObject({ roles: [] }),
  );
});
