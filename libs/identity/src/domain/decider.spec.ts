import { spec } from '@art33/event-log';
import { tokenDecider, type TokenCommand } from './decider.js';
import type { TokenEvent } from './events.js';

const now = '2026-10-23T19:40:00.000Z';
const issue: TokenCommand = {
  type: 'issue',
  organisation: '11111111-1111-4111-8111-111111111111',
  role: 'processor',
  label: 'security-desk',
  hash: 'ab'.repeat(32),
  expiresAt: null,
};
const { type: _, ...issuedData } = issue;
const issued: TokenEvent = {
  type: 'TokenIssued',
  data: issuedData as Extract<TokenEvent, { type: 'TokenIssued' }>['data'],
};

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
  test('is revoked once, and only if it exists', () => {
    spec(tokenDecider)
      .given([issued])
      .when({ type: 'revoke' }, now)
      .then([{ type: 'TokenRevoked', data: { at: now } }]);
    spec(tokenDecider)
      .given([issued, { type: 'TokenRevoked', data: { at: now } }])
      .when({ type: 'revoke' }, now)
      .then([]);
    spec(tokenDecider).given([]).when({ type: 'revoke' }, now).thenRefused('unknown-token', 'token');
  });
});
