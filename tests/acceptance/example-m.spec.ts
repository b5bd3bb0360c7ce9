import type { NoticeView } from '@art33/notices';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, report, visitor } from '../support/mail.js';
import { caseOf, incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';
import type { Answer, Api } from '../../apps/cli/src/api-client.js';

const ADDRESS = 'praxis@example.org';
const text = (words: string) => ({ subject: 'Meldung', text: words });

describe('Example M: two people at once', () => {
  let art33: Installation;
  let lumitra: Processor;
  let practice: Controller;
  let lena: Api;
  let omar: Api;
  let notice: NoticeView;

  beforeEach(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00', transport: 'relay' });
    lumitra = await art33.processor('lumitra');
    practice = await art33.controller(lumitra, { emails: [ADDRESS] });
    lena = await art33.token(lumitra.id, 'processor');
    omar = await art33.token(lumitra.id, 'processor');
    await art33.at('2026-10-20T09:00+02:00');
    const incident = await incidentOf(lumitra, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
    await art33.settled();
    notice = await noticeTo(lumitra, incident, practice);
  });
  afterEach(() => art33.stop());

  const read = async (api: Api) => (await api.get(`notices/${notice.id}`)).headers.get('ETag') ?? '';
  const edit = (api: Api, etag: string, words: string) =>
    api.put(`notices/${notice.id}/draft`, text(words), { 'If-Match': etag });
  const shown = async () => (await lumitra.api.read(`notices/${notice.id}`)) as unknown as NoticeView;
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).toSorted();

  it('two responders edit the same notice: the second gets 412 with what the first changed', async () => {
    const [lenas, omars] = [await read(lena), await read(omar)];
    expect(lenas).toBe(omars);
    expect((await edit(lena, lenas, 'Lenas Fassung')).status).toBe(200);
    const second = await edit(omar, omars, 'Omars Fassung');
    expect(problemOf(second)).toEqual({ status: 412, code: 'changed-meanwhile' });
    expect(second.body).toMatchObject({
      changes: [{ type: 'NoticeDrafted', actor: { kind: 'token' }, data: { text: 'Lenas Fassung', textNumber: 1 } }],
    });
    await art33.settled();
    expect((await shown()).texts.map((draft) => draft.text)).toEqual(['Lenas Fassung']);
    expect((await edit(omar, await read(omar), 'Omars Fassung')).status).toBe(200);
  });

  it('of two edits at the same instant one is kept, the other gets 412', async () => {
    const etag = await read(lena);
    const answers = await Promise.all([edit(lena, etag, 'eins'), edit(omar, etag, 'zwei')]);
    expect(statuses(answers)).toEqual([200, 412]);
    await art33.settled();
    expect((await shown()).texts).toHaveLength(1);
  });

  it('a delivery event in between causes no 412', async () => {
    await tell(lumitra, notice.incidentId);
    await art33.settled();
    const etag = await read(lena);
    const mail = await latestTo(art33, ADDRESS);
    await art33.at('2026-10-20T09:10+02:00');
    await report(art33, mail, { action: 'delivered', at: '2026-10-20T09:10+02:00' });
    await art33.settled();
    const link = linkIn(mail, 'n');
    await visitor(art33).press(link);
    await visitor(art33).press(`${link}/acknowledgement`, { name: 'Dr. Muster' });
    await art33.settled();
    expect(await shown()).toMatchObject({ grade: 'acknowledged' });
    expect(await read(lena)).toBe(etag);
    expect((await edit(lena, etag, 'Nachtrag')).status).toBe(200);
  });

  it('two approve at once: one approval', async () => {
    await edit(lena, await read(lena), 'Fassung');
    const approve = (api: Api) => api.post(`notices/${notice.id}/approval`, { textNumber: 1 });
    const answers = await Promise.all([approve(lena), approve(omar)]);
    expect(statuses(answers)).toEqual([200, 200]);
    const written = answers.map(({ body }) => (body['events'] as readonly unknown[]).length);
    expect(written.toSorted()).toEqual([0, 1]);
    await art33.settled();
    expect((await listed(lumitra.api, 'events?type=NoticeApproved')).items).toHaveLength(1);
  });

  it('eight parallel filings: one is recorded, seven are refused as conflicting', async () => {
    await tell(lumitra, notice.incidentId);
    await art33.settled();
    const { id } = await caseOf(practice);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        practice.api.post(`cases/${id}/filings`, {
          phase: 'initial',
          authority: 'BayLDA',
          reference: `LDA-${number}`,
          filedAt: '2026-10-20T09:00+02:00',
        }),
      ),
    );
    expect(statuses(answers)).toEqual([201, ...Array<number>(7).fill(409)]);
    const refused = answers.filter(({ status }) => status === 409);
    for (const answer of refused) expect(problemOf(answer).code).toBe('initial-filing-recorded');
    const { filings } = await caseOf(practice);
    expect(filings).toHaveLength(1);
    expect(filings[0]?.filingId).toBe((refused[0]?.body as { details: { filingId: string } }).details.filingId);
  });
});
