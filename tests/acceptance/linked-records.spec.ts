import { randomUUID } from 'node:crypto';
import { People, type MemberRole } from '@art33/identity';
import type { Answer, Api } from '../../apps/cli/src/api-client.js';
import { outside } from '../support/houses.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { asPerson, type Caller } from '../support/roles.js';
import { problemOf } from '../support/story.js';

type Person = Omit<Caller, 'name'>;

let art33: Installation;
let processors: readonly [Processor, Processor];
/** One practice, as each of two processors knows it. */
let here: Controller;
let there: Controller;
/** Somebody else's. */
let stranger: Controller;

beforeEach(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  processors = [await art33.processor('ratiomedicus'), await art33.processor('lumitra')];
  here = await art33.controller(processors[0], { name: 'Praxis Dr. Eins' });
  there = await art33.controller(processors[1], { name: 'Praxis Eins (MVZ)' });
  stranger = await art33.controller(processors[1], { name: 'Praxis Fremd' });
  await art33.settled();
});
afterEach(() => art33.stop());

/** Somebody with one role in each of these records, signed in. */
async function member(...memberships: readonly (readonly [Controller, MemberRole])[]): Promise<Person> {
  const people = art33.service.app.get(People);
  const email = `${randomUUID()}@people.example`;
  let id = '';
  for (const [{ id: organisation }, role] of memberships) {
    const context = () => ({
      actor: { kind: 'system', id: 'test' } as const,
      organisation,
      commandId: randomUUID(),
      correlationId: randomUUID(),
    });
    const newcomer = { organisation, side: 'controller', email, name: 'Kim', language: 'de', how: 'set-up' } as const;
    id = (await people.invite({ ...newcomer, roles: [role] }, context())).personId;
    await people.join(organisation, id, context());
  }
  await art33.settled();
  return asPerson(art33, id);
}

const acting = ({ headers }: Person, record: Controller) => ({ ...headers, 'Art33-Organisation': record.id });
const link = async (who: Person, from: Controller, organisation: string): Promise<Answer> => {
  const answer = await who.api.post('linked-records', { organisation }, acting(who, from));
  await art33.settled();
  return answer;
};
const unlink = async (who: Person, from: Controller, organisation: string): Promise<Answer> => {
  const answer = await who.api.delete(`linked-records/${organisation}`, acting(who, from));
  await art33.settled();
  return answer;
};
const seenBy = async (who: Person, from: Controller) =>
  (await who.api.get('linked-records', acting(who, from))).body['items'];
const linkEvents = async () =>
  (await art33.service.stores.log.readAll(undefined, 100_000)).filter(({ type }) =>
    /^RecordLink|^RecordsLinked/.test(type),
  );
const tokenOf = ({ api }: Controller): Person => ({ api, headers: {} });

describe('Two records of one practice', () => {
  it('are linked by an admin of both, and shown from either side to whoever is a member of both', async () => {
    const both = await member([here, 'admin'], [there, 'admin']);
    expect(await seenBy(both, here)).toEqual([]);
    const linked = await link(both, here, there.id);
    expect([linked.status, linked.body['id']]).toEqual([201, there.id]);
    const officer = await member([here, 'privacy-officer'], [there, 'contact']);
    for (const who of [both, officer]) {
      expect(await seenBy(who, here)).toMatchObject([
        { id: there.id, name: 'Praxis Eins (MVZ)', processorName: expect.stringContaining('Lumitra') },
      ]);
      expect(await seenBy(who, there)).toMatchObject([
        { id: here.id, name: 'Praxis Dr. Eins', processorName: expect.stringMatching(/ratiomedicus/i) },
      ]);
    }
    expect((await linkEvents()).map(({ type }) => type)).toEqual(['RecordsLinked']);
    // Again, and from the other side, it is so already.
    expect([(await link(both, here, there.id)).status, (await link(both, there, here.id)).status]).toEqual([201, 201]);
    expect(await linkEvents()).toHaveLength(1);
  });

  it('show no link to members of one of them, to tokens, to processors and to auditors', async () => {
    const both = await member([here, 'admin'], [there, 'admin']);
    await link(both, here, there.id);
    const [ofHere, ofThere] = [await member([here, 'admin']), await member([there, 'admin'])];
    for (const [who, record] of [
      [ofHere, here],
      [ofThere, there],
      [tokenOf(here), here],
      [tokenOf(there), there],
    ] as const) {
      expect(await seenBy(who, record)).toEqual([]);
      const other = record === here ? there : here;
      const foreign = await unlink(who, record, other.id);
      expect([foreign.status, outside(foreign)]).toEqual([404, outside(await unlink(who, record, randomUUID()))]);
      const events = await who.api.get('events?limit=200', acting(who, record));
      expect([events.status, /RecordsLinked/.test(events.text), events.text.includes(other.id)]).toEqual([
        200,
        false,
        false,
      ]);
    }
    for (const api of [
      processors[0].api,
      await art33.token(processors[0].id, 'auditor'),
      await art33.token(here.id, 'auditor'),
    ]) {
      expect(problemOf(await api.get('linked-records'))).toEqual({ status: 404, code: 'not-found' });
    }
    for (const path of ['linked-records', `linked-records/${there.id}`]) {
      const answer = await (path.includes('/')
        ? processors[0].api.delete(path)
        : processors[0].api.post(path, { organisation: there.id }));
      expect(problemOf(answer)).toEqual({ status: 404, code: 'not-found' });
    }
    expect(await linkEvents()).toHaveLength(1);
  });

  it('are linked by nobody who is not admin of both, and a record of others is answered as one that does not exist', async () => {
    const admin = await member([here, 'admin'], [there, 'contact']);
    const none = await link(admin, here, randomUUID());
    expect(problemOf(none)).toEqual({ status: 422, code: 'unknown-record' });
    for (const id of [there.id, stranger.id, processors[0].id, processors[1].id])
      expect(outside(await link(admin, here, id))).toEqual(outside(none));
    expect(problemOf(await link(admin, there, here.id))).toEqual({ status: 403, code: 'not-allowed' });
    expect(problemOf(await link(admin, here, here.id))).toEqual({ status: 422, code: 'same-record' });
    expect(problemOf(await link(tokenOf(here), here, there.id))).toEqual({ status: 422, code: 'person-needed' });
    expect(await linkEvents()).toEqual([]);
  });

  it('are parted by an admin of either who belongs to both', async () => {
    const both = await member([here, 'admin'], [there, 'admin']);
    await link(both, here, there.id);
    const contact = await member([here, 'contact'], [there, 'contact']);
    expect((await unlink(contact, here, there.id)).status).toBe(403);
    const admin = await member([here, 'contact'], [there, 'admin']);
    expect((await unlink(admin, here, there.id)).status).toBe(200);
    expect([await seenBy(both, here), await seenBy(both, there)]).toEqual([[], []]);
    expect((await unlink(admin, here, there.id)).status).toBe(404);
    expect((await linkEvents()).map(({ type }) => type)).toEqual(['RecordsLinked', 'RecordLinkEnded']);
  });

  it('change nothing for their processors: what these read stays the same, byte for byte', async () => {
    const both = await member([here, 'admin'], [there, 'admin']);
    const reads = (record: Controller): readonly string[] => [
      'organisation',
      'controllers?limit=200&count=true',
      `controllers/${record.id}`,
      'agreements?limit=200',
      `agreements/${record.agreementId}`,
      'members',
      'events?limit=200',
      'findings?limit=200',
      'deadlines?limit=200',
      'access-log',
      'linked-records',
    ];
    const sides = [
      [processors[0], here],
      [processors[1], there],
    ] as const;
    const seen = async (): Promise<readonly (readonly [string, number, string])[]> => {
      const all: (readonly [string, number, string])[] = [];
      for (const side of sides)
        for (const api of [side[0].api, auditors.get(side[0].id)!])
          for (const path of reads(side[1])) {
            const { status, text } = await api.get(path);
            all.push([path, status, text]);
          }
      return all;
    };
    const auditors = new Map<string, Api>();
    for (const { id } of processors) auditors.set(id, await art33.token(id, 'auditor'));
    await art33.settled();
    // What auditors read is recorded once an hour, and shown: this is done before.
    await seen();
    await art33.settled();
    const before = await seen();
    expect(new Set(before.map(([, status]) => status))).toContain(200);
    expect((await link(both, here, there.id)).status).toBe(201);
    expect(await seen()).toEqual(before);
  });
});
