import { pick } from '../../apps/cli/src/api-client.js';
import { PASSWORD } from './accounts.js';
import type { Recipe } from './recipes.js';
import { json } from './request.js';

interface WithId {
  readonly id: string;
}

/** Signing in, and what one signs in with: each request comes by the session, or the first step, that it belongs to. */
export const OF_ACCOUNTS: Readonly<Record<string, Recipe>> = {
  'POST sign-in': async ({ accounts }) => {
    const { email } = await accounts.of('sign-in', 4);
    return { ...json('POST', 'sign-in', { email, password: PASSWORD }), by: accounts.visitor() };
  },
  'POST sign-in/second-factor': async ({ accounts }, chance) => {
    const account = await accounts.fresh();
    const code = await accounts.addApp(account);
    const made = await account.api.done('post', 'me/recovery-codes', {}, account.headers);
    const recoveryCode = chance.one(pick<readonly string[]>(made, 'codes'));
    const by = await accounts.withPassword(account);
    return { ...json('POST', 'sign-in/second-factor', chance.in(2) ? { code } : { recoveryCode }), by };
  },
  'POST sign-in/passkey': async ({ accounts }) => {
    const account = await accounts.of('sign-in/passkey', 40, accounts.addPasskey);
    const { response, by } = await accounts.passkeyAnswer(account);
    return { ...json('POST', 'sign-in/passkey', { response }), by };
  },
  'PUT me/password': async ({ accounts }, chance) => {
    // Nobody knows whether the request is sent: the next one is somebody else's.
    const { headers: by } = await accounts.fresh();
    return { ...json('PUT', 'me/password', { currentPassword: PASSWORD, newPassword: chance.uuid() }), by };
  },
  'POST me/factors/totp': async ({ accounts }) => {
    const account = await accounts.of('totp', 12);
    const { enrolment, code } = await accounts.offered(account);
    return { ...json('POST', 'me/factors/totp', { enrolment, code: code() }), by: account.headers };
  },
  'POST me/factors/passkeys': async ({ accounts }) => {
    const { response, by } = await accounts.newPasskey(await accounts.of('passkeys', 12));
    return { ...json('POST', 'me/factors/passkeys', { response, label: 'x' }), by };
  },
  'DELETE me/factors/{id}': async ({ accounts }) => {
    const account = await accounts.of('factors', 12);
    await accounts.addApp(account);
    const factors = pick<readonly WithId[]>(await account.api.read('me/factors', account.headers), 'factors');
    return { ...json('DELETE', `me/factors/${factors.at(-1)?.id ?? ''}`), by: account.headers };
  },
  'POST me/recovery-codes': async ({ accounts }) => {
    const { headers: by } = await accounts.of('recovery-codes', 40, accounts.addApp);
    return { ...json('POST', 'me/recovery-codes'), by };
  },
  'POST me/sessions/{id}/revocation': async (world) => {
    const account = await world.accounts.of('sessions', 40);
    await world.accounts.withPassword(account);
    await world.shown();
    const { items } = (await account.api.read('me/sessions', account.headers)) as {
      readonly items: readonly (WithId & { readonly isCurrent: boolean })[];
    };
    const other = items.find(({ isCurrent }) => !isCurrent);
    return { ...json('POST', `me/sessions/${other?.id ?? ''}/revocation`), by: account.headers };
  },
};
