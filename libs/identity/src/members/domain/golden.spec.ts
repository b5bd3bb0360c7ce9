import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkGoldenEvents, fold, type GoldenEvent } from '@art33/event-log';
import { engagementDecider } from './engagement.js';
import { memberEvents, type EngagementEvent, type MemberEvent, type PersonEvent } from './events.js';
import { memberDecider } from './member.js';
import { personDecider } from './person.js';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const golden = <E extends PersonEvent | MemberEvent | EngagementEvent>(type: E['type']): E => {
  const { opened } = JSON.parse(readFileSync(`${folder}${type}.v1.json`, 'utf8')) as GoldenEvent;
  return { type, data: opened } as unknown as E;
};

describe('the golden events of people', () => {
  test('exist for every type and open to what today’s release expects', () => {
    const expected = Object.entries(memberEvents).map(([type, { version }]) => `${type}.v${version}.json`);
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
    expect(checkGoldenEvents(memberEvents, folder)).toBe(expected.length);
  });
  test('replay into the states that they tell', () => {
    expect(
      fold(personDecider, [golden<PersonEvent>('PersonRegistered'), golden<PersonEvent>('PersonChanged')]),
    ).toMatchObject({
      status: 'registered',
      name: null,
      language: 'en',
    });
    const member = (['MemberInvited', 'RoleGranted', 'MemberJoined'] as const).map((type) => golden<MemberEvent>(type));
    expect(fold(memberDecider, member)).toMatchObject({ status: 'joined', roles: ['approver'] });
    expect(fold(memberDecider, [...member, golden<MemberEvent>('RoleRevoked')])).toMatchObject({
      status: 'joined',
      roles: [],
    });
    expect(fold(memberDecider, [...member, golden<MemberEvent>('MemberRemoved')])).toMatchObject({
      status: 'removed',
      roles: [],
    });
    expect(
      fold(engagementDecider, [golden<EngagementEvent>('AuditorEngaged'), golden<EngagementEvent>('EngagementEnded')]),
    ).toMatchObject({
      status: 'ended',
    });
  });
  test('seal the name and the address of a person under its own key, and nothing else', () => {
    const sealed = Object.entries(memberEvents).flatMap(([type, { personal = {} }]) =>
      Object.entries(personal).map(([field, scopes]) => [
        type,
        field,
        scopes(golden(type as MemberEvent['type']).data as never, 's'),
      ]),
    );
    const own = ['person:0b7c1c1e-8c52-5a10-8a6e-5b0a2f6f7d21'];
    expect(sealed).toEqual([
      ['PersonRegistered', '/email', own],
      ['PersonRegistered', '/name', own],
      ['PersonChanged', '/name', own],
    ]);
  });
});
