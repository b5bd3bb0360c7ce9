import { randomUUID } from 'node:crypto';
import { noticeIdOf } from '../domain/ids.js';
import { textHash } from '../handlers/text-hash.js';
import type { KeptRecord } from '../read-model/views.js';
import { Neighbours, type TestController } from '../testing/neighbours.js';
import { Room, type Asker } from '../testing/room.js';
import { known, utc } from '../testing/story.js';

const AWARE = '2026-10-23T21:40:00+02:00';
const suspicion = known('suspicion-known', AWARE);

describe('The notices of an incident over HTTP', () => {
  let room: Room;
  let neighbours: Neighbours;
  let processor: Asker;
  let termsId: string;
  let park: TestController;
  let hill: TestController;
  let nobody: TestController;
  let incidentId: string;
  let noticeId: string;

  beforeAll(async () => {
    room = await Room.open(AWARE);
    neighbours = new Neighbours(room);
    ({ processor, termsId } = await neighbours.terms('ratiomedicus'));
    park = await neighbours.controller(processor, termsId, 'Park');
    hill = await neighbours.controller(processor, termsId, 'Hill');
    nobody = await neighbours.controller(processor, termsId, 'Nobody', { contact: false });
    incidentId = await neighbours.incident(processor, termsId, [park, hill, nobody], [suspicion]);
    noticeId = noticeIdOf(incidentId, park.agreementId);
  });
  afterAll(() => room.close());

  const get = (who: Asker, path: string) => room.request(who, 'GET', path);
  const post = (path: string, body: unknown = {}, headers = {}) => room.request(processor, 'POST', path, body, headers);
  const incident = () => `/incidents/${incidentId}/notices`;
  const notice = () => `/notices/${noticeId}`;

  it('lists who has to be told until when, by which clause, and whom nobody can tell', async () => {
    const { status, body } = await get(processor, incident());
    expect(status).toBe(200);
    expect(body.counts).toMatchObject({
      total: 3,
      byStatus: { open: 3 },
      overdue: 0,
      withoutRecipient: 1,
      blocking: 3,
    });
    expect(body.items).toHaveLength(3);
    expect(body.items).toContainEqual(
      expect.objectContaining({
        id: noticeId,
        counterpart: 'Park',
        kind: 'suspected-breach',
        clause: '§ 8.6',
        due: utc('2026-10-24T21:40:00+02:00'),
        progress: 'undrafted',
        lateBy: null,
        recipientKnown: true,
      }),
    );
    const found = await get(processor, notice());
    expect(found.body.duties).toMatchObject([
      {
        status: 'open',
        clause: '§ 8.6',
        deadline: { due: utc('2026-10-24T21:40:00+02:00') },
        explanation: { de: expect.arrayContaining([expect.stringContaining('Sa. 24.10.2026, 21:40 Uhr (+02:00)')]) },
      },
    ]);
  });

  const firstDrafts = { 'Idempotency-Key': randomUUID() };
  it('drafts all from the templates, with the gaps that the agreement leaves', async () => {
    const { status, body } = await post(`${incident()}/drafts`, {}, firstDrafts);
    expect(status).toBe(200);
    expect(body).toMatchObject({ incidentId, counts: { total: 3, done: 3, unchanged: 0, skipped: 0, refused: 0 } });
    const { texts } = (await get(processor, notice())).body as {
      texts: { subject: string; text: string; salt: string; hash: string; gaps: unknown[] }[];
    };
    expect(texts[0]?.text).toContain('Ein Unbekannter hat sich angemeldet.');
    expect(texts[0]?.subject).not.toContain('Unbekannter');
    expect(texts[0]?.gaps).toContainEqual({ item: 'data-affected', clause: '§ 8.6' });
    expect(texts[0]?.hash).toBe(textHash(texts[0]!.salt, texts[0]!));
  });

  it('asks an editor what was read (428), and shows the second of two what the first changed (412)', async () => {
    const { etag } = await get(processor, notice());
    const draft = (subject: string, headers: Record<string, string>) =>
      room.request(processor, 'PUT', `${notice()}/draft`, { subject, text: 'Von Hand.' }, headers);
    expect(await draft('Erste', {})).toMatchObject({
      status: 428,
      body: { type: 'urn:art33:problem:if-match-required' },
    });
    expect(await draft('Erste', { 'If-Match': etag! })).toMatchObject({ status: 200 });
    const late = await draft('Zweite', { 'If-Match': etag! });
    expect(late).toMatchObject({
      status: 412,
      body: { changes: [{ type: 'NoticeDrafted', data: { subject: 'Erste' } }] },
    });
  });

  it('lets a person’s text stand when all are drafted again', async () => {
    const { body } = await post(`${incident()}/drafts`);
    expect(body.counts).toMatchObject({ done: 0, unchanged: 2, skipped: 1 });
  });

  it('drafts named ones from a text written for this incident, filled in for each, without hiding the gaps', async () => {
    const before = (await get(processor, notice())).body as { texts: { text: string }[] };
    const templates = { de: { subject: 'Mitteilung {{reference}}', text: 'An {{controller}}:\n{{nature}}' } };
    const { items } = (await get(processor, `/notices?incident=${incidentId}`)).body as { items: { id: string }[] };
    const other = items.find(({ id }) => !notice().endsWith(id))!;
    expect((await post(`${incident()}/drafts`, { notices: [other.id], templates })).body.counts).toMatchObject({
      done: 1,
    });
    const { texts } = (await get(processor, `/notices/${other.id}`)).body as {
      texts: { text: string; author: string }[];
    };
    expect(texts.at(-1)).toMatchObject({ author: 'person' });
    expect(texts.at(-1)?.text).toContain('Ein Unbekannter hat sich angemeldet.');
    expect(texts.at(-1)?.text).toContain('noch nicht bekannt');
    expect(((await get(processor, notice())).body as { texts: unknown[] }).texts).toHaveLength(before.texts.length);
  });

  it('refuses templates that name what nobody knows, in drafting, counting and beginning alike, and lists what is known', async () => {
    const templates = { de: { subject: 'Sicherheitsvorfall {{nix}}', text: '{{nature}}' } };
    const jobs = `/incidents/${incidentId}/jobs`;
    for (const refused of [
      await post(`${incident()}/drafts`, { templates }),
      await post(`${jobs}/preview`, { what: 'draft', templates }),
      await post(jobs, { what: 'draft', templates }),
    ]) {
      expect(refused.status).toBe(422);
      expect(refused.body).toMatchObject({
        errors: [
          { field: 'templates.de.subject', rule: expect.stringContaining('{{nix}}; a subject may name {{processor}}') },
        ],
      });
    }
    expect((await post(`${jobs}/preview`, { what: 'draft' })).body.unknownPlaceholders).toEqual([]);
  });

  it('takes double braces in the text of one notice only where they are meant so', async () => {
    const { items } = (await get(processor, `/notices?incident=${incidentId}`)).body as { items: { id: string }[] };
    const other = `/notices/${items.find(({ id }) => !notice().endsWith(id))!.id}`;
    const words = { subject: 'Nachtrag', text: 'Im Muster stand {{processor}}.' };
    const write = async (body: object) =>
      room.request(processor, 'PUT', `${other}/draft`, body, { 'if-match': (await get(processor, other)).etag ?? '' });
    const refused = await write(words);
    expect([refused.status, refused.body['errors']]).toMatchObject([422, [{ field: 'text' }]]);
    expect((await write({ ...words, bracesAreMeant: true })).status).toBe(200);
    const { texts } = (await get(processor, other)).body as { texts: { text: string }[] };
    expect(texts.at(-1)?.text).toBe(words.text);
  });

  it('approves once, however many ask', async () => {
    expect((await post(`${notice()}/approval`, { textNumber: 2 })).body.events).toHaveLength(1);
    expect((await post(`${notice()}/approval`, { textNumber: 2 })).body.events).toHaveLength(0);
    expect((await post(`${incident()}/approvals`)).body.counts).toMatchObject({ done: 2, unchanged: 1 });
  });

  it('shows a controller nothing before it is sent, not even that there is something', async () => {
    expect((await get(park, '/notices')).body.items).toEqual([]);
    expect((await get(park, notice())).status).toBe(404);
    expect((await get(park, incident())).status).toBe(404);
  });

  it('sends to contacts of the controller only', async () => {
    const { status, body } = await post(`${notice()}/sending`, { recipients: [hill.contactId], withGaps: true });
    expect([status, body.type]).toEqual([422, 'urn:art33:problem:unknown-contacts']);
  });

  it('sends all that can be sent in one go, and counts the others by rule', async () => {
    const incomplete = await post(`${incident()}/sendings`);
    expect(incomplete.body).toMatchObject({
      counts: { done: 0, refused: 3 },
      refusedBy: { 'notice-incomplete': 2, 'no-recipient-known': 1 },
    });
    const key = { 'Idempotency-Key': randomUUID() };
    const sent = await post(`${incident()}/sendings`, { withGaps: true }, key);
    expect(sent.body).toMatchObject({ counts: { done: 2, refused: 1 }, refusedBy: { 'no-recipient-known': 1 } });
    const again = await post(`${incident()}/sendings`, { withGaps: true }, key);
    expect(again.body).toMatchObject({ counts: { done: 2, refused: 1 } });
    const pressedTwice = await post(`${incident()}/sendings`, { withGaps: true });
    expect(pressedTwice.body).toMatchObject({ counts: { done: 0, unchanged: 2 } });
    expect((await get(processor, notice())).body.sendings).toMatchObject([
      { recipients: [park.contactId], kind: 'suspected-breach' },
    ]);
  });

  it('answers a repeated request as the first time, though the texts have been edited, approved and sent since', async () => {
    const { body } = await post(`${incident()}/drafts`, {}, firstDrafts);
    expect(body.counts).toEqual({ total: 3, done: 3, unchanged: 0, skipped: 0, refused: 0 });
  });

  it('shows a controller what it was sent, only its own, without drafts and the processor’s own view', async () => {
    await neighbours.act(noticeId, processor.organisation, {
      type: 'record-delivery',
      messageId: randomUUID(),
      sendNumber: 1,
      grade: 'accepted-by-server',
      at: utc('2026-10-23T22:05:00+02:00'),
    });
    expect((await get(park, '/notices')).body.items).toMatchObject([
      { id: noticeId, counterpart: 'ratiomedicus GmbH', kind: 'suspected-breach' },
    ]);
    const { body, etag } = await get(park, notice());
    expect(body).toMatchObject({
      side: 'controller',
      messages: [{ subject: 'Erste', text: 'Von Hand.' }],
      deliveries: [{ grade: 'accepted-by-server' }],
    });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['texts']));
    expect(JSON.stringify(body)).not.toMatch(/duties|blockers|salt|Unbekannter|lateness/);
    expect(etag).toBe('"0"');
    expect((await get(hill, notice())).status).toBe(404);
    expect((await get({ ...park, role: 'auditor' }, notice())).body.side).toBe('controller');
    expect((await get({ ...processor, role: 'auditor' }, notice())).body.side).toBe('processor');
  });

  it('a delivery in between causes no 412', async () => {
    const before = await get(processor, notice());
    await neighbours.act(noticeId, processor.organisation, {
      type: 'record-hand-over',
      messageId: randomUUID(),
      sendNumber: 1,
      at: utc('2026-10-23T22:06:00+02:00'),
    });
    const edit = await room.request(
      processor,
      'PUT',
      `${notice()}/draft`,
      { subject: 'Dritte', text: 'Ergänzt.' },
      { 'If-Match': before.etag! },
    );
    expect(edit.status).toBe(200);
  });

  it('gives the receipt of an acknowledgement to both sides: who, when, which exact text, where in the log', async () => {
    await neighbours.act(noticeId, park.id, {
      type: 'acknowledge',
      messageId: randomUUID(),
      sendNumber: 1,
      by: { name: 'Dr. Muster', function: 'Inhaberin' },
      at: utc('2026-10-23T22:10:00+02:00'),
    });
    const ours = await get(processor, `${notice()}/receipt`);
    const theirs = await get(park, `${notice()}/receipt`);
    expect(theirs.body).toEqual(ours.body);
    const [receipt] = ours.body.items as {
      subject: string;
      text: string;
      salt: string;
      textHash: string;
      logNumber: number;
      by: unknown;
    }[];
    expect(receipt).toMatchObject({ by: { name: 'Dr. Muster' }, subject: 'Erste', logNumber: expect.any(Number) });
    expect(textHash(receipt!.salt, receipt!)).toBe(receipt!.textHash);
    expect((await get(hill, `${notice()}/receipt`)).status).toBe(404);
  });

  it('shows the past: what stood there before it was sent', async () => {
    const logNumber = ((await get(processor, notice())).body as { sendings: unknown; logNumber: number }).logNumber;
    const past = await get(processor, `${notice()}?asOf=${logNumber - 4}`);
    expect((past.body.acknowledgements as unknown[]).length).toBe(0);
    expect((await get(processor, `${notice()}?asOf=0`)).status).toBe(404);
    expect((await get(processor, `${incident()}?asOf=${logNumber - 4}`)).body.counts).toMatchObject({ total: 3 });
  });

  it('records what the sender states, and takes it back with a reason', async () => {
    const target = noticeIdOf(incidentId, nobody.agreementId);
    const stated = {
      channel: 'phone',
      textForm: false,
      at: '2026-10-23T22:30:00+02:00',
      by: 'Night shift',
      to: 'Front desk',
      evidence: 'call log',
    };
    room.clock.set(utc('2026-10-23T23:00:00+02:00'));
    expect((await post(`/notices/${target}/deliveries`, { ...stated, textForm: true })).body.type).toBe(
      'urn:art33:problem:phone-is-no-text-form',
    );
    expect(
      (await post(`/notices/${target}/deliveries`, { ...stated, at: '2026-10-25 02:30 Europe/Berlin' })).status,
    ).toBe(422);
    expect((await post(`/notices/${target}/deliveries`, stated)).status).toBe(200);
    const told = await get(processor, `/notices/${target}`);
    expect(told.body).toMatchObject({ status: 'fulfilled', grade: 'stated', lateBy: 0, recipientKnown: true });
    const [delivery] = told.body.deliveries as { deliveryId: string }[];
    expect(
      (await post(`/notices/${target}/deliveries/${delivery!.deliveryId}/withdrawal`, { reason: 'wrong practice' }))
        .status,
    ).toBe(200);
    expect((await get(processor, `/notices/${target}`)).body).toMatchObject({
      status: 'open',
      grade: null,
      recipientKnown: false,
    });
  });

  it('decides with a reason and a name, and closes only then', async () => {
    const target = noticeIdOf(incidentId, nobody.agreementId);
    const [duty] = (await get(processor, `/notices/${target}`)).body.duties as { dutyId: string }[];
    expect((await post(`/notices/${target}/closure`)).body).toMatchObject({
      type: 'urn:art33:problem:no-recipient-known',
      status: 409,
    });
    const decision = { dutyId: duty!.dutyId, reason: 'not the data of this controller', decidedBy: 'Jo Muster' };
    expect((await post(`/notices/${target}/not-required`, { ...decision, reason: '' })).status).toBe(422);
    expect((await post(`/notices/${target}/not-required`, decision)).status).toBe(200);
    expect((await post(`/notices/${target}/lateness-reasons`, { dutyId: duty!.dutyId, reason: 'x' })).body.type).toBe(
      'urn:art33:problem:duty-not-late',
    );
  });

  it('keeps the record of a controller: what is open, what was on time', async () => {
    const { body } = await get(processor, `/controllers/${park.id}/record`);
    expect(body).toMatchObject({
      name: 'Park',
      notices: { total: 1, open: 1 },
      duties: { onTime: 1, late: 0, open: 1, handedOver: 0 },
      acknowledged: 1,
    });
    expect((await get(park, `/controllers/${park.id}/record`)).status).toBe(404);
    expect((await get(processor, `/controllers/${randomUUID()}/record`)).status).toBe(404);
  });

  it('keeps the record of two years: by quarter, controller and subprocessor', async () => {
    const { body } = await get(processor, '/record');
    const { quarters, controllers } = body as unknown as KeptRecord;
    expect(quarters.map(({ quarter }) => quarter)).toHaveLength(8);
    expect(quarters.at(-1)?.notices).toBe(controllers.reduce((sum, { notices }) => sum + notices, 0));
    expect(controllers.find(({ id }) => id === park.id)).toMatchObject({
      name: 'Park',
      notices: 1,
      told: 1,
      duties: { onTime: 1, late: 0, open: 1 },
      timeToNotice: { mean: expect.any(Number) },
    });
    expect((await get(park, '/record')).status).toBe(404);
  });

  it('filters, sorts and pages', async () => {
    const ids = async (query: string) =>
      ((await get(processor, `/notices?${query}`)).body.items as { id: string }[]).map(({ id }) => id);
    expect(await ids(`controller=${park.id}`)).toEqual([noticeId]);
    expect(await ids('status=pending')).toEqual([]);
    expect(await ids('recipientKnown=false')).toEqual([noticeIdOf(incidentId, nobody.agreementId)]);
    expect(await ids('overdue=true')).toEqual([]);
    const first = (await get(processor, '/notices?limit=2&sort=-due')).body as {
      items: { id: string }[];
      nextCursor: string;
    };
    const second = (await get(processor, `/notices?limit=2&sort=-due&cursor=${first.nextCursor}`)).body as {
      items: { id: string }[];
      nextCursor: null;
    };
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(3);
    expect(second.nextCursor).toBeNull();
    expect((await get(processor, `/notices?sort=due&cursor=${first.nextCursor}`)).status).toBe(422);
    expect((await get(processor, '/notices?sort=clause')).status).toBe(422);
    expect((await get(processor, '/notices?overdue=perhaps')).status).toBe(422);
  });

  it('answers unknown and foreign ids alike', async () => {
    const stranger: Asker = { organisation: randomUUID(), role: 'processor' };
    const problems = await Promise.all([
      get(processor, `/notices/${randomUUID()}`),
      get(stranger, notice()),
      room.request(stranger, 'POST', `${notice()}/closure`, {}),
      room.request(stranger, 'POST', `${notice()}/sending`, {}),
      room.request(stranger, 'POST', `${incident()}/drafts`, {}),
      room.request(processor, 'POST', `/incidents/${randomUUID()}/notices/drafts`, {}),
    ]);
    expect(new Set(problems.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(problems[0]?.status).toBe(404);
    expect((await get(stranger, '/notices')).body.items).toEqual([]);
  });
});
