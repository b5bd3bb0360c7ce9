import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, fold, type GoldenEvent } from '@art33/event-log';
import { credentialsDecider } from './credentials.js';
import { signInEvents, type SignInEvent } from './events.js';
import { linkDecider } from './link.js';
import { sessionDecider } from './session.js';
import { tryDecider } from './tries.js';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const golden = <T extends SignInEvent['type']>(type: T): Extract<SignInEvent, { type: T }> => {
  const { opened } = JSON.parse(readFileSync(`${folder}${type}.v1.json`, 'utf8')) as GoldenEvent;
  return { type, data: opened } as unknown as Extract<SignInEvent, { type: T }>;
};

describe('the golden events of signing in', () => {
  test('exist for every type and open to what today’s release expects', () => {
    const expected = Object.entries(signInEvents).map(([type, { version }]) => `${type}.v${version}.json`);
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
    expect(checkGoldenEvents(signInEvents, folder)).toBe(expected.length);
  });
  test('replay into the states that they tell', () => {
    const { personId } = golden('SessionStarted').data;
    expect(fold(sessionDecider, [golden('SessionStarted'), golden('SessionEnded')])).toEqual({
      status: 'ended',
      personId,
    });
    expect(fold(linkDecider, [golden('LinkIssued'), golden('LinkUsed')])).toMatchObject({ status: 'used', personId });
    expect(fold(linkDecider, [golden('LinkIssued'), golden('LinkWithdrawn')])).toMatchObject({ status: 'withdrawn' });
    const { factorId } = golden('OneTimeCodeUsed').data;
    const tries = [golden('SignInFailed'), golden('SignInLocked'), golden('OneTimeCodeUsed')] as const;
    expect(fold(tryDecider, tries)).toEqual({ [factorId]: 59_764_000 });
    expect(fold(tryDecider, [golden('PasskeyUsed')])).toEqual({ [factorId]: 17 });
    const credentials = [
      golden('PasswordSet'),
      golden('TotpEnrolled'),
      golden('RecoveryCodesMade'),
      golden('RecoveryCodeUsed'),
    ];
    expect(fold(credentialsDecider, credentials)).toMatchObject({
      password: expect.stringContaining('$argon2id$'),
      totp: [{ factorId, secret: expect.any(String) }],
      recoveryCodes: [expect.any(String), null],
    });
    expect(fold(credentialsDecider, [golden('PasskeyEnrolled'), golden('SessionsRevoked')])).toMatchObject({
      passkeys: [{ factorId, label: 'Notebook' }],
    });
    expect(fold(credentialsDecider, [golden('PasskeyEnrolled'), golden('FactorRemoved')])).toMatchObject({
      passkeys: [],
    });
  });
  test('seal addresses, clients, hashes of passwords, secrets and names under the key of their person, and nothing else', () => {
    const sealed = Object.entries(signInEvents).flatMap(([type, { personal = {} }]) =>
      Object.entries(personal).map(([pointer, scopes]) => {
        const { data } = golden(type as SignInEvent['type']);
        expect((scopes as (data: unknown) => readonly string[])(data)).toEqual([
          `person:${(data as { readonly personId: string }).personId}`,
        ]);
        return type + pointer;
      }),
    );
    expect(sealed.sort()).toEqual([
      'LinkUsed/address',
      'PasskeyEnrolled/label',
      'PasswordSet/hash',
      'RecoveryCodesMade/hashes',
      'SessionStarted/address',
      'SessionStarted/client',
      'SignInFailed/address',
      'TotpEnrolled/secret',
    ]);
  });
});
