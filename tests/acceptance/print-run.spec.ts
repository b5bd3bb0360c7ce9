import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NoticeView, PostedLetters, PrintRunView } from '@art33/notices';
import { readPdf } from '../../libs/documents/src/testing/read-pdf.js';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn } from '../support/mail.js';
import { printed } from '../support/print-runs.js';
import { incidentOf, known, noticeTo, problemOf, tell } from '../support/story.js';

describe('A print run', () => {
  let art33: Installation;
  let processor: Processor;
  let practice: Controller;
  let clinic: Controller;
  let unreachable: Controller;
  let incident: string;
  let run: PrintRunView;
  const file = async (part: string, token = processor.api): Promise<Response> =>
    fetch(`${art33.url}/api/v1/print-runs/${run.id}/${part}`, { headers: { Authorization: `Bearer ${token.token}` } });
  const letters = async () => readPdf(new Uint8Array(await (await file('letters')).arrayBuffer()));
  const notice = (to: Controller): Promise<NoticeView> => noticeTo(processor, incident, to);

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    processor = await art33.processor('ratiomedicus');
    practice = await art33.controller(processor, { name: 'Praxis Dr. Weiß', emails: ['praxis@example.org'] });
    clinic = await art33.controller(processor, { name: 'The Clinic', emails: ['clinic@example.org'], language: 'en' });
    unreachable = await art33.controller(processor, { name: 'Praxis ohne Post', emails: [] });
    await art33.at('2026-10-20T09:05+02:00');
    incident = await incidentOf(
      processor,
      [known('breach-established', '2026-10-20T09:00+02:00')],
      practice,
      clinic,
      unreachable,
    );
    await art33.settled();
    await art33.at('2026-10-20T09:30+02:00');
    await processor.api.done('post', `incidents/${incident}/notices/drafts`, {});
    await processor.api.done('post', `incidents/${incident}/notices/approvals`, {});
    await processor.api.done('post', `incidents/${incident}/notices/sendings`, {});
    await art33.settled();
    run = await printed(processor, incident);
  });
  afterAll(() => art33.stop());

  it('prints every notice that has a text, also to whom no mail can go', () => {
    expect(run).toMatchObject({
      status: 'ready',
      incidentId: incident,
      counts: { notices: 3, printed: 3, leftOut: 0 },
      deletedAt: utc('2026-10-21T09:30+02:00'),
      fault: null,
    });
    expect(run.counts.bytes).toBeGreaterThan(10_000);
  });

  it('is one PDF: the address list first, then each letter with its addressee, in its language, with pages of its own', async () => {
    const { pages, text } = await letters();
    expect(pages).toHaveLength(run.counts.pages);
    for (const name of ['Praxis Dr. Weiß', 'The Clinic', 'Praxis ohne Post']) expect(pages[0]).toContain(name);
    expect(pages[0]).toContain('Adressliste');
    const firsts = pages.slice(1).filter((page) => /(Seite|Page) 1 (von|of)/.test(page));
    expect(firsts).toHaveLength(3);
    const english = firsts.find((page) => page.includes('The Clinic'));
    expect(english).toContain('Notice of a personal data breach');
    expect(text).toContain('Mitteilung über eine Verletzung des Schutzes personenbezogener Daten');
    expect(text).toContain('87435 Kempten');
  });

  it('gives each letter the link of the mail that went before; where none went there is none', async () => {
    const { text, links } = await letters();
    for (const address of ['praxis@example.org', 'clinic@example.org']) {
      const path = linkIn(await latestTo(art33, address), 'n');
      expect(text.replace(/\s/g, '')).toContain(path);
      expect(links.some((link) => link.endsWith(path))).toBe(true);
    }
    expect(new Set(links).size).toBe(2);
  });

  it('gives the addresses as a table, numbered as in the PDF', async () => {
    const answer = await file('addresses');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const [header, ...rows] = (await answer.text()).trim().split('\r\n');
    expect(header).toContain('Nr.;Name;Straße;PLZ;Ort');
    expect(rows).toHaveLength(3);
    expect(rows.join()).toContain('Praxis ohne Post;Weg 1;87435;Kempten;DE');
  });

  it('prints a selection, and refuses notices that are not of the incident', async () => {
    const { id } = await notice(practice);
    const few = await printed(processor, incident, { notices: [id, id] });
    expect(few.counts).toMatchObject({ notices: 1, printed: 1 });
    const stranger = await processor.api.post(`incidents/${incident}/print-runs`, { notices: [run.id] });
    expect(problemOf(stranger)).toEqual({ status: 422, code: 'unknown-notices' });
  });

  it('hands no auditor the letters: they hold links to acknowledge with', async () => {
    const auditor = await art33.token(processor.id, 'auditor');
    expect((await auditor.get(`print-runs/${run.id}`)).status).toBe(200);
    expect((await file('letters', auditor)).status).toBe(404);
    expect((await file('addresses', auditor)).status).toBe(404);
  });

  it('counts for nothing until a person says that the letters were posted; then each is a delivery as the sender states it', async () => {
    expect((await notice(unreachable)).deliveries).toEqual([]);
    const early = { at: '2026-10-20T09:20+02:00', by: 'Frau Poststelle' };
    expect(problemOf(await processor.api.post(`print-runs/${run.id}/posted`, early))).toEqual({
      status: 422,
      code: 'posted-before-printed',
    });
    await art33.at('2026-10-20T12:00+02:00');
    const posted = { at: '2026-10-20T11:45+02:00', by: 'Frau Poststelle' };
    const outcome = (await processor.api.done(
      'post',
      `print-runs/${run.id}/posted`,
      posted,
    )) as unknown as PostedLetters;
    expect(outcome.counts).toEqual({ letters: 3, recorded: 3, refused: 0 });
    await art33.settled();
    const told = await notice(unreachable);
    expect(told).toMatchObject({ status: 'fulfilled', grade: 'stated' });
    expect(told.deliveries).toMatchObject([
      {
        grade: 'stated',
        at: utc('2026-10-20T11:45+02:00'),
        statement: {
          channel: 'letter',
          textForm: true,
          account: { by: 'Frau Poststelle', to: 'Praxis ohne Post', evidence: expect.stringContaining(run.id) },
        },
      },
    ]);
  });

  it('outlives a restart, and is gone with its files after a day', async () => {
    const folder = join(art33.dataDirectory, 'print-runs');
    await art33.stopService();
    await art33.startService();
    expect((await processor.api.read(`print-runs/${run.id}`))['status']).toBe('ready');
    expect((await file('letters')).status).toBe(200);
    expect(existsSync(join(folder, `${run.id}.pdf`))).toBe(true);
    await art33.at('2026-10-21T13:00+02:00');
    expect((await processor.api.get(`print-runs/${run.id}`)).status).toBe(404);
    expect(readdirSync(folder).filter((name) => name.startsWith(run.id))).toEqual([]);
  });

  it('has no files and was not posted before it is ready', async () => {
    const start = () => processor.api.done('post', `incidents/${incident}/print-runs`);
    const [, second] = [await start(), (await start()) as unknown as PrintRunView];
    const answers = [
      await processor.api.get(`print-runs/${second.id}/letters`),
      await processor.api.post(`print-runs/${second.id}/posted`, { at: '2026-10-21T13:00+02:00', by: 'Herr Beispiel' }),
    ];
    for (const answer of answers) expect(problemOf(answer)).toEqual({ status: 409, code: 'print-run-not-ready' });
  });

  it('can be deleted before that, and is deleted once', async () => {
    const other = await printed(processor, incident);
    expect((await processor.api.delete(`print-runs/${other.id}`)).status).toBe(204);
    expect((await processor.api.delete(`print-runs/${other.id}`)).status).toBe(404);
    expect(readdirSync(join(art33.dataDirectory, 'print-runs')).filter((name) => name.startsWith(other.id))).toEqual(
      [],
    );
  });
});

describe('A notice without an approved text', () => {
  it('is left out of a print run, and named', async () => {
    const art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    try {
      const processor = await art33.processor('ratiomedicus');
      const one = await art33.controller(processor, { name: 'Eins', emails: ['eins@example.org'] });
      const two = await art33.controller(processor, { name: 'Zwei', emails: ['zwei@example.org'] });
      await art33.at('2026-10-20T09:05+02:00');
      const incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], one, two);
      await art33.settled();
      await tell(processor, incident);
      const third = await art33.controller(processor, { name: 'Drei', emails: ['drei@example.org'] });
      await processor.api.done('post', `incidents/${incident}/affected`, { agreements: [third.agreementId] });
      await art33.settled();
      const run = await printed(processor, incident);
      expect(run.counts).toMatchObject({ notices: 3, printed: 2, leftOut: 1 });
      const { id } = await noticeTo(processor, incident, third);
      expect(run.leftOut).toEqual([{ noticeId: id, why: 'no-approved-text' }]);
    } finally {
      await art33.stop();
    }
  });
});
