import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pick } from '../../apps/cli/src/api-client.js';
import { Installation, utc, type Controller } from '../support/installation.js';
import { caseOf, EML, first, RECEIVED, receivedPath, uploading } from '../support/received.js';
import { listed, problemOf } from '../support/story.js';

/** A practice's installation, and another practice in it. */
let own: Installation;
let practice: Controller;
let other: Controller;

beforeAll(async () => {
  own = await Installation.start({ startAt: '2026-10-20T09:40+02:00' });
  const house = await own.processor('lumitra');
  practice = await own.controller(house, { name: 'Praxis Dr. Muster' });
  other = await own.controller(house, { name: 'Andere Praxis', emails: ['andere@example.org'] });
});
afterAll(() => own.stop());

const upload = uploading(() => practice);
const caseOfPractice = (id: string) => caseOf(own, id, practice);

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

describe('A file of any other sender', () => {
  const of = { received: RECEIVED, processor: 'Anderer Dienstleister GmbH', kind: 'breach' };

  it('as a plain mail: what its headers say is shown, and the clock runs from what the person states', async () => {
    const answer = await upload(plain(), { ...of, received: '2026-10-20T07:15', zone: 'Europe/Berlin' });
    expect(answer.status).toBe(201);
    const view = await caseOfPractice(pick(answer.body, 'id'));
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
    const view = await caseOfPractice(id);
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
    const files = readdirSync(join(own.dataDirectory, 'attachments')).length;
    expect(problemOf(await at('2027-01-01T00:00')).code).toBe('receipt-in-the-future');
    expect(readdirSync(join(own.dataDirectory, 'attachments'))).toHaveLength(files);
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
    const view = first(await caseOfPractice(pick(answer.body, 'id')));
    expect(JSON.stringify(view)).not.toMatch(/\u202e|\\u0007/);
    expect((await own.service.app.getUrl()).length).toBeGreaterThan(0);
  });

  it('lies sealed on the disk, opens to its controller alone, and is erased with its key', async () => {
    const bytes = plain(['X-Mine: yes']);
    const id = pick((await upload(bytes, of)).body, 'id');
    const { receivedId, file } = first(await caseOfPractice(id));
    const path = `cases/${id}/received/${receivedId}/file`;
    const onDisk = readFileSync(join(own.dataDirectory, 'attachments', (file as { digest: string }).digest));
    expect(onDisk.includes('Erika')).toBe(false);
    expect((await practice.api.get(path)).text).toBe(bytes.toString());
    expect((await other.api.get(path)).status).toBe(404);
    const auditor = await own.token(practice.id, 'auditor');
    expect((await auditor.get(path)).status).toBe(200);
    expect(problemOf(await auditor.post(receivedPath(of), bytes, EML)).status).toBe(403);
    expect((await listed(other.api, 'cases?limit=200')).items.some((item) => (item as { id: string }).id === id)).toBe(
      false,
    );
    await own.service.stores.keys.erase(`controller:${practice.id}`);
    expect(problemOf(await practice.api.get(path))).toEqual({ status: 410, code: 'erased' });
    expect(problemOf(await upload(plain(['X-Late: yes']), of))).toEqual({ status: 409, code: 'erased' });
  });
});
