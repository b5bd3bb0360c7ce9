import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, ERASED, fold, type EventDeclaration, type GoldenEvent } from '@art33/event-log';
import { scimGroupDecider, scimUserDecider } from './deciders.js';
import { scimEvents, type ScimGroupEvent, type ScimUserEvent } from './events.js';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const golden = <E extends ScimUserEvent | ScimGroupEvent>(type: E['type']): E => {
  const { opened } = JSON.parse(readFileSync(`${folder}${type}.v1.json`, 'utf8')) as GoldenEvent;
  return { type, data: opened } as unknown as E;
};
const declarations = Object.entries(scimEvents) as [ScimUserEvent['type'], EventDeclaration<unknown>][];
const user = (...types: readonly ScimUserEvent['type'][]) => types.map((type) => golden<ScimUserEvent>(type));
const group = (...types: readonly ScimGroupEvent['type'][]) => types.map((type) => golden<ScimGroupEvent>(type));

describe('the golden events of directories', () => {
  test('exist for every type and open to what today’s release expects', () => {
    const expected = declarations.map(([type, { version }]) => `${type}.v${version}.json`);
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
    expect(checkGoldenEvents(scimEvents, folder)).toBe(expected.length);
  });

  test('replay into the states that they tell', () => {
    expect(fold(scimUserDecider, user('ScimUserCreated'))).toMatchObject({ status: 'named', version: 1 });
    expect(fold(scimUserDecider, user('ScimUserCreated', 'ScimUserChanged'))).toMatchObject({
      user: { active: false, displayName: 'Anna Beispiel' },
      version: 2,
    });
    expect(fold(scimUserDecider, user('ScimUserCreated', 'ScimUserDeleted'))).toMatchObject({ status: 'deleted' });
    const life = group('ScimGroupCreated', 'ScimGroupMembersChanged', 'ScimGroupRenamed');
    expect(fold(scimGroupDecider, life)).toMatchObject({
      displayName: 'art33-leads',
      externalId: null,
      members: [expect.any(String), expect.any(String)],
      version: 3,
    });
    expect(fold(scimGroupDecider, [...life, ...group('ScimGroupDeleted')])).toMatchObject({ status: 'deleted' });
  });

  test('seal who somebody is, under the key of the person and of the organisation; names of groups under the latter', () => {
    const person = 'person:0b7c1c1e-8c52-5a10-8a6e-5b0a2f6f7d21';
    const id = '11111111-1111-4111-8111-111111111111';
    const [processor, controller] = [`organisation:${id}`, `controller:${id}`];
    const sealed = declarations.flatMap(([type, { personal = {} }]) =>
      Object.entries(personal).map(([field, scopesOf]) => [type, field, scopesOf(golden(type).data, 's')]),
    );
    expect(sealed).toEqual([
      ['ScimUserCreated', '/user', [person, processor]],
      ['ScimUserChanged', '/user', [person, controller]],
      ['ScimGroupCreated', '/displayName', [processor]],
      ['ScimGroupCreated', '/externalId', [processor]],
      ['ScimGroupRenamed', '/displayName', [controller]],
      ['ScimGroupRenamed', '/externalId', [controller]],
    ]);
    for (const [type, { personal }] of declarations) {
      const data = { ...(golden(type).data as object) } as Record<string, unknown>;
      for (const pointer of Object.keys(personal ?? {})) data[pointer.slice(1)] = ERASED;
      expect(JSON.stringify(data)).not.toMatch(/anna|muster|art33-|00[ug]1/i);
    }
  });
});
