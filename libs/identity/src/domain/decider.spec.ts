import { spec } from '@art33/event-log';
import { tokenDecider, type TokenCommand } from './decider.js';
import type { TokenEvent } from './events.js';
import type { TokenRole } from './principal.js';

const now = '2026-10-23T19:40:00.000Z';
const data = {
  organisation: '11111111-1111-4111-8111-111111111111',
  role: 'processor',
  label: 'security-desk',
  hash: 'ab'.repeat(32),
  expiresAt: null,
} as const;
const issue = { type: 'issue', ...data } as const satisfies TokenCommand;
const issued: TokenEvent = { type: 'TokenIssued', data };

describe('API token', () => {
  test('is issued for one organisation and one role', () => {
    spec(tokenDecider).given([]).when(issue, now).then([issued]);
  });
  test('is issued once', () => {
    spec(tokenDecider).given([issued]).when(issue, now).then([]);
  });
  test('has a label that cannot hold a name', () => {
    spec(tokenDecider)
      .given([])
      .when({ ...issue, label: 'Dr. Anna Meier' }, now)
      .thenRefused('token-label', 'label');
  });
  test('does not expire in the past', () => {
    spec(tokenDecider)
      .given([])
      .when({ ...issue, expiresAt: now }, now)
      .thenRefused('token-already-expired', 'expiresAt');
  });
  test('has one of the roles of tokens: the operator needs none', () => {
    for (const role of ['operator', 'admin', ''] as unknown as readonly TokenRole[])
      spec(tokenDecider)
        .given([])
        .when({ ...issue, role }, now)
        .thenRefused('unknown-role', 'role');
  });
  test('is revoked once, and only if it exists', () => {
    const { organisation } = issue;
    const revoke: TokenCommand = { type: 'revoke', organisation };
    const revoked: TokenEvent = { type: 'TokenRevoked', data: { at: now } };
    spec(tokenDecider).given([issued]).when(revoke, now).then([revoked]);
    spec(tokenDecider).given([issued, revoked]).when(revoke, now).then([]);
    spec(tokenDecider).given([]).when(revoke, now).thenRefused('unknown-token', 'token');
  });
  test('is revoked for the organisation that it was issued for', () => {
    const organisation = '22222222-2222-4222-8222-222222222222';
    spec(tokenDecider)
      .given([issued])
      .when({ type: 'revoke', organisation }, now)
      .thenRefused('unknown-token', 'token');
  });
  test('stays revoked: the same id is not issued again', () => {
    const revoked: TokenEvent = { type: 'TokenRevoked', data: { at: now } };
    spec(tokenDecider).given([issued, revoked]).when(issue, now).then([]);
  });
});
