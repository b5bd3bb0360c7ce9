import { createHash } from 'node:crypto';
import type { NoticeView, ReceiptView, ReceivedNotice } from '@art33/notices';
import { messageStream, type MessageEventData } from '@art33/delivery';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, mailsTo, visitor } from '../support/mail.js';
import { fieldsOf } from '../support/page.js';
import { incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';
import { Api, type Answer } from '../../apps/cli/src/api-client.js';

const EMAIL = 'datenschutz@praxis.example';
const VISITOR = '203.0.113.7';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const SENT = '2026-10-20T09:30+02:00';

let art33: Installation;
let processor: Processor;
let practice: Controller;
let link: string;
const notice = async (): Promise<NoticeView> => noticeTo(processor, incident, practice);
let incident: string;

/** Somebody behind the proxy. */
const press = (path: string, fields: Readonly<Record<string, string>> = {}, address = VISITOR): Promise<Answer> =>
  new Api(art33.url).post(path, new URLSearchParams(fields).toString(), { ...FORM, 'X-Forwarded-For': address });
const linkOfLatest = async (): Promise<string> => {
  await art33.settled();
  return linkIn(await latestTo(art33, EMAIL), 'n');
};
const sendAgain = async (body: object = {}): Promise<string> => {
  await processor.api.done('post', `notices/${(await notice()).id}/sending`, body);
  return linkOfLatest();
};

beforeAll(async () => {
  art33 = await Installation.start({
    startAt: '2026-10-20T08:00+02:00',
    settings: { ART33_TRUSTED_PROXIES: '127.0.0.1, ::1', ART33_LINK_DAYS: '30' },
  });
  processor = await art33.processor('lumitra');
  practice = await art33.controller(processor, { emails: [EMAIL] });
  await art33.at('2026-10-20T09:05+02:00');
  incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
  await art33.at(SENT);
  await tell(processor, incident);
  link = await linkOfLatest();
});
afterAll(() => art33.stop());

describe('A link in a notice mail', () => {
  it('is kept as a hash with its end, and nowhere as it is', async () => {
    const { log, commands } = art33.service.stores;
    const token = String(link.split('/').at(-1));
    const [delivery] = (await notice()).deliveries;
    const [prepared] = await commands.read(messageStream(String(delivery?.messageId)));
    expect((prepared?.data as MessageEventData<'MessagePrepared'>).link).toEqual({
      purpose: 'notice',
      hash: createHash('sha256').update(token).digest('hex'),
      expiresAt: utc('2026-11-19T08:30+01:00'),
    });
    const stored = await log.readAll(undefined, 1_000);
    expect(stored.length).toBeGreaterThan(5);
    expect(JSON.stringify(stored)).not.toContain(token);
    expect((await latestTo(art33, EMAIL)).text).toContain('bis Do. 19.11.2026, 08:30 Uhr');
  });

  it('records when and whence it was opened and acknowledged, for both sides to see', async () => {
    await art33.at('2026-10-20T10:00+02:00');
    await press(link);
    await art33.at('2026-10-20T10:02+02:00');
    const page = await press(`${link}/acknowledgement`, { name: 'Dr. Eva Muster' });
    expect(fieldsOf(page.text)['Von der Adresse (IP)']).toBe(VISITOR);
    await art33.settled();
    const { id, deliveries, acknowledgements } = await notice();
    const byPerson = deliveries.filter(({ clientAddress }) => clientAddress !== undefined);
    expect(byPerson).toMatchObject([
      { grade: 'opened', at: utc('2026-10-20T10:00+02:00'), clientAddress: VISITOR },
      { grade: 'acknowledged', at: utc('2026-10-20T10:02+02:00'), clientAddress: VISITOR },
    ]);
    expect(acknowledgements).toMatchObject([{ clientAddress: VISITOR }]);
    const received = (await practice.api.read(`notices/${id}`)) as unknown as ReceivedNotice;
    expect(received.deliveries.map(({ clientAddress }) => clientAddress)).toEqual([undefined, VISITOR, VISITOR]);
    expect(received.acknowledgements).toMatchObject([{ clientAddress: VISITOR }]);
  });

  it('and whence an acknowledgement was disputed', async () => {
    const dispute = linkIn(await latestTo(art33, EMAIL), 'd');
    await press(dispute, {}, '2001:db8::ffff:1');
    await art33.settled();
    const { items } = await listed<ReceiptView>(practice.api, `notices/${(await notice()).id}/receipt`);
    expect(items[0]?.disputes).toMatchObject([{ clientAddress: '2001:db8::ffff:1' }]);
  });

  it('keeps these addresses sealed', async () => {
    const stored = JSON.stringify(await art33.service.stores.log.readAll(undefined, 1_000));
    expect(stored).toContain('AcknowledgementDisputed');
    expect(stored).not.toContain(VISITOR);
    expect(stored).not.toContain('2001:db8');
  });
});

describe('Links that were withdrawn', () => {
  let fresh: string;
  const revoke = async (body: object, by: Api = processor.api): Promise<Answer> =>
    by.post(`notices/${(await notice()).id}/links/revocation`, body);

  it('open nothing any more, and say so; what the sender gives as its reason is not shown', async () => {
    await art33.at('2026-10-20T12:00+02:00');
    expect((await revoke({ reason: 'Sent to the wrong practice' })).status).toBe(200);
    for (const answer of [await visitor(art33).look(link), await press(link), await press(`${link}/acknowledgement`)]) {
      expect(answer.status).toBe(410);
      expect(answer.text).toContain('Dieser Link wurde zurückgezogen');
      expect(answer.text).not.toMatch(/wrong practice|Speicherkonto|Praxis Dr\. Muster/);
    }
  });

  it('answer programs with a problem', async () => {
    const answer = await new Api(art33.url).post(`${link}/acknowledgement`, { name: 'Dr. Muster' });
    expect(problemOf(answer)).toEqual({ status: 410, code: 'link-revoked' });
  });

  it('are shown in the notice, to the sender with the reason', async () => {
    const { id, linksRevoked } = await notice();
    expect(linksRevoked).toMatchObject([{ messageId: null, reason: 'Sent to the wrong practice' }]);
    const received = (await practice.api.read(`notices/${id}`)) as unknown as ReceivedNotice;
    expect(received.linksRevoked).toEqual([{ messageId: null, sendNumber: 1, at: utc('2026-10-20T12:00+02:00') }]);
  });

  it('are the sender’s to withdraw, not the recipient’s or another’s', async () => {
    const { id } = await notice();
    expect((await revoke({ reason: 'x' }, practice.api)).status).toBe(403);
    const other = await art33.processor('cgm');
    expect((await other.api.post(`notices/${id}/links/revocation`, { reason: 'x' })).status).toBe(404);
    expect(problemOf(await revoke({}))).toEqual({ status: 422, code: 'invalid-request' });
  });

  it('leave the way to say "this was not us"', async () => {
    const receipt = (await mailsTo(art33, EMAIL)).findLast(({ text }) => text.includes('/d/'));
    if (!receipt) throw new Error('no receipt');
    expect((await visitor(art33).look(linkIn(receipt, 'd'))).status).toBe(200);
  });

  it('are replaced by sending again', async () => {
    fresh = await sendAgain();
    expect(fresh).not.toBe(link);
    expect((await visitor(art33).look(fresh)).status).toBe(200);
    expect((await visitor(art33).look(link)).status).toBe(410);
  });

  it('can be withdrawn one by one', async () => {
    const { deliveries } = await notice();
    const messageId = deliveries.find(({ sendNumber }) => sendNumber === 2)?.messageId;
    fresh = await sendAgain({ again: true });
    expect((await revoke({ messageId, reason: 'Forwarded' })).status).toBe(200);
    expect((await visitor(art33).look(fresh)).status).toBe(200);
    expect(problemOf(await revoke({ messageId: practice.id, reason: 'x' }))).toEqual({
      status: 404,
      code: 'unknown-message',
    });
    link = fresh;
  });
});

describe('A link that has expired', () => {
  it('is good until its last second', async () => {
    await art33.at('2026-11-19T10:59:59+01:00');
    expect((await visitor(art33).look(link)).status).toBe(200);
  });
  it('says from then on that it has, and whom to ask, in both languages', async () => {
    await art33.at('2026-11-19T11:00+01:00');
    const before = (await art33.service.stores.log.head()).size;
    for (const answer of [await visitor(art33).look(link), await press(link), await press(`${link}/acknowledgement`)]) {
      expect(answer.status).toBe(410);
      expect(answer.text).toContain('Dieser Link ist abgelaufen');
      expect(answer.text).toContain('Lumitra GmbH');
      expect(answer.text).not.toContain('Speicherkonto');
    }
    expect((await visitor(art33).look(`${link}?lang=en`)).text).toContain('This link has expired');
    expect((await art33.service.stores.log.head()).size).toBe(before);
  });
});
