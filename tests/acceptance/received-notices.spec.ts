import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { pick, type Answer, type JsonBody } from '../../apps/cli/src/api-client.js';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, visitor } from '../support/mail.js';
import { incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';

/** The processor's installation, and that of a practice, which knows nothing of it. */
let sender: Installation;
let own: Installation;
let processor: Processor;
let practice: Controller;
let other: Controller;

const START = '2026-10-20T08:00+02:00';
const RECEIVED = '2026-10-20T09:30:00+02:00';
const EML = { 'Content-Type': 'message/rfc822' };

beforeAll(async () => {
  [sender, own] = await Promise.all([
    Installation.start({ startAt: START }),
    Installation.start({ startAt: START, settings: { ART33_WEBHOOKS_PRIVATE: 'allow' } }),
  ]);
  processor = await sender.processor('ratiomedicus');
  const house = await own.processor('lumitra');
  practice = await own.controller(house, { name: 'Praxis Dr. Muster' });
  other = await own.controller(house, { name: 'Andere Praxis', emails: ['andere@example.org'] });
});
afterAll(async () => {
  await Promise.all([sender.stop(), own.stop()]);
});

interface Received {
  readonly receivedId: string;
  readonly acknowledgement: JsonBody | null;
  readonly [field: string]: unknown;
}
const query = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
const stated = { received: RECEIVED };
const upload = (
  bytes: Uint8Array,
  fields: Readonly<Record<string, string>> = stated,
  headers: Readonly<Record<string, string>> = EML,
  by: Controller = practice,
): Promise<Answer> => by.api.post(`cases/received?${query(fields)}`, bytes, headers);
const caseOf = async (id: string, by: Controller = practice) => {
  await own.settled();
  return (await by.api.read(`cases/${id}`)) as JsonBody & { readonly received: readonly Received[] };
};
const first = (view: { readonly received: readonly Received[] }): Received => view.received[0] as Received;

/** Tells a practice of the sender's by a real mail; gives the mail as it lies in the mailbox, and the notice's id. */
let told = 0;
async function mailed(
  at = '2026-10-20T09:00+02:00',
): Promise<{ raw: Buffer; noticeId: string; incident: string; of: Controller; email: string }> {
  told += 1;
  const email = `praxis${told}@example.org`;
  const of = await sender.controller(processor, { name: `Praxis ${told}`, emails: [email] });
  await sender.at('2026-10-20T09:10+02:00');
  const incident = await incidentOf(processor, [known('breach-established', at)], of);
  await sender.settled();
  await tell(processor, incident);
  await sender.settled();
  const { received } = await latestTo(sender, email);
  const notice = await noticeTo(processor, incident, of);
  if (own.clock.now() < Date.parse(utc('2026-10-20T09:40+02:00'))) await own.at('2026-10-20T09:40+02:00');
  return { raw: received.raw, noticeId: notice.id, incident, of, email };
}

const plain = (headers: readonly string[] = []): Buffer =>
  Buffer.from(
    [
      'Received: from mx.sender.example by mx.praxis.example; Mon, 19 Oct 2026 23:00:00 +0200',
      ...headers,
      'Date: Mon, 19 Oct 2026 22:59:00 +0200',
      'From: "Datenschutz" <dsb@sender.example>',
      'To: praxis@example.org',
      'Subject: =?utf-8?Q?Datenschutzvorfall_=C3=BCber_Ihre_Daten?=',
      'Message-ID: <vorfall-1@sender.example>',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Wir hatten einen Vorfall mit den Daten von Erika Muster.',
      '',
    ].join('\r\n'),
  );

describe('A notice mail of another installation', () => {
  it('opens a case with its clock; acknowledged there by a person, it is acknowledged at the sender, and the receipt is kept', async () => {
    const { raw, noticeId, incident, of } = await mailed();
    const answer = await upload(raw);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    const id = pick(answer.body, 'id');
    const opened = await caseOf(id);
    expect(opened).toMatchObject({
      status: 'open',
      deadline: { clock: 'proper', deadline: { due: utc('2026-10-23T09:30+02:00') } },
      clocks: [{ kind: 'proper', grade: 'stated-by-controller' }],
      received: [
        {
          kind: 'breach',
          noticeId,
          sending: 1,
          processor: expect.stringContaining('ratiomedicus'),
          received: { at: utc(RECEIVED) },
          mail: { from: expect.stringContaining('notices@processor.example'), messageId: expect.stringMatching(/^</) },
          notice: { notice: { kind: 'breach' }, incident: { reference: expect.any(String) } },
          acknowledgement: null,
        },
      ],
    });
    expect((await noticeTo(processor, incident, of)).acknowledgements).toEqual([]);

    const { receivedId } = first(opened);
    await practice.api.done('post', `cases/${id}/received/${receivedId}/acknowledgement`, {
      name: 'Dr. Erika Muster',
      function: 'Inhaberin',
    });
    const acknowledged = first(await caseOf(id)).acknowledgement;
    await sender.settled();
    const notice = await noticeTo(processor, incident, of);
    expect(notice.acknowledgements).toMatchObject([{ by: { name: 'Dr. Erika Muster', function: 'Inhaberin' } }]);
    const receipt = await processor.api.read(`notices/${noticeId}/receipt`);
    expect(acknowledged).toMatchObject({
      phase: 'accepted',
      attempt: 1,
      receipt: {
        name: 'Dr. Erika Muster',
        function: 'Inhaberin',
        grade: 'link-only',
        processorName: expect.stringContaining('ratiomedicus'),
      },
    });
    expect(JSON.stringify(receipt)).toContain(pick(acknowledged, 'receipt.textHash'));
    expect(JSON.stringify(receipt)).toContain(pick(acknowledged, 'receipt.acknowledgementId'));
    expect(JSON.stringify(acknowledged)).not.toContain('/n/');
  });

  it('put on file again, as the mail or its notice.json alone, finds the same case', async () => {
    const { raw } = await mailed();
    const id = pick((await upload(raw)).body, 'id');
    const before = (await own.service.stores.log.head()).size;
    const files = () => readdirSync(join(own.dataDirectory, 'attachments')).length;
    const kept = files();
    const again = await upload(raw);
    expect([again.status, pick(again.body, 'id'), again.body['events']]).toEqual([201, id, []]);
    const { attachments } = await PostalMime.parse(raw);
    const json = new Uint8Array(attachments.find(({ filename }) => filename === 'notice.json')?.content as ArrayBuffer);
    const alone = await upload(json, stated, { 'Content-Type': 'application/json' });
    expect([alone.status, pick(alone.body, 'id')]).toEqual([201, id]);
    expect([(await own.service.stores.log.head()).size, files()]).toEqual([before, kept]);
    const theirs = await upload(json, stated, { 'Content-Type': 'application/json' }, other);
    expect(pick(theirs.body, 'id')).not.toBe(id);
  });

  it('that was acknowledged at the sender’s page before gets that receipt: one acknowledgement, one name', async () => {
    const { raw, incident, of, email } = await mailed();
    await visitor(sender).press(`${linkIn(await latestTo(sender, email), 'n')}/acknowledgement`, { name: 'Frau Früh' });
    const id = pick((await upload(raw)).body, 'id');
    const { receivedId } = first(await caseOf(id));
    await practice.api.done('post', `cases/${id}/received/${receivedId}/acknowledgement`, { name: 'Herr Spät' });
    expect(first(await caseOf(id)).acknowledgement).toMatchObject({
      phase: 'accepted',
      receipt: { name: 'Frau Früh' },
    });
    await sender.settled();
    expect((await noticeTo(processor, incident, of)).acknowledgements).toHaveLength(1);
  });

  it('is told to a sender that was down as soon as it is up again, once', async () => {
    const { raw, incident, of } = await mailed();
    const id = pick((await upload(raw)).body, 'id');
    const path = `cases/${id}/received/${first(await caseOf(id)).receivedId}/acknowledgement`;
    await sender.stopService();
    await practice.api.done('post', path, { name: 'Dr. Muster' });
    expect(first(await caseOf(id)).acknowledgement).toMatchObject({
      phase: 'failed',
      attempt: 1,
      fault: { why: 'connection-failed' },
      dueAt: utc('2026-10-20T09:41+02:00'),
    });
    await own.at('2026-10-20T09:42+02:00');
    expect(first(await caseOf(id)).acknowledgement).toMatchObject({ phase: 'failed', attempt: 2 });
    await sender.startService();
    expect(first(await caseOf(id)).acknowledgement).toMatchObject({ phase: 'failed', attempt: 2 });
    await own.at('2026-10-20T09:47+02:00');
    expect(first(await caseOf(id)).acknowledgement).toMatchObject({ phase: 'accepted', attempt: 3 });
    await sender.settled();
    expect((await noticeTo(processor, incident, of)).acknowledgements).toHaveLength(1);
    await own.at('2026-10-20T12:00+02:00');
    expect(first(await caseOf(id)).acknowledgement).toMatchObject({ phase: 'accepted', attempt: 3 });
  });

  it('whose text, version or fields were changed is refused, every fault by its name; the mail alone is still taken', async () => {
    const { raw } = await mailed();
    const { attachments } = await PostalMime.parse(raw);
    const content = attachments.find(({ filename }) => filename === 'notice.json')?.content as ArrayBuffer;
    const json = JSON.parse(Buffer.from(content).toString('utf8')) as Record<string, Record<string, unknown>>;
    const send = (value: unknown) =>
      upload(Buffer.from(JSON.stringify(value)), stated, { 'Content-Type': 'application/json' });
    const fieldsOf = ({ body }: Answer) => (body['errors'] as { readonly field: string }[]).map(({ field }) => field);
    const before = (await own.service.stores.log.head()).size;
    const tampered = await send({ ...json, text: { ...json['text'], body: 'Es war nichts.' } });
    expect([tampered.status, fieldsOf(tampered)]).toEqual([422, ['text.digest.value']]);
    const version = await send({ ...json, schema: 'urn:art33:schema:notice:2' });
    expect([version.status, version.text]).toEqual([422, expect.stringContaining('other versions')]);
    const links = { page: 'javascript:alert(1)', acknowledgement: 'https://user:secret@evil.example/' };
    const wrong = await send({ ...json, notice: { ...json['notice'], id: 7, kind: 'boom', sentAt: 'gestern' }, links });
    expect(fieldsOf(wrong)).toEqual([
      'notice.id',
      'notice.kind',
      'notice.sentAt',
      'links.page',
      'links.acknowledgement',
    ]);
    for (const hostile of ['[]', 'null', '{"__proto__":{}}', '{', '"x"'])
      expect([400, 422]).toContain(
        (await upload(Buffer.from(hostile), stated, { 'Content-Type': 'application/json' })).status,
      );
    const boundary = Buffer.from(
      [
        'From: x@sender.example',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: application/json; name="notice.json"',
        'Content-Disposition: attachment; filename="notice.json"',
        '',
        '{"schema":"urn:art33:schema:notice:1"}',
        '--b--',
        '',
      ].join('\r\n'),
    );
    const refused = await upload(boundary);
    expect([refused.status, fieldsOf(refused)[0]]).toEqual([422, 'notice.json: schemaVersion']);
    expect((await own.service.stores.log.head()).size).toBe(before);
    const anyway = await upload(boundary, { ...stated, withoutNoticeJson: 'true', processor: 'X GmbH', kind: 'other' });
    expect(anyway.status).toBe(201);
    expect(first(await caseOf(pick(anyway.body, 'id')))).toMatchObject({ notice: null, processor: 'X GmbH' });
  });
});

describe('A file of any other sender', () => {
  const of = { ...stated, processor: 'Anderer Dienstleister GmbH', kind: 'breach' };

  it('as a plain mail: what its headers say is shown, and the clock runs from what the person states', async () => {
    const answer = await upload(plain(), { ...of, received: '2026-10-20T07:15', zone: 'Europe/Berlin' });
    expect(answer.status).toBe(201);
    const view = await caseOf(pick(answer.body, 'id'));
    expect(view).toMatchObject({
      deadline: { clock: 'proper', deadline: { due: utc('2026-10-23T07:15+02:00') } },
      received: [
        {
          notice: null,
          noticeId: null,
          mail: {
            date: 'Mon, 19 Oct 2026 22:59:00 +0200',
            from: 'Datenschutz <dsb@sender.example>',
            subject: 'Datenschutzvorfall über Ihre Daten',
            messageId: '<vorfall-1@sender.example>',
            received: [expect.stringContaining('mx.sender.example')],
          },
        },
      ],
    });
    const register = await listed<{ readonly id: string; readonly facts: string }>(practice.api, 'register?limit=200');
    expect(register.items.find(({ id }) => id === pick(answer.body, 'id'))?.facts).toBe(
      'Datenschutzvorfall über Ihre Daten',
    );
    const acknowledge = `cases/${pick(answer.body, 'id')}/received/${first(view).receivedId}/acknowledgement`;
    expect(problemOf(await practice.api.post(acknowledge, { name: 'Dr. Muster' }))).toEqual({
      status: 409,
      code: 'nowhere-to-acknowledge',
    });
    const again = await upload(plain(), { ...of, received: '2026-10-20T08:15:00+02:00' });
    expect([pick(again.body, 'id'), again.body['events']]).toEqual([pick(answer.body, 'id'), []]);
  });

  it('as a PDF, of whichever kind: a precaution where it is no breach', async () => {
    const pdf = Buffer.from('%PDF-1.7\n% Anschreiben\n%%EOF\n');
    const answer = await upload(pdf, { ...of, kind: 'suspected-breach' }, { 'Content-Type': 'application/pdf' });
    const id = pick(answer.body, 'id');
    const view = await caseOf(id);
    expect(view).toMatchObject({ deadline: { clock: 'precautionary' }, received: [{ mail: null, notice: null }] });
    const path = `/api/v1/cases/${id}/received/${first(view).receivedId}/file`;
    const file = await practice.api.get(path);
    expect([file.status, file.text]).toEqual([200, pdf.toString()]);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="notice-[0-9a-f-]+\.pdf"$/);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('needs what only a person can say, and takes no hour that does not exist or exists twice', async () => {
    const missing = await upload(plain(['X-A: 1']));
    expect(missing.status).toBe(422);
    expect((missing.body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual(['processor', 'kind']);
    const at = (received: string) => upload(plain(['X-A: 1']), { ...of, received, zone: 'Europe/Berlin' });
    expect(problemOf(await at('2026-03-29T02:30')).code).toBe('instant-in-missing-hour');
    const double = await at('2025-10-26T02:30');
    expect([problemOf(double).code, (double.body['readings'] as unknown[]).length]).toEqual([
      'instant-in-double-hour',
      2,
    ]);
    expect(problemOf(await upload(plain(['X-A: 1']), { ...of, received: '2026-10-20T07:15' })).code).toBe(
      'instant-without-zone',
    );
    expect(problemOf(await at('2027-01-01T00:00')).code).toBe('receipt-in-the-future');
  });

  it('that is too large, of another type, empty, or no mail is refused with a clear word, and nothing is kept', async () => {
    const before = (await own.service.stores.log.head()).size;
    const files = readdirSync(join(own.dataDirectory, 'attachments')).length;
    const big = await upload(Buffer.concat([plain(), Buffer.alloc(10 * 1024 * 1024, 'a')]), of);
    expect(problemOf(big)).toEqual({ status: 413, code: 'request-too-large' });
    expect((await upload(plain(), of, { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await upload(plain(), of, { 'Content-Type': 'text/csv' })).status).toBe(415);
    for (const bytes of [Buffer.from(' '), Buffer.from('\u0000\u0001\u0002'), Buffer.from('hello')])
      expect([bytes.length, (await upload(bytes, of)).status]).toEqual([bytes.length, 422]);
    expect((await upload(plain(), of, { 'Content-Type': 'application/pdf' })).status).toBe(422);
    expect((await own.service.stores.log.head()).size).toBe(before);
    expect(readdirSync(join(own.dataDirectory, 'attachments'))).toHaveLength(files);
  });

  it('that means harm does none: deep nesting, endless headers, names of paths', async () => {
    const nested = Array.from(
      { length: 300 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    );
    const deep = Buffer.from(`From: x@y.example\r\n${nested.join('')}`);
    const long = Buffer.from(`From: x@y.example\r\nX: ${'a'.repeat(2_000_000)}\r\n\r\nx`);
    for (const bytes of [deep, long]) {
      const answer = await upload(bytes, of);
      expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('mail that can be read')]);
    }
    const sly = plain([
      'Received: by \u202eevil\u0007.example',
      'Content-Disposition: attachment; filename="../../log.db"',
    ]);
    const answer = await upload(sly, of);
    const view = first(await caseOf(pick(answer.body, 'id')));
    expect(JSON.stringify(view)).not.toMatch(/\u202e|\\u0007/);
    expect((await own.service.app.getUrl()).length).toBeGreaterThan(0);
  });

  it('lies sealed on the disk, opens to its controller alone, and is erased with its key', async () => {
    const bytes = plain(['X-Mine: yes']);
    const id = pick((await upload(bytes, of)).body, 'id');
    const { receivedId, file } = first(await caseOf(id));
    const path = `cases/${id}/received/${receivedId}/file`;
    const onDisk = readFileSync(join(own.dataDirectory, 'attachments', (file as { digest: string }).digest));
    expect(onDisk.includes('Erika')).toBe(false);
    expect((await practice.api.get(path)).text).toBe(bytes.toString());
    expect((await other.api.get(path)).status).toBe(404);
    const auditor = await own.token(practice.id, 'auditor');
    expect((await auditor.get(path)).status).toBe(200);
    expect(problemOf(await auditor.post(`cases/received?${query(of)}`, bytes, EML)).status).toBe(403);
    expect((await listed(other.api, 'cases?limit=200')).items.some((item) => (item as { id: string }).id === id)).toBe(
      false,
    );
    await own.service.stores.keys.erase(`controller:${practice.id}`);
    expect(problemOf(await practice.api.get(path))).toEqual({ status: 410, code: 'erased' });
    expect(problemOf(await upload(plain(['X-Late: yes']), of))).toEqual({ status: 409, code: 'erased' });
  });
});

describe('An address that leads into the sender’s own network', () => {
  it('is not asked unless that is allowed: the case says so, and a person may try again', async () => {
    const strict = await Installation.start({ startAt: START });
    try {
      const house = await strict.processor('lumitra');
      const careful = await strict.controller(house);
      const { raw } = await mailed();
      await strict.at('2026-10-20T09:40+02:00');
      const id = pick((await upload(raw, stated, EML, careful)).body, 'id');
      await strict.settled();
      const view = (await careful.api.read(`cases/${id}`)) as unknown as { received: readonly Received[] };
      await careful.api.done('post', `cases/${id}/received/${first(view).receivedId}/acknowledgement`, {
        name: 'Dr. M',
      });
      await strict.settled();
      const after = (await careful.api.read(`cases/${id}`)) as unknown as { received: readonly Received[] };
      expect(first(after).acknowledgement).toMatchObject({
        phase: 'given-up',
        fault: { why: 'address-not-allowed' },
        dueAt: null,
      });
    } finally {
      await strict.stop();
    }
  });
});
