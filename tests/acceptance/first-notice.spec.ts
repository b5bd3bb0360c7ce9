import { createHash } from 'node:crypto';
import type { NoticeView, ReceiptView } from '@art33/notices';
import { Installation, utc, type Controller, type Processor, type ProcessorName } from '../support/installation.js';
import { latestTo, linkIn, mailsTo, readMail, visitor } from '../support/mail.js';
import { fieldsOf, paragraphsOf } from '../support/page.js';
import { caseOf, incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';

const SENT = '2026-10-20T09:30+02:00';
const OPENED = '2026-10-20T11:00+02:00';
const ACKNOWLEDGED = '2026-10-20T11:02+02:00';
const PERSON = { name: 'Dr. Eva Muster', function: 'Praxisinhaberin' };

/** As the receipt explains it: salt, subject and text, each with a line feed after it. */
const hashOf = (salt: string, subject: string, text: string): string =>
  createHash('sha256')
    .update([salt, subject, text].map((part) => `${part}\n`).join(''), 'utf8')
    .digest('hex');

describe.each<[ProcessorName, string, string | null]>([
  ['ratiomedicus', '§ 8.6', '2026-10-21T09:00+02:00'],
  ['lumitra', 'Ziff. 9', '2026-10-21T09:00+02:00'],
  ['cgm', '§ 4.3', null],
])('The first notice under the agreement of %s', (name, clause, due) => {
  let art33: Installation;
  let processor: Processor;
  let practice: Controller;
  let incident: string;
  let link: string;
  const addresses = [`datenschutz@${name}.example`, `leitung@${name}.example`];
  const board = `vorstand@${name}.example`;
  const notice = (): Promise<NoticeView> => noticeTo(processor, incident, practice);
  const eventCount = async (): Promise<number> => (await art33.service.stores.log.head()).size;
  const receipts = async (): Promise<readonly ReceiptView[]> =>
    (await listed<ReceiptView>(practice.api, `notices/${(await notice()).id}/receipt`)).items;

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    processor = await art33.processor(name);
    await processor.api.done('put', 'organisation/settings', { onCallAddress: `oncall@${name}.example` });
    practice = await art33.controller(processor, { emails: addresses });
    await processor.api.done('post', `controllers/${practice.id}/contacts`, {
      name: 'Vorstand',
      email: board,
      purposes: ['data-protection-officer'],
    });
    await art33.at('2026-10-20T09:05+02:00');
    incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
    await art33.settled();
  });
  afterAll(() => art33.stop());

  it('is opened with the duty, the clause it comes from and the due time that this agreement gives', async () => {
    expect(await notice()).toMatchObject({
      status: 'open',
      kind: 'breach',
      due: due === null ? null : utc(due),
      duties: [{ kind: 'breach', clause, status: 'open' }],
    });
  });

  it('is drafted, approved and sent: one mail to each contact for notices, whole, with its own link', async () => {
    await art33.at(SENT);
    await tell(processor, incident);
    await art33.settled();
    const [draft] = (await notice()).texts;
    const mails = await Promise.all(art33.mail.received.map(readMail));
    expect(mails.map(({ to }) => to).toSorted()).toEqual(addresses);
    for (const mail of mails) {
      expect(mail.subject).toBe(draft?.subject);
      expect(mail.text).toContain(String(draft?.text).trim());
      expect(mail.text).toContain('Unbefugter Zugriff auf ein Speicherkonto');
    }
    expect(new Set(mails.map((mail) => linkIn(mail, 'n'))).size).toBe(2);
    expect(await notice()).toMatchObject({ status: 'fulfilled', grade: 'accepted-by-server', toldAt: utc(SENT) });
    link = linkIn(await latestTo(art33, addresses[0] as string), 'n');
  });

  it('records nothing and shows nothing of the matter on a GET of the page, however often', async () => {
    const before = await eventCount();
    const { look } = visitor(art33);
    for (const path of [link, link, `${link}?lang=en`]) {
      const { status, text, headers } = await look(path);
      expect(status).toBe(200);
      expect(text).toContain('<button type="submit">');
      expect(text).not.toContain('Speicherkonto');
      expect(headers.get('Cache-Control')).toBe('no-store');
    }
    await art33.settled();
    expect(await eventCount()).toBe(before);
  });

  it('opens on a POST by a person, and shows text, clock and the way to acknowledge', async () => {
    await art33.at(OPENED);
    const { status, text } = await visitor(art33).press(link);
    expect(status).toBe(200);
    expect(text).toContain('Speicherkonto');
    expect(text).toContain('Fr. 23.10.2026, 09:30 Uhr (+02:00)');
    expect(text).toContain(`action="${link}/acknowledgement?lang=de"`);
    await art33.settled();
    const shown = await notice();
    expect(shown.grade).toBe('opened');
    expect(shown.deliveries.filter(({ grade }) => grade === 'opened')).toMatchObject([{ at: utc(OPENED) }]);
    const again = await eventCount();
    await visitor(art33).press(link);
    expect(await eventCount()).toBe(again);
  });

  it('is not acknowledged without a name', async () => {
    const before = await eventCount();
    expect((await visitor(art33).press(`${link}/acknowledgement`, { name: '  ' })).status).toBe(422);
    const without = await fetch(`${art33.url}${link}/acknowledgement`, { method: 'POST' });
    expect(without.status).toBe(422);
    expect(await without.text()).toContain('Bitte geben Sie Ihren Namen an');
    expect(await eventCount()).toBe(before);
    expect(await receipts()).toEqual([]);
  });

  it('leads back to the notice from the address of the acknowledgement, which a browser keeps', async () => {
    for (const query of ['', '?lang=en']) {
      const answer = await fetch(`${art33.url}${link}/acknowledgement${query}`, { redirect: 'manual' });
      expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${link}${query}`]);
    }
  });

  it('is acknowledged with a name, and gives a receipt: who, when, event, log number, grade', async () => {
    await art33.at(ACKNOWLEDGED);
    const page = await visitor(art33).press(`${link}/acknowledgement`, PERSON);
    expect(page.status).toBe(200);
    await art33.settled();
    const [receipt, ...others] = await receipts();
    expect(others).toEqual([]);
    expect(receipt).toMatchObject({ by: PERSON, at: utc(ACKNOWLEDGED), grade: 'link-only', disputes: [] });
    const shown = fieldsOf(page.text);
    expect(shown).toMatchObject({
      'Bestätigt von': 'Dr. Eva Muster (Praxisinhaberin)',
      Zeitpunkt: 'Di. 20.10.2026, 11:02 Uhr (+02:00)',
      Ereignis: receipt?.eventId,
      Protokollnummer: String(receipt?.logNumber),
      Salz: receipt?.salt,
    });
    const event = await processor.api.get(`events/${receipt?.logNumber}`);
    const listing = await listed<{ readonly id: string; readonly type: string; readonly logNumber: number }>(
      practice.api,
      'events?type=NoticeAcknowledged',
    );
    const seen = event.status === 200 ? [event.body] : listing.items;
    expect(seen).toMatchObject([{ id: receipt?.eventId, type: 'NoticeAcknowledged', logNumber: receipt?.logNumber }]);
    expect((await notice()).grade).toBe('acknowledged');
  });

  it('proves the exact text: the hash follows from what the receipt gives and from what the page shows', async () => {
    const [receipt] = await receipts();
    const { salt, subject, text, textHash } = receipt as unknown as Readonly<Record<string, string>>;
    expect(hashOf(String(salt), String(subject), String(text))).toBe(textHash);
    expect((await notice()).texts[0]).toMatchObject({ subject, text, hash: textHash });

    const page = await visitor(art33).press(link);
    const fields = fieldsOf(page.text);
    expect(fields).toMatchObject({
      'Prüfsumme (SHA-256 über Salz, Betreff und Text, nach jedem ein Zeilenende)': textHash,
    });
    expect(hashOf(String(fields['Salz']), ...paragraphsOf(page.text))).toBe(textHash);
  });

  it('sends the receipt to all registered contacts, each with its own "this was not us"', async () => {
    const [receipt] = await receipts();
    const links = new Set<string>();
    for (const address of [...addresses, board]) {
      const mail = await latestTo(art33, address);
      expect(mail.subject).toBe('Quittung: Empfang einer Meldung bestätigt');
      for (const fact of ['Dr. Eva Muster', receipt?.eventId, String(receipt?.logNumber), receipt?.textHash]) {
        expect(mail.text).toContain(fact);
      }
      expect(mail.text).toContain('Das waren Sie nicht?');
      links.add(linkIn(mail, 'd'));
    }
    expect(links.size).toBe(3);
  });

  it('acknowledges once: the same press again gives the same receipt and no further mail', async () => {
    const [before, mails] = [await eventCount(), art33.mail.received.length];
    await visitor(art33).press(`${link}/acknowledgement`, { name: 'Jemand anderes' });
    await art33.settled();
    expect(await eventCount()).toBe(before);
    expect(art33.mail.received).toHaveLength(mails);
    expect(await receipts()).toMatchObject([{ by: PERSON }]);
  });

  it('moves no clock by any of it: the 72 hours run from the acceptance', async () => {
    expect(await caseOf(practice)).toMatchObject({
      deadline: { clock: 'proper', deadline: { due: utc('2026-10-23T09:30+02:00') } },
    });
  });

  it('"this was not us": a look records nothing, the POST disputes the acknowledgement and alerts the sender', async () => {
    const dispute = linkIn(await latestTo(art33, board), 'd');
    const before = await eventCount();
    expect((await visitor(art33).look(dispute)).status).toBe(200);
    expect(await eventCount()).toBe(before);
    await art33.at('2026-10-20T12:00+02:00');
    expect((await visitor(art33).press(dispute)).status).toBe(200);
    await art33.settled();
    expect((await receipts())[0]?.disputes).toMatchObject([{ at: utc('2026-10-20T12:00+02:00') }]);
    const shown = await notice();
    expect(shown.deliveries.filter(({ invalidated }) => invalidated !== null)).toMatchObject([
      { grade: 'opened', invalidated: { cause: 'acknowledgement-disputed' } },
      { grade: 'acknowledged', invalidated: { cause: 'acknowledgement-disputed' } },
    ]);
    expect(shown).toMatchObject({ status: 'fulfilled', grade: 'accepted-by-server' });
    const [alert, ...others] = await mailsTo(art33, `oncall@${name}.example`);
    expect(others).toEqual([]);
    expect(alert?.subject).toContain('Bestätigung bestritten');
  });

  it('keeps the acknowledgement out of the sender’s hands: the only route to it is the receiver’s', async () => {
    const { id } = await notice();
    expect(problemOf(await processor.api.post(`notices/${id}/acknowledgement`, PERSON)).status).toBe(403);
    expect(problemOf(await processor.api.post(`notices/${id}/acknowledgements`, PERSON)).status).toBe(404);
  });

  it('opens nothing by a link that was changed', async () => {
    const [, page, token = ''] = link.split('/');
    const changed = `/${page}/${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    expect((await visitor(art33).look(changed)).status).toBe(404);
    expect((await visitor(art33).press(changed)).status).toBe(404);
    const dispute = link.replace('/n/', '/d/');
    expect((await visitor(art33).press(dispute)).status).toBe(404);
  });
});
