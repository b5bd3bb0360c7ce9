import { pick, type Answer } from '../../apps/cli/src/api-client.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { signedIn, type Caller } from '../support/roles.js';
import { caseOf, incidentOf, known, noticeTo, tell } from '../support/story.js';

type Person = Omit<Caller, 'name'>;

let art33: Installation;
let processor: Processor;
let practices: readonly Controller[];
let incident: string;
let anna: Person;
let ben: Person;

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T09:10+02:00' });
  processor = await art33.processor('lumitra');
  practices = [
    await art33.controller(processor, { emails: ['eins@example.org'] }),
    await art33.controller(processor, { emails: ['zwei@example.org'] }),
  ];
  const facts = [known('breach-established', '2026-10-20T09:00+02:00')];
  incident = await incidentOf(processor, facts, ...practices);
  await art33.settled();
  const admin = await signedIn(art33, processor.id, 'processor', 'admin');
  anna = await both();
  ben = await both();
  const settings = { fourEyes: { approvals: true, decisions: true } };
  await admin.api.done('put', 'organisation/settings', settings, admin.headers);
  await art33.settled();
});
afterAll(() => art33.stop());

/** Somebody who writes notices and approves them. */
async function both(): Promise<Person> {
  const person = await signedIn(art33, processor.id, 'processor', 'approver');
  const id = pick((await person.api.get('me', person.headers)).body, 'person.id');
  await processor.api.done('put', `members/${id}/roles`, { roles: ['responder', 'approver'] });
  await art33.settled();
  return person;
}

const post = ({ api, headers }: Person, path: string, body: unknown = {}): Promise<Answer> =>
  api.post(path, body, headers);
/** A read of somebody else, after everything is shown. */
async function read(who: { readonly read: Person['api']['read'] }, path: string) {
  await art33.settled();
  return who.read(path);
}
const told = ({ status, body }: Answer) => [status, String(body['type']).replace('urn:art33:problem:', '')];
/** What came of a job that somebody began. */
async function job(who: Person, what: 'draft' | 'approve') {
  const { body, status, text } = await post(who, `incidents/${incident}/jobs`, { what });
  if (status !== 202) throw new Error(text);
  await art33.settled();
  return (await processor.api.read(`jobs/${pick(body, 'id')}`)) as Readonly<Record<string, unknown>>;
}

describe('Where a processor asks for four eyes', () => {
  test('whoever began the job that drafted is the one who wrote: a job of the same person approves nothing', async () => {
    expect(await job(anna, 'draft')).toMatchObject({ state: 'completed', counts: { done: 2 } });
    expect(await job(anna, 'approve')).toMatchObject({
      state: 'completed',
      counts: { done: 0, refused: 2 },
      refusedBy: { 'second-person-needed': 2 },
    });
    expect(await job(ben, 'approve')).toMatchObject({ counts: { done: 2, refused: 0 } });
  });

  test('who writes a later text does not approve it, and a token approves nothing', async () => {
    const { id } = await noticeTo(processor, incident, practices[0]!);
    const etag = (await ben.api.get(`notices/${id}`, ben.headers)).headers.get('etag') ?? '';
    const text = { subject: 'Genauer', text: 'Was geschehen ist.' };
    expect((await ben.api.put(`notices/${id}/draft`, text, { ...ben.headers, 'If-Match': etag })).status).toBe(200);
    const approval = { textNumber: 2 };
    expect(told(await post(ben, `notices/${id}/approval`, approval))).toEqual([409, 'second-person-needed']);
    expect(told(await processor.api.post(`notices/${id}/approval`, approval))).toEqual([409, 'person-needed']);
    expect((await post(anna, `notices/${id}/approval`, approval)).status).toBe(200);
  });

  test('"not required" takes two persons, and the record says who they were', async () => {
    const { id } = await noticeTo(processor, incident, practices[1]!);
    const dutyId: string = pick(await processor.api.read(`notices/${id}`), 'duties.0.dutyId');
    const path = `notices/${id}/not-required`;
    expect((await post(anna, path, { dutyId, reason: 'keine Daten betroffen', decidedBy: 'Anna' })).status).toBe(200);
    expect(await read(processor.api, `notices/${id}`)).toMatchObject({ status: 'open', proposals: [{ dutyId }] });
    expect(told(await post(anna, `${path}/confirmation`, { dutyId }))).toEqual([409, 'second-person-needed']);
    expect((await post(ben, `${path}/confirmation`, { dutyId })).status).toBe(200);
    const [first, second] = await Promise.all(
      [anna, ben].map(async (who) => pick((await who.api.get('me', who.headers)).body, 'person.id')),
    );
    expect(await read(processor.api, `notices/${id}`)).toMatchObject({
      proposals: [],
      duties: [{ status: 'not-required', notRequired: { proposedBy: first, confirmedBy: second } }],
    });
  });
});

test('a controller asks for them of its own people: its processor does not see it, nor does it change the processor', async () => {
  const practice = practices[0]!;
  const facts = [known('breach-established', '2026-10-20T09:05+02:00')];
  await art33.settled();
  const admin = await signedIn(art33, processor.id, 'processor', 'admin');
  await admin.api.done('put', 'organisation/settings', {}, admin.headers);
  const second = await incidentOf(processor, facts, practice);
  await art33.settled();
  await tell(processor, second);
  await art33.settled();
  const settings = { fourEyes: { decisions: true } };
  expect((await practice.api.put('organisation/settings', settings)).status).toBe(200);
  await art33.settled();
  const officers = [
    await signedIn(art33, practice.id, 'controller', 'privacy-officer'),
    await signedIn(art33, practice.id, 'controller', 'privacy-officer'),
  ] as const;
  const { id } = await caseOf(practice);
  const path = `cases/${id}/decision-not-to-file`;
  const reason = { reason: 'Schlüssel sicher', decidedBy: 'Dr. Muster' };
  expect(told(await practice.api.post(path, reason))).toEqual([409, 'person-needed']);
  expect((await post(officers[0], path, reason)).status).toBe(200);
  expect(told(await post(officers[0], `${path}/confirmation`))).toEqual([409, 'second-person-needed']);
  expect((await post(officers[1], `${path}/confirmation`)).status).toBe(200);
  expect(await read(practice.api, `cases/${id}`)).toMatchObject({ decided: true, notFilingProposal: null });
  expect(await read(processor.api, `controllers/${practice.id}`)).toMatchObject({ settings: null });
});
