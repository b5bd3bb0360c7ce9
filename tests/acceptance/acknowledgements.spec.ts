import type { NoticeView, ReceiptView } from '@art33/notices';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, mailsTo, visitor } from '../support/mail.js';
import { fieldsOf } from '../support/page.js';
import { signedIn } from '../support/roles.js';
import { incidentOf, known, listed, noticeTo, tell } from '../support/story.js';

const EVA = 'eva@praxis.example';
const TOM = 'tom@praxis.example';
const FORM = 'name="name"';

describe('Acknowledging more than once', () => {
  let art33: Installation;
  let lumitra: Processor;
  let practice: Controller;
  let incident: string;
  let evasLink: string;
  const notice = (): Promise<NoticeView> => noticeTo(lumitra, incident, practice);
  const open = (link: string) => visitor(art33).press(link);
  const receiptMails = async (address: string) =>
    (await mailsTo(art33, address)).filter(({ subject }) => subject.startsWith('Quittung'));
  const receipts = async (): Promise<readonly ReceiptView[]> =>
    (await listed<ReceiptView>(practice.api, `notices/${(await notice()).id}/receipt`)).items;
  const acknowledge = async (link: string, name: string) => {
    const page = await visitor(art33).press(`${link}/acknowledgement`, { name });
    await art33.settled();
    return page;
  };

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    lumitra = await art33.processor('lumitra');
    practice = await art33.controller(lumitra, { emails: [EVA, TOM] });
    await art33.at('2026-10-20T09:05+02:00');
    incident = await incidentOf(lumitra, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
    await art33.settled();
    await tell(lumitra, incident);
    await art33.settled();
    evasLink = linkIn(await latestTo(art33, EVA), 'n');
  });
  afterAll(() => art33.stop());

  it('two people of the house at the same moment: each acknowledgement has its own receipt and its own mails', async () => {
    const tomsLink = linkIn(await latestTo(art33, TOM), 'n');
    await Promise.all([open(evasLink), open(tomsLink)]);
    const pages = await Promise.all([
      visitor(art33).press(`${evasLink}/acknowledgement`, { name: 'Eva' }),
      visitor(art33).press(`${tomsLink}/acknowledgement`, { name: 'Tom' }),
    ]);
    await art33.settled();
    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    expect((await receipts()).map(({ by }) => (by as { name: string }).name).toSorted()).toEqual(['Eva', 'Tom']);
    for (const address of [EVA, TOM]) {
      const mails = await receiptMails(address);
      expect(mails).toHaveLength(2);
      for (const { by, eventId } of await receipts()) {
        const mail = mails.find(({ text }) => text.includes(eventId));
        expect(mail?.text).toContain(`Bestätigt von: ${(by as { name: string }).name}`);
      }
    }
  });

  it('a dispute concerns the acknowledgement that the receipt was for, no other', async () => {
    const [mail] = (await receiptMails(TOM)).filter(({ text }) => text.includes('Bestätigt von: Eva'));
    await visitor(art33).press(linkIn(mail as never, 'd'));
    await art33.settled();
    const disputed = (await receipts()).filter(({ disputes }) => disputes.length > 0);
    expect(disputed).toMatchObject([{ by: { name: 'Eva' } }]);
  });

  it('what was disputed can be given anew on the same page, and gets a receipt of its own', async () => {
    for (const mail of (await receiptMails(EVA)).filter(({ text }) => text.includes('Bestätigt von: Tom'))) {
      await visitor(art33).press(linkIn(mail, 'd'));
    }
    await art33.settled();
    const page = await open(evasLink);
    expect(page.text).toContain('Diese Bestätigung wurde bestritten.');
    expect(page.text).toContain(FORM);
    const again = await acknowledge(evasLink, 'Dr. Eva Muster');
    expect(fieldsOf(again.text)).toMatchObject({ 'Bestätigt von': 'Dr. Eva Muster' });
    expect(again.text).not.toContain(FORM);
    expect(await receipts()).toMatchObject([{ by: { name: 'Dr. Eva Muster' }, disputes: [] }, {}, {}]);
  });

  it('a follow-up is acknowledged by itself: its page asks for it, and the receipt is of its own text', async () => {
    const before = (await receipts()).length;
    await lumitra.api.done('post', `incidents/${incident}/details`, { numberOfPersons: { kind: 'exact', value: 312 } });
    const { id } = await notice();
    for (const step of ['drafts', 'approvals', 'sendings']) {
      await lumitra.api.done('post', `incidents/${incident}/notices/${step}`, { notices: [id] });
    }
    await art33.settled();
    const mail = await latestTo(art33, EVA);
    expect(mail.text).toContain('312');
    const link = linkIn(mail, 'n');
    expect(link).not.toBe(evasLink);
    const page = await open(link);
    expect(page.text).toContain(FORM);
    expect(fieldsOf(page.text)).not.toHaveProperty('Bestätigt von');

    await acknowledge(link, 'Tom Muster');
    const [latest, ...others] = await receipts();
    expect(others).toHaveLength(before);
    const { texts } = await notice();
    expect(latest).toMatchObject({
      sendNumber: 2,
      by: { name: 'Tom Muster' },
      text: texts[1]?.text,
      textHash: texts[1]?.hash,
    });
    expect((await receiptMails(TOM)).at(-1)?.text).toContain(texts[1]?.hash);
    expect(fieldsOf((await open(evasLink)).text)).toMatchObject({ 'Bestätigt von': 'Dr. Eva Muster' });
  });

  it('somebody of the practice who has signed in acknowledges without a link: the receipt says so, and goes to all contacts', async () => {
    await lumitra.api.done('post', `incidents/${incident}/details`, { numberOfPersons: { kind: 'exact', value: 313 } });
    const { id } = await notice();
    for (const step of ['drafts', 'approvals', 'sendings'])
      await lumitra.api.done('post', `incidents/${incident}/notices/${step}`, { notices: [id] });
    await art33.settled();
    const person = await signedIn(art33, practice.id, 'controller', 'contact');
    const sendNumber = (await notice()).sendings.at(-1)?.sendNumber;
    const body = { sendNumber, name: 'Dr. Eva Muster', function: 'Inhaberin' };
    const path = `notices/${id}/acknowledgement`;
    expect((await practice.api.post(path, body)).status).toBe(409);
    const before = (await receipts()).length;
    const answers = [
      await person.api.post(path, body, person.headers),
      await person.api.post(path, body, person.headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await art33.settled();
    const [latest, ...others] = await receipts();
    expect([others.length, latest?.grade, latest?.sendNumber]).toEqual([before, 'signed-in', sendNumber]);
    expect((await receiptMails(TOM)).at(-1)?.text).toContain('angemeldet: eine Person');
  });
});
