import { randomUUID } from 'node:crypto';
import { OPERATOR, Passwords, People, Sessions } from '@art33/identity';
import { CookieJar } from '../../libs/identity/src/sign-in/testing/browser.js';
import type { Service } from '../../apps/server/src/service.js';

const PASSWORD = 'a password of the benches';
/** So many sign in at the same moment. */
export const CROWD = 50;

const emails = Array.from({ length: CROWD }, (_, n) => `person-${n}@praxis.example`);

/** Registers people who can sign in. */
export async function registerCrowd({ app, settled }: Service): Promise<object> {
  const [people, passwords] = [app.get(People, { strict: false }), app.get(Passwords, { strict: false })];
  for (const email of emails) {
    const commandId = randomUUID();
    const actor = { kind: 'system', id: 'bench' } as const;
    const context = { actor, organisation: OPERATOR.organisation, commandId, correlationId: commandId };
    const personId = await people.register({ email, name: null, language: 'en' }, context);
    await passwords.set(personId, PASSWORD, 'chosen', { email });
  }
  await settled();
  return {};
}

/** All of them sign in at once. Gives after how many seconds the last one was in. */
export async function signInAtOnce(url: string): Promise<{ readonly seconds: number }> {
  const begun = performance.now();
  await Promise.all(
    emails.map(async (email) => {
      const { status } = await fetch(`${url}/api/v1/sign-in`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' },
        body: JSON.stringify({ email, password: PASSWORD }),
      });
      if (status !== 200) throw new Error(`signing in was answered with ${status}`);
    }),
  );
  return { seconds: (performance.now() - begun) / 1_000 };
}

/** The cookie of a responder of the processor who has signed in with two factors. */
export async function cookieOfResponder(
  { app, settled }: Service,
  organisation: string,
): Promise<{ readonly name: string; readonly value: string }> {
  const [people, sessions] = [app.get(People, { strict: false }), app.get(Sessions, { strict: false })];
  const context = () => {
    const commandId = randomUUID();
    return { actor: { kind: 'system', id: 'bench' }, organisation, commandId, correlationId: commandId } as const;
  };
  const { personId } = await people.invite(
    {
      organisation,
      side: 'processor',
      email: 'night@desk.example',
      name: 'Night',
      language: 'de',
      roles: ['responder'],
      how: 'set-up',
    },
    context(),
  );
  await people.join(organisation, personId, context());
  await settled();
  const jar = new CookieJar();
  await sessions.start(jar, { personId, how: 'password+totp', address: '127.0.0.1', client: 'bench' });
  const [name = '', value = ''] = jar.text.split(/=(.*)/s);
  return { name, value };
}
