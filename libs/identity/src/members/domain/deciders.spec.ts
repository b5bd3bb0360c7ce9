import { spec } from '@art33/event-log';
import { engagementDecider } from './engagement.js';
import type { EngagementScope, MemberEvent } from './events.js';
import { memberDecider } from './member.js';
import { personDecider } from './person.js';

const now = '2026-10-24T07:30:00.000Z';
const [organisation, personId] = ['o', 'p'];
const whose = { organisation, personId, at: now };
const invited: MemberEvent = { type: 'MemberInvited', data: { ...whose, side: 'processor', how: 'invitation' } };
const granted = (role: 'responder' | 'approver' | 'admin'): MemberEvent => ({
  type: 'RoleGranted',
  data: { ...whose, role },
});
const joined: MemberEvent = { type: 'MemberJoined', data: whose };
const removed: MemberEvent = { type: 'MemberRemoved', data: { ...whose, why: 'removed' } };
const invite = (roles: readonly string[], side: 'processor' | 'controller' | 'operator' = 'processor') =>
  ({ type: 'invite', organisation, personId, side, roles, how: 'invitation' }) as const;

describe('a member', () => {
  test('is asked in with its roles, and has no right before it joins', () => {
    spec(memberDecider)
      .given([])
      .when(invite(['responder']), now)
      .then([invited, granted('responder')]);
    spec(memberDecider)
      .given([invited, granted('responder')])
      .when({ type: 'join' }, now)
      .then([joined]);
  });
  test('that is in already gets the roles that it lacks, and is not asked again', () => {
    const state = [invited, granted('responder'), joined];
    spec(memberDecider)
      .given(state)
      .when(invite(['responder', 'approver']), now)
      .then([granted('approver')]);
    spec(memberDecider)
      .given(state)
      .when(invite(['responder']), now)
      .then([]);
  });
  test('who was removed is asked in anew, and keeps nothing of before', () => {
    spec(memberDecider)
      .given([invited, granted('admin'), joined, removed])
      .when(invite(['responder']), now)
      .then([invited, granted('responder')]);
  });
  test.each([
    ['processor', 'privacy-officer'],
    ['controller', 'responder'],
    ['operator', 'admin'],
    ['processor', 'operator'],
  ] as const)('on the side %s cannot be %s', (side, role) => {
    spec(memberDecider)
      .given([])
      .when(invite([role], side), now)
      .thenRefused('unknown-role', 'roles');
  });
  test('has one role at least', () => {
    spec(memberDecider).given([]).when(invite([]), now).thenRefused('unknown-role', 'roles');
    spec(memberDecider)
      .given([invited, granted('admin')])
      .when({ type: 'set-roles', roles: [] }, now)
      .thenRefused('unknown-role');
  });
  test('gets exactly the roles that are set', () => {
    spec(memberDecider)
      .given([invited, granted('responder'), granted('admin'), joined])
      .when({ type: 'set-roles', roles: ['approver', 'admin'] }, now)
      .then([granted('approver'), { type: 'RoleRevoked', data: { ...whose, role: 'responder' } }]);
  });
  test('that is unknown or gone cannot be changed', () => {
    for (const given of [[], [invited, removed]])
      for (const command of [
        { type: 'join' },
        { type: 'set-roles', roles: ['admin'] },
        { type: 'remove', why: 'left' },
      ] as const)
        spec(memberDecider).given(given).when(command, now).thenRefused('not-found');
  });
});

describe('a person', () => {
  const register = { type: 'register', personId, email: 'a@b.example', name: 'Anna', language: 'de' } as const;
  test('is registered once, however often it is named', () => {
    const event = {
      type: 'PersonRegistered',
      data: { personId, email: 'a@b.example', name: 'Anna', language: 'de', at: now },
    } as const;
    spec(personDecider).given([]).when(register, now).then([event]);
    spec(personDecider)
      .given([event])
      .when({ ...register, name: 'Someone else' }, now)
      .then([]);
  });
  test.each(['', 'nobody', 'a b@c.example', 'a@', '@b.example', `${'a'.repeat(65)}@b.example`])(
    'is not reached at %j',
    (email) => {
      spec(personDecider)
        .given([])
        .when({ ...register, email }, now)
        .thenRefused('malformed-email', 'email');
    },
  );
  test('has a name, or none is known', () => {
    spec(personDecider)
      .given([])
      .when({ ...register, name: ' ' }, now)
      .thenRefused('name-missing', 'name');
    spec(personDecider)
      .given([])
      .when({ ...register, name: 'x'.repeat(201) }, now)
      .thenRefused('name-missing', 'name');
  });
});

describe('an auditor', () => {
  const scope: EngagementScope = { agreements: null, incidents: null, recordedFrom: null, recordedUntil: null };
  const engage = (from: string, until: string, narrowed: Partial<EngagementScope> = {}) =>
    ({
      type: 'engage',
      engagementId: 'e',
      organisation,
      personId,
      scope: { ...scope, ...narrowed },
      from,
      until,
    }) as const;
  const until = '2026-12-24T07:30:00.000Z';
  const engaged = { type: 'AuditorEngaged', data: { ...whose, engagementId: 'e', scope, from: now, until } } as const;
  test('is engaged from and until an instant', () => {
    spec(engagementDecider).given([]).when(engage(now, until), now).then([engaged]);
  });
  test.each([
    ['engagement-ends-first', now, now],
    ['engagement-ends-first', '2026-10-01T00:00:00.000Z', '2026-10-24T07:30:00.000Z'],
    ['engagement-too-long', now, '2027-10-25T07:30:00.001Z'],
  ])('is not engaged: %s', (code, from, to) => {
    spec(engagementDecider).given([]).when(engage(from, to), now).thenRefused(code, 'until');
  });
  test('reads of a period that ends after it begins', () => {
    const backwards = { recordedFrom: '2026-02-01T00:00:00.000Z', recordedUntil: '2026-01-01T00:00:00.000Z' };
    spec(engagementDecider)
      .given([])
      .when(engage(now, until, backwards), now)
      .thenRefused('period-ends-first', 'scope.recordedUntil');
  });
  test('is dismissed by who engaged it, once, and not after its time', () => {
    const ended = { type: 'EngagementEnded', data: whose } as const;
    spec(engagementDecider).given([engaged]).when({ type: 'end', organisation }, now).then([ended]);
    spec(engagementDecider).given([engaged, ended]).when({ type: 'end', organisation }, now).then([]);
    spec(engagementDecider).given([engaged]).when({ type: 'end', organisation }, until).then([]);
    spec(engagementDecider).given([engaged]).when({ type: 'end', organisation: 'other' }, now).thenRefused('not-found');
  });
});
