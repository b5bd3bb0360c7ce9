import { createHash } from 'node:crypto';
import type { MessageEventData } from '@art33/delivery';
import type { NoticeView } from '@art33/notices';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { faultsOf, filesOf, jsonIn, letterIn } from '../support/attachments.js';
import { linkIn, mailsTo } from '../support/mail.js';
import { incidentOf, known, noticeTo, tell } from '../support/story.js';

const KNOWN = '2026-10-20T09:00+02:00';
const SENT = '2026-10-20T09:30+02:00';

describe('The files of a notice mail', () => {
  let art33: Installation;
  let processor: Processor;
  let practice: Controller;
  let clinic: Controller;
  let notice: NoticeView;
  let incident: string;
  beforeAll(async () => {
    // The first mail's answer never reaches us: it is sent again, and arrives twice.
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00', cuts: ['before-reply'] });
    processor = await art33.processor('ratiomedicus');
    practice = await art33.controller(processor, {
      name: 'Praxis Dr. Jürgen Weiß',
      emails: ['praxis@example.org', 'leitung@example.org'],
    });
    clinic = await art33.controller(processor, { name: 'Clinic', emails: ['clinic@example.org'], language: 'en' });
    await art33.at('2026-10-20T09:05+02:00');
    incident = await incidentOf(processor, [known('breach-established', KNOWN)], practice, clinic);
    await art33.settled();
    await art33.at(SENT);
    await tell(processor, incident);
    await art33.settled();
    notice = await noticeTo(processor, incident, practice);
    // What is recorded later must change no file of what was sent.
    await processor.api.done(
      'post',
      `incidents/${incident}/awareness`,
      known('suspicion-known', '2026-10-20T08:50+02:00'),
    );
    await art33.at('2026-10-20T10:30+02:00');
  });
  afterAll(() => art33.stop());

  it('are the letter and the notice for machines, in the language of the text', async () => {
    const [mail] = await mailsTo(art33, 'leitung@example.org');
    expect((await filesOf(mail!)).map(({ name, mediaType }) => [name, mediaType])).toEqual([
      [expect.stringMatching(/^Mitteilung-[0-9A-F]{4}-[0-9A-F]{4}\.pdf$/), 'application/pdf'],
      ['notice.json', 'application/json'],
    ]);
    const [english] = await mailsTo(art33, 'clinic@example.org');
    expect((await filesOf(english!))[0]?.name).toMatch(/^Notice-/);
  });

  it('are the same bytes when the mail is sent again, like the rest of it', async () => {
    const all = art33.mail.received.map(({ to, raw }) => ({ to: to[0], raw: raw.toString('latin1') }));
    expect(all).toHaveLength(4);
    const twice = all.find(({ to }, index) => all.findIndex((other) => other.to === to) !== index);
    const copies = all.filter(({ to }) => to === twice?.to);
    expect(copies).toHaveLength(2);
    expect(copies[0]?.raw === copies[1]?.raw).toBe(true);
    expect(copies[0]?.raw).toContain('application/pdf');
  });

  it('tell the whole notice in the letter: text, time limit, clause, digest; whose it is says the mail', async () => {
    const [mail] = await mailsTo(art33, 'praxis@example.org');
    const { text, title, language, pages } = await letterIn(mail!);
    const [draft] = notice.texts;
    for (const part of [
      'den die E-Mail nennt',
      '§ 8.6',
      'Mi. 21.10.2026, 09:00 Uhr (+02:00)',
      'Unbefugter Zugriff auf ein Speicherkonto',
      createHash('sha256').update(`${draft?.subject}\n${draft?.text}\n`).digest('hex'),
      `Seite 1 von ${pages.length}`,
    ])
      expect(text).toContain(part);
    expect(mail?.text).toContain('An: Praxis Dr. Jürgen Weiß');
    expect(text).not.toContain('Jürgen Weiß');
    expect(title).toBe('Mitteilung über eine Verletzung des Schutzes personenbezogener Daten');
    expect(language).toBe('de-DE');
    // The lines of the letter end elsewhere, also behind a hyphen.
    const dense = (words: string) => words.replace(/^- /gm, '').replace(/\s+/g, '');
    for (const paragraph of String(draft?.text).split(/\n\n/))
      for (const line of paragraph.split('\n')) expect(dense(text)).toContain(dense(line));
  });

  it('are one letter for all recipients of a notice, without anybody’s link', async () => {
    const [one] = await mailsTo(art33, 'praxis@example.org');
    const [other] = await mailsTo(art33, 'leitung@example.org');
    const [letter] = await filesOf(one!);
    expect((await filesOf(other!))[0]?.bytes.equals(letter!.bytes)).toBe(true);
    expect((await letterIn(one!)).text).not.toContain(linkIn(one!, 'n'));
  });

  it('speak English to whom the text does', async () => {
    const [mail] = await mailsTo(art33, 'clinic@example.org');
    const { text, title, language } = await letterIn(mail!);
    expect(title).toBe('Notice of a personal data breach');
    expect(language).toBe('en-GB');
    expect(text).toContain('Please acknowledge receipt');
    expect(text).not.toMatch(/Seite|Vorgang/);
  });

  it('state for machines whose notice it is, its text with its digest, its duties and its own link, as the schema says', async () => {
    const [mail] = await mailsTo(art33, 'praxis@example.org');
    const json = await jsonIn(mail!);
    expect(json).toMatchObject({
      schemaVersion: '1.0',
      processor: { id: processor.id, name: 'ratiomedicus GmbH' },
      controller: { id: practice.id, name: 'Praxis Dr. Jürgen Weiß' },
      agreement: { id: practice.agreementId, clauses: ['§ 8.6'] },
      notice: { id: notice.id, sending: 1, kind: 'breach', sentAt: utc(SENT), language: 'de', gaps: [] },
      incident: { awareness: [{ fact: 'breach-established', at: { at: utc(KNOWN) } }], ruledOut: false },
      duties: [{ clause: '§ 8.6', deadline: { due: utc('2026-10-21T09:00+02:00') } }],
    });
    expect(json.links.page).toContain(linkIn(mail!, 'n'));
    const { subject, body, digest } = json.text;
    expect(mail?.text).toContain(body.trim());
    const hash = createHash('sha256').update([digest.salt, subject, body].map((part) => `${part}\n`).join(''), 'utf8');
    expect(hash.digest('hex')).toBe(digest.value);
    const [event] = await art33.service.stores.commands
      .read(`notice-${notice.id}`)
      .then((events) => events.filter(({ type }) => type === 'NoticeSent'));
    expect(json.record).toEqual({ eventId: event?.id, logNumber: event?.logNumber });
    expect(JSON.stringify(json)).not.toContain(incident);
  });

  it('would be refused by the schema if anything were missing or unknown', async () => {
    const [mail] = await mailsTo(art33, 'praxis@example.org');
    const json = await jsonIn(mail!);
    expect(faultsOf({ ...json, links: undefined })).not.toEqual([]);
    expect(faultsOf({ ...json, more: 1 })).not.toEqual([]);
    expect(faultsOf({ ...json, notice: { ...json.notice, sentAt: 'yesterday' } })).not.toEqual([]);
  });

  it('are not kept in the log: it holds what to make', async () => {
    const messages = await art33.service.stores.log.readAll(undefined, 10_000);
    const prepared = messages.filter(({ type }) => type === 'MessagePrepared').map(({ data }) => data);
    expect(prepared).toHaveLength(3);
    for (const data of prepared as unknown as MessageEventData<'MessagePrepared'>[])
      expect(data.attachments?.map(({ content }) => content)).toEqual(['notice-letter/1', 'notice-json/1']);
  });
});
