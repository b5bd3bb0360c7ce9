import { randomUUID } from 'node:crypto';
import type { CommandContext } from '@art33/event-log';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { People, Sessions, type MemberRole } from '@art33/identity';
import { CookieJar } from '../../libs/identity/src/sign-in/testing/browser.js';
import type { House } from './houses.js';
import type { Installation } from './installation.js';

/** Somebody who asks, with the headers that say who it is. */
export interface Caller {
  readonly name: string;
  readonly api: Api;
  readonly headers: Readonly<Record<string, string>>;
}

const byToken = (name: string, api: Api): Caller => ({ name, api, headers: {} });

const onBehalfOf = (organisation: string): CommandContext => ({
  actor: { kind: 'system', id: 'test' },
  organisation,
  commandId: randomUUID(),
  correlationId: randomUUID(),
});

/** A person with this one role in this organisation, signed in with two factors. */
export async function signedIn(
  art33: Installation,
  organisation: string,
  side: 'processor' | 'controller',
  role: MemberRole,
): Promise<Omit<Caller, 'name'>> {
  const people = art33.service.app.get(People);
  const email = `${randomUUID()}@people.example`;
  const newcomer = {
    organisation,
    side,
    email,
    name: 'Kim Muster',
    language: 'de',
    roles: [role],
    how: 'set-up',
  } as const;
  const { personId } = await people.invite(newcomer, onBehalfOf(organisation));
  await people.join(organisation, personId, onBehalfOf(organisation));
  await art33.settled();
  return asPerson(art33, personId);
}

/** The headers of a session that this person has begun. */
export async function asPerson(art33: Installation, personId: string): Promise<Omit<Caller, 'name'>> {
  const sessions = art33.service.app.get(Sessions);
  const jar = new CookieJar();
  const session = await sessions.start(jar, { personId, how: 'password+totp', address: '127.0.0.1', client: 'test' });
  return {
    api: new Api(art33.url),
    headers: { Cookie: jar.text, Origin: art33.url, 'Art33-CSRF': sessions.csrfTokenOf(session) },
  };
}

const PROCESSOR = ['responder', 'approver', 'admin', 'reader'] as const;
const CONTROLLER = ['contact', 'privacy-officer', 'admin'] as const;

/** Everybody that a route may meet: each role of a house by somebody who has it alone, tokens, and nobody. */
export async function callersOf(art33: Installation, house: House): Promise<readonly Caller[]> {
  const callers: Caller[] = [];
  for (const role of PROCESSOR)
    callers.push({ name: `p:${role}`, ...(await signedIn(art33, house.processor.id, 'processor', role)) });
  for (const role of CONTROLLER)
    callers.push({ name: `c:${role}`, ...(await signedIn(art33, house.practice.id, 'controller', role)) });
  return [
    ...callers,
    byToken('p:token', house.processor.api),
    byToken('c:token', house.practice.api),
    byToken('p:auditor', house.auditor),
    byToken('c:auditor', house.practiceAuditor),
    byToken('p:scim', house.directory),
    byToken('operator', art33.operator),
    byToken('nobody', new Api(art33.url)),
  ];
}

/** Tokens that may do what one role may, named as the people who have it. */
export async function narrowTokens(art33: Installation, house: House): Promise<readonly Caller[]> {
  const callers: Caller[] = [];
  const sides = [
    ['p', 'processor', house.processor.id, PROCESSOR],
    ['c', 'controller', house.practice.id, CONTROLLER],
  ] as const;
  for (const [letter, side, organisation, roles] of sides) {
    for (const role of roles) {
      const asked = { organisation, role: side, rights: [`${side}:${role}`], label: 'narrow' };
      const made = await art33.operator.done('post', 'tokens', asked);
      callers.push(byToken(`${letter}:${role}`, new Api(art33.url, pick(made, 'token'))));
    }
  }
  return callers;
}
