import { randomUUID } from 'node:crypto';
import { People } from '@art33/identity';
import { asPerson, type Caller } from '../support/roles.js';
import type { Recipe } from './recipes.js';
import { json } from './request.js';
import type { World } from './world.js';

/** Somebody who is admin of two practices' records, acting for the first. */
type Person = Omit<Caller, 'name'>;
const admins = new WeakMap<World, Promise<Person>>();
async function adminOfBoth({ art33, house }: World): Promise<Person> {
  const people = art33.service.app.get(People);
  const who = { side: 'controller', email: `${randomUUID()}@people.example`, name: null, language: 'de' } as const;
  let id = '';
  for (const { id: organisation } of [house.practice, house.neighbour]) {
    const context = { actor: { kind: 'system', id: 'test' }, organisation, correlationId: randomUUID() } as const;
    const asked = { ...who, organisation, roles: ['admin'], how: 'set-up' } as const;
    id = (await people.invite(asked, { ...context, commandId: randomUUID() })).personId;
    await people.join(organisation, id, { ...context, commandId: randomUUID() });
  }
  await art33.settled();
  const { api, headers } = await asPerson(art33, id);
  return { api, headers: { ...headers, 'Art33-Organisation': house.practice.id } };
}
const adminIn = (world: World): Promise<Person> => {
  const known = admins.get(world) ?? adminOfBoth(world);
  admins.set(world, known);
  return known;
};

/** Linking the records of one practice: by a person who belongs to both. */
export const OF_LINKED_RECORDS: Readonly<Record<string, Recipe>> = {
  'POST linked-records': async (world) => {
    const { headers: by } = await adminIn(world);
    return { ...json('POST', 'linked-records', { organisation: world.house.neighbour.id }), by };
  },
  'DELETE linked-records/{organisation}': async (world) => {
    const { api, headers: by } = await adminIn(world);
    const other = world.house.neighbour.id;
    await api.done('post', 'linked-records', { organisation: other }, by);
    await world.shown();
    return { ...json('DELETE', `linked-records/${other}`), by };
  },
};
