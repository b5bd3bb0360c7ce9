import { randomUUID } from 'node:crypto';
import { OPERATOR, People } from '@art33/identity';
import type { Installation } from '../../support/installation.js';
import { asPerson } from '../../support/roles.js';
import type { SignedIn } from './visit.js';

/** Somebody who runs the installation, signed in. */
export async function operatorOf(art33: Installation): Promise<SignedIn> {
  const { organisation } = OPERATOR;
  const context = { actor: { kind: 'system', id: 'test' }, organisation, correlationId: randomUUID() } as const;
  const people = art33.service.app.get(People);
  const who = {
    email: 'otto@operator.example',
    name: 'Otto',
    language: 'de',
    roles: ['operator'],
    how: 'set-up',
  } as const;
  const { personId } = await people.invite(
    { organisation, side: 'operator', ...who },
    { ...context, commandId: randomUUID() },
  );
  await people.join(organisation, personId, { ...context, commandId: randomUUID() });
  await art33.settled();
  const { headers } = await asPerson(art33, personId);
  const cookies = (headers['Cookie'] ?? '').split('; ').map((pair) => ({
    name: pair.slice(0, pair.indexOf('=')),
    value: pair.slice(pair.indexOf('=') + 1),
    domain: '127.0.0.1',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax' as const,
  }));
  return { cookies, origins: [] };
}
