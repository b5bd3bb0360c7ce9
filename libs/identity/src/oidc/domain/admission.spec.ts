import type { MemberRole } from '../../domain/rights.js';
import type { WayIn, WayOut } from '../../members/domain/events.js';
import type { MemberState } from '../../members/domain/member.js';
import { admission, provision } from './admission.js';

const nobody: MemberState = { status: 'none' };
const member = (how: WayIn, status: 'invited' | 'joined' = 'joined'): MemberState => ({
  status,
  organisation: 'o',
  personId: 'p',
  side: 'processor',
  roles: ['reader'],
  how,
  left: null,
});
const gone = (left: WayOut): MemberState => ({ ...(member('oidc') as object), status: 'removed', left }) as MemberState;
const roles: readonly MemberRole[] = ['responder'];
const NONE: readonly MemberRole[] = [];
const comes = [{ type: 'invite', roles }, { type: 'join' }];

describe('who an issuer vouches for', () => {
  const admitted = (state: MemberState, given: Partial<Parameters<typeof admission>[1]> = {}) =>
    admission(state, { roles, justInTime: true, byScim: false, ...given });

  test('comes in just in time where its groups give a role, and the issuer may do so', () => {
    expect(admitted(nobody)).toEqual({ steps: comes });
    expect(admitted(nobody, { roles: NONE })).toEqual({ steps: [], fault: 'no-role' });
    expect(admitted(nobody, { justInTime: false })).toEqual({ steps: [], fault: 'not-a-member' });
  });

  test.each<WayIn>(['oidc', 'scim'])('has the roles of its groups from then on, where it came by %s', (how) => {
    expect(admitted(member(how))).toEqual({ steps: [{ type: 'set-roles', roles }] });
    expect(admitted(member(how), { justInTime: false })).toEqual({ steps: [{ type: 'set-roles', roles }] });
  });

  test('is no member any more where its groups give none, and comes back when they do', () => {
    expect(admitted(member('oidc'), { roles: NONE })).toEqual({ steps: [{ type: 'remove' }], fault: 'no-role' });
    expect(admitted(gone('directory'))).toEqual({ steps: comes });
  });

  test.each<WayIn>(['invitation', 'set-up', 'contact'])('keeps what people gave it, where it came by %s', (how) => {
    expect(admitted(member(how), { roles: NONE })).toEqual({ steps: [] });
    expect(admitted(member(how, 'invited'))).toEqual({ steps: [{ type: 'join' }] });
  });

  test.each<WayOut>(['removed', 'left'])('is not brought back by it where it was %s', (left) =>
    expect(admitted(gone(left))).toEqual({ steps: [], fault: 'not-a-member' }),
  );

  test('is what SCIM says, where SCIM knows it', () => {
    expect(admitted(member('scim'), { byScim: true, roles: NONE })).toEqual({ steps: [] });
    expect(admitted(gone('directory'), { byScim: true })).toEqual({ steps: [], fault: 'not-a-member' });
    expect(admitted(nobody, { byScim: true })).toEqual({ steps: [], fault: 'not-a-member' });
  });
});

describe('whom SCIM names', () => {
  const provisioned = (state: MemberState, given: Partial<Parameters<typeof provision>[1]> = {}) =>
    provision(state, { active: true, roles, isActivated: false, ...given });

  test('becomes a member where a group gives a role', () => {
    expect(provisioned(nobody)).toEqual(comes);
    expect(provisioned(nobody, { roles: NONE })).toEqual([]);
    expect(provisioned(nobody, { active: false })).toEqual([]);
  });

  test('follows its groups, whichever directory brought it', () => {
    for (const how of ['scim', 'oidc'] as const) {
      expect(provisioned(member(how))).toEqual([{ type: 'set-roles', roles }]);
      expect(provisioned(member(how), { roles: NONE })).toEqual([{ type: 'remove' }]);
    }
  });

  test('keeps what people gave it, but is out when it is not active', () => {
    expect(provisioned(member('invitation'), { roles: NONE })).toEqual([]);
    expect(provisioned(member('invitation', 'invited'))).toEqual([{ type: 'join' }]);
    expect(provisioned(member('invitation'), { active: false })).toEqual([{ type: 'remove' }]);
    expect(provisioned(member('scim', 'invited'), { active: false })).toEqual([{ type: 'remove' }]);
  });

  test('comes back with its groups, but where a person removed it only by being activated', () => {
    expect(provisioned(gone('directory'))).toEqual(comes);
    expect(provisioned(gone('removed'))).toEqual([]);
    expect(provisioned(gone('removed'), { isActivated: true })).toEqual(comes);
  });
});
