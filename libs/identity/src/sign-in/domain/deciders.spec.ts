import { spec } from '@art33/event-log';
import { credentialsDecider, type CredentialCommand } from './credentials.js';
import type { CredentialEvent, LinkEvent, SessionEvent, TryEvent } from './events.js';
import { isTwoFactors } from './how.js';
import { linkDecider, type LinkCommand } from './link.js';
import { sessionDecider, type SessionCommand } from './session.js';
import { triesStream, tryDecider, type TryCommand } from './tries.js';

const now = '2026-10-23T19:40:00.000Z';
const [personId, factorId] = ['p1', 'f1'];

describe('a session', () => {
  const start: SessionCommand = {
    type: 'start',
    personId,
    how: 'passkey',
    absoluteEnd: '2026-10-24T07:40:00.000Z',
    address: '203.0.113.7',
    client: 'curl',
  };
  const { type: _, ...facts } = start;
  const started: SessionEvent = { type: 'SessionStarted', data: { ...facts, at: now } };
  const end: SessionCommand = { type: 'end', personId, why: 'signed-out', by: personId };
  const ended: SessionEvent = { type: 'SessionEnded', data: { why: 'signed-out', by: personId, at: now } };
  test('is started once: one answer to a challenge never opens two', () => {
    spec(sessionDecider).given([]).when(start, now).then([started]);
    spec(sessionDecider).given([started]).when(start, now).thenRefused('already-used');
    spec(sessionDecider).given([started, ended]).when(start, now).thenRefused('already-used');
  });
  test('is ended once', () => {
    spec(sessionDecider).given([started]).when(end, now).then([ended]);
    spec(sessionDecider).given([started, ended]).when(end, now).then([]);
  });
  test('is ended only by its own person; another’s and an unknown one are answered alike', () => {
    spec(sessionDecider)
      .given([started])
      .when({ ...end, personId: 'p2' }, now)
      .thenRefused('not-found');
    spec(sessionDecider).given([]).when(end, now).thenRefused('not-found');
  });
  test('of a password or a link alone is one factor, every other is two', () => {
    expect(
      (['password', 'link', 'passkey', 'password+totp', 'link+passkey', 'oidc:x'] as const).map(isTwoFactors),
    ).toEqual([false, false, true, true, true, true]);
  });
});

describe('a link', () => {
  const expiresAt = '2026-10-23T20:40:00.000Z';
  const issue: LinkCommand = { type: 'issue', kind: 'reset', hash: 'ab', personId, organisation: null, expiresAt };
  const { type: _, ...facts } = issue;
  const issued: LinkEvent = { type: 'LinkIssued', data: { ...facts, at: now } };
  const use: LinkCommand = { type: 'use', personId, address: '203.0.113.7' };
  const used: LinkEvent = { type: 'LinkUsed', data: { personId, address: '203.0.113.7', at: now } };
  const withdrawn: LinkEvent = { type: 'LinkWithdrawn', data: { at: now } };
  test('is issued and used once', () => {
    spec(linkDecider).given([]).when(issue, now).then([issued]);
    spec(linkDecider).given([issued]).when(use, now).then([used]);
    spec(linkDecider).given([issued, used]).when(use, now).thenRefused('link-void');
  });
  test('ends at its very instant', () => {
    spec(linkDecider)
      .given([issued])
      .when(use, '2026-10-23T20:39:59.999Z')
      .then([{ ...used, data: { ...used.data, at: '2026-10-23T20:39:59.999Z' } } as LinkEvent]);
    spec(linkDecider).given([issued]).when(use, expiresAt).thenRefused('link-void');
  });
  test('is its person’s; unknown, withdrawn and foreign ones are told apart by nobody', () => {
    spec(linkDecider)
      .given([issued])
      .when({ ...use, personId: 'p2' }, now)
      .thenRefused('link-void');
    spec(linkDecider).given([issued, withdrawn]).when(use, now).thenRefused('link-void');
    spec(linkDecider).given([]).when(use, now).thenRefused('link-void');
  });
  test('is withdrawn only as long as nobody used it', () => {
    spec(linkDecider).given([issued]).when({ type: 'withdraw' }, now).then([withdrawn]);
    spec(linkDecider).given([issued, used]).when({ type: 'withdraw' }, now).then([]);
  });
});

describe('what is tried', () => {
  const code: TryCommand = { type: 'use-code', personId, factorId, step: 59_764_000 };
  const used: TryEvent = { type: 'OneTimeCodeUsed', data: { personId, factorId, step: 59_764_000 } };
  test('a one-time code works once, and an earlier one no longer', () => {
    spec(tryDecider).given([]).when(code, now).then([used]);
    spec(tryDecider).given([used]).when(code, now).thenRefused('code-used');
    spec(tryDecider)
      .given([used])
      .when({ ...code, step: 59_763_999 }, now)
      .thenRefused('code-used');
    spec(tryDecider)
      .given([used])
      .when({ ...code, step: 59_764_001 }, now)
      .thenState((state) => state[factorId] === 59_764_001);
    spec(tryDecider)
      .given([used])
      .when({ ...code, factorId: 'f2' }, now)
      .thenState((state) => state['f2'] === 59_764_000);
  });
  test('a passkey counts upwards, unless it never counts', () => {
    const key: TryCommand = { type: 'use-passkey', personId, factorId, counter: 4 };
    const before: TryEvent = { type: 'PasskeyUsed', data: { personId, factorId, counter: 4, at: now } };
    spec(tryDecider).given([before]).when(key, now).thenRefused('passkey-copied');
    spec(tryDecider)
      .given([before])
      .when({ ...key, counter: 5 }, now)
      .thenState((state) => state[factorId] === 5);
    const never: TryEvent = { type: 'PasskeyUsed', data: { personId, factorId, counter: 0, at: now } };
    spec(tryDecider)
      .given([never])
      .when({ ...key, counter: 0 }, now)
      .then([never]);
  });
  test('is cut by month', () => expect(triesStream('p1', now)).toBe('tries-p1-2026-10'));
});

describe('credentials', () => {
  const totp: CredentialEvent = { type: 'TotpEnrolled', data: { personId, factorId, secret: 'ABC', at: now } };
  const passkeyData = { factorId: 'f2', credentialId: 'c', publicKey: 'k', counter: 0, transports: [], label: 'key' };
  const passkey: CredentialEvent = { type: 'PasskeyEnrolled', data: { personId, ...passkeyData, at: now } };
  const codes: CredentialEvent = { type: 'RecoveryCodesMade', data: { personId, hashes: 'a,b', at: now } };
  test('a new password ends every session but the one in which it was changed', () => {
    const set: CredentialCommand = { type: 'set-password', personId, hash: '$1', how: 'changed', except: 's1' };
    spec(credentialsDecider)
      .given([])
      .when(set, now)
      .then([
        { type: 'PasswordSet', data: { personId, hash: '$1', how: 'changed', at: now } },
        { type: 'SessionsRevoked', data: { personId, why: 'password-changed', except: 's1', at: now } },
      ]);
  });
  test('a password is hashed anew only if it is still the same, and ends nothing', () => {
    const set: CredentialEvent = { type: 'PasswordSet', data: { personId, hash: '$1', how: 'chosen', at: now } };
    const rehash: CredentialCommand = { type: 'rehash', personId, from: '$1', hash: '$2' };
    const later = '2026-10-24T19:40:00.000Z';
    spec(credentialsDecider)
      .given([set])
      .when(rehash, later)
      .then([{ type: 'PasswordSet', data: { personId, hash: '$2', how: 'rehashed', at: later } }]);
    spec(credentialsDecider)
      .given([set])
      .when(rehash, later)
      .thenState((state) => expect(state).toMatchObject({ password: '$2', passwordSetAt: now }));
    spec(credentialsDecider)
      .given([set])
      .when({ ...rehash, from: '$0' }, later)
      .then([]);
  });
  test('whose hash was erased are none', () => {
    const erased: CredentialEvent = {
      type: 'PasswordSet',
      data: { personId, hash: { erased: true }, how: 'chosen', at: now },
    };
    spec(credentialsDecider).given([erased]).when({ type: 'rehash', personId, from: '$1', hash: '$2' }, now).then([]);
  });
  test('the last factor stays where it is needed', () => {
    const remove: CredentialCommand = { type: 'remove-factor', personId, factorId, isNeeded: true };
    const removed: CredentialEvent = { type: 'FactorRemoved', data: { personId, factorId, at: now } };
    spec(credentialsDecider).given([totp]).when(remove, now).thenRefused('last-factor');
    spec(credentialsDecider)
      .given([totp])
      .when({ ...remove, isNeeded: false }, now)
      .then([removed]);
    spec(credentialsDecider).given([totp, passkey]).when(remove, now).then([removed]);
    spec(credentialsDecider).given([totp, removed]).when(remove, now).thenRefused('not-found');
  });
  test('a recovery code works once; new ones make the earlier ones void', () => {
    const use: CredentialCommand = { type: 'use-recovery-code', personId, hash: 'b' };
    const used: CredentialEvent = { type: 'RecoveryCodeUsed', data: { personId, index: 1, at: now } };
    spec(credentialsDecider).given([codes]).when(use, now).then([used]);
    spec(credentialsDecider).given([codes, used]).when(use, now).thenRefused('code-wrong');
    spec(credentialsDecider)
      .given([codes, used])
      .when({ ...use, hash: '' }, now)
      .thenRefused('code-wrong');
    const anew: CredentialEvent = { type: 'RecoveryCodesMade', data: { personId, hashes: 'c,d', at: now } };
    spec(credentialsDecider).given([codes, anew]).when(use, now).thenRefused('code-wrong');
  });
});
