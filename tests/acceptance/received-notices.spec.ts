import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { pick, type Answer } from '../../apps/cli/src/api-client.js';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, visitor } from '../support/mail.js';
import { caseOf, EML, first, RECEIVED, uploading, type Received } from '../support/received.js';
import { incidentOf, known, noticeTo, tell } from '../support/story.js';

/** The processor's installation, and that of a practice, which knows nothing of it. */
let sender: Installation;
let own: Installation;
let processor: Processor;
let practice: Controller;
let other: Controller;

const START = '2026-10-20T08:00+02:00';

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

const stated = { received: RECEIVED };
const upload = uploading(() => practice);
const caseOfPractice = (id: string) => caseOf(own, id, practice);

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

describe('A notice mail of another installation', () => {
  it('opens a case with its clock; acknowledged there by a person, it is acknowledged at the sender, and the receipt is kept', async () => {
    const { raw, noticeId, incident, of } = await mailed();
    const answer = await upload(raw);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    const id = pick(answer.body, 'id');
    const opened = await caseOfPractice(id);
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
    const acknowledged = first(await caseOfPractice(id)).acknowledgement;
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
    const { receivedId } = first(await caseOfPractice(id));
    await practice.api.done('post', `cases/${id}/received/${receivedId}/acknowledgement`, { name: 'Herr Spät' });
    expect(first(await caseOfPractice(id)).acknowledgement).toMatchObject({
      phase: 'accepted',
      receipt: { name: 'Frau Früh' },
    });
    await sender.settled();
    expect((await noticeTo(processor, incident, of)).acknowledgements).toHaveLength(1);
  });

  it('is told to a sender that was down as soon as it is up again, once', async () => {
    const { raw, incident, of } = await mailed();
    const id = pick((await upload(raw)).body, 'id');
    const path = `cases/${id}/received/${first(await caseOfPractice(id)).receivedId}/acknowledgement`;
    await sender.stopService();
    await practice.api.done('post', path, { name: 'Dr. Muster' });
    expect(first(await caseOfPractice(id)).acknowledgement).toMatchObject({
      phase: 'failed',
      attempt: 1,
      fault: { why: 'connection-failed' },
      dueAt: utc('2026-10-20T09:41+02:00'),
    });
    await own.at('2026-10-20T09:42+02:00');
    expect(first(await caseOfPractice(id)).acknowledgement).toMatchObject({ phase: 'failed', attempt: 2 });
    await sender.startService();
    expect(first(await caseOfPractice(id)).acknowledgement).toMatchObject({ phase: 'failed', attempt: 2 });
    await own.at('2026-10-20T09:47+02:00');
    expect(first(await caseOfPractice(id)).acknowledgement).toMatchObject({ phase: 'accepted', attempt: 3 });
    await sender.settled();
    expect((await noticeTo(processor, incident, of)).acknowledgements).toHaveLength(1);
    await own.at('2026-10-20T12:00+02:00');
    expect(first(await caseOfPractice(id)).acknowledgement).toMatchObject({ phase: 'accepted', attempt: 3 });
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
    const later = JSON.stringify({ schema: 'urn:art33:schema:notice:1', schemaVersion: '2.0' });
    const refusedLater = await upload(
      Buffer.from(boundary.toString().replace('{"schema":"urn:art33:schema:notice:1"}', later)),
    );
    expect([refusedLater.status, refusedLater.body['detail']]).toEqual([
      422,
      expect.stringMatching(/schemaVersion: is 2\.0; versions beginning with 1\. can be read/),
    ]);
    const refused = await upload(boundary);
    expect([refused.status, fieldsOf(refused)[0]]).toEqual([422, 'notice.json: schemaVersion']);
    expect((await own.service.stores.log.head()).size).toBe(before);
    const anyway = await upload(boundary, { ...stated, withoutNoticeJson: 'true', processor: 'X GmbH', kind: 'other' });
    expect(anyway.status).toBe(201);
    expect(first(await caseOfPractice(pick(anyway.body, 'id')))).toMatchObject({ notice: null, processor: 'X GmbH' });
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
