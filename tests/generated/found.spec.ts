import { customersWith, sendFile } from '../support/import-files.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { incidentOf, known, noticeTo, problemOf } from '../support/story.js';
import { Accounts } from './accounts.js';

/** What generated requests have found: each stays as a test of its own. */
describe('Found by generated requests', () => {
  let art33: Installation;
  let processor: Processor;
  let practice: Controller;

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T09:10+02:00' });
    processor = await art33.processor('ratiomedicus');
    practice = await art33.controller(processor);
  });
  afterAll(() => art33.stop());

  it('recipients that are null are all of them, as where they are left out', async () => {
    const incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
    await art33.settled();
    for (const step of ['drafts', 'approvals'])
      await processor.api.done('post', `incidents/${incident}/notices/${step}`);
    await art33.settled();
    const { id } = await noticeTo(processor, incident, practice);
    expect((await processor.api.post(`notices/${id}/sending`, { recipients: null })).status).toBe(200);
  });

  it('a kind that is null is each notice’s own', async () => {
    const incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
    await art33.settled();
    const none = { kind: null, templates: null };
    expect((await processor.api.post(`incidents/${incident}/notices/drafts`, none)).status).toBe(200);
    const job = await processor.api.post(`incidents/${incident}/jobs`, { what: 'draft', ...none });
    expect(job.status).toBe(202);
    await art33.settled();
    const { id } = await noticeTo(processor, incident, practice);
    const etag = (await processor.api.get(`notices/${id}`)).headers.get('etag') ?? '';
    const words = { subject: 'Betreff', text: 'Text', language: null, kind: null };
    const { status } = await processor.api.put(`notices/${id}/draft`, words, { 'If-Match': etag });
    expect(status).toBe(200);
  });

  it('nobody becomes known by an invitation or an engagement that is refused', async () => {
    const { log } = art33.service.stores;
    await art33.settled();
    const { size } = await log.head();
    const email = 'niemand@example.org';
    const stale = { 'If-Match': '"7"' };
    const refused = [
      await processor.api.post('members', { email, roles: ['privacy-officer'] }),
      await processor.api.post('members', { email, roles: ['reader'] }, stale),
      await processor.api.post('engagements', { email, until: '2026-01-01T00:00:00Z' }),
      await processor.api.post('engagements', { email, until: '2026-12-31T00:00:00Z' }, stale),
    ];
    expect(refused.map((answer) => problemOf(answer).status)).toEqual([422, 412, 422, 412]);
    expect((await log.head()).size).toBe(size);
  });

  it('many files at once are too many requests, and no failure of the service', async () => {
    const file = customersWith('1;Praxis;Weg 1;87435;Kempten;BY;;;;');
    const sent = Array.from({ length: 8 }, () => sendFile(processor.api, file, 'kind=controllers&dryRun=true'));
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([202, 429]));
  });

  it('a replay while another one runs is told so', async () => {
    const both = await Promise.all([art33.operator.post('replays'), art33.operator.post('replays')]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('a code or a password that is null is none, and wrong', async () => {
    const accounts = new Accounts(art33, practice.id);
    const account = await accounts.fresh();
    const { api, headers } = account;
    const changed = { currentPassword: null, newPassword: 'schwarzer Tee um fünf' };
    expect((await api.put('me/password', changed, headers)).status).toBe(403);
    await accounts.addApp(account);
    const by = await accounts.withPassword(account);
    for (const proof of [{ code: null }, { recoveryCode: null }])
      expect((await api.post('sign-in/second-factor', proof, by)).status).toBe(403);
  });

  it('a cursor of no page ends at once', async () => {
    for (const place of ['x', null, 1e300]) {
      const cursor = Buffer.from(JSON.stringify(['events logNumber', place]), 'utf8').toString('base64url');
      expect((await processor.api.get(`events?cursor=${cursor}`)).status).toBe(422);
    }
  });
});
