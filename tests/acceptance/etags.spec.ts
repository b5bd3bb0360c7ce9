import type { Answer } from '../../apps/cli/src/api-client.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { incidentOf, known, noticeTo, problemOf } from '../support/story.js';

const AT = '2026-10-20T09:00+02:00';

let art33: Installation;
let lumitra: Processor;
let practice: Controller;
let incident: string;

beforeEach(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  lumitra = await art33.processor('lumitra');
  practice = await art33.controller(lumitra);
  await art33.at('2026-10-20T09:10+02:00');
  incident = await incidentOf(lumitra, [known('breach-established', AT)], practice);
  await art33.settled();
});
afterEach(() => art33.stop());

/** An answer as its receiver keeps it. */
const kept = ({ status, body, headers }: Answer) => ({ status, body, etag: headers.get('ETag') });

describe('ETag and If-Match', () => {
  const etagOf = async (path: string) => (await lumitra.api.get(path)).headers.get('ETag');
  const details = (ifMatch: string | undefined, note: string) =>
    lumitra.api.post(`incidents/${incident}/details`, { note }, ifMatch === undefined ? {} : { 'If-Match': ifMatch });

  it('a write answers with the ETag that the next read shows, and each edit moves it on', async () => {
    const path = `incidents/${incident}`;
    const before = await etagOf(path);
    const written = await details(before ?? '', 'eins');
    expect(written.status).toBe(200);
    expect(written.headers.get('ETag')).toBe(await etagOf(path));
    expect(await etagOf(path)).not.toBe(before);
  });

  it('an edit based on what has been changed since is refused with 412 and the changes; the current one is taken', async () => {
    const before = (await etagOf(`incidents/${incident}`)) ?? '';
    await details(before, 'eins');
    const stale = await details(before, 'zwei');
    expect(problemOf(stale)).toEqual({ status: 412, code: 'changed-meanwhile' });
    expect(stale.body).toMatchObject({ changes: [{ type: 'IncidentDetailsAdded', data: { note: 'eins' } }] });
    expect((await details((await etagOf(`incidents/${incident}`)) ?? '', 'zwei')).status).toBe(200);
  });

  it('what machines write moves no ETag', async () => {
    const { id } = await noticeTo(lumitra, incident, practice);
    const before = await etagOf(`notices/${id}`);
    await art33.at('2026-10-21T10:00+02:00');
    expect((await noticeTo(lumitra, incident, practice)).duties[0]?.steps).not.toEqual([]);
    expect(await etagOf(`notices/${id}`)).toBe(before);
  });

  it('an edit of a text without If-Match is refused with 428, before anything else is looked at', async () => {
    const { id } = await noticeTo(lumitra, incident, practice);
    const refused = await lumitra.api.put(`notices/${id}/draft`, { subject: 'x', text: 'y' });
    expect(problemOf(refused)).toEqual({ status: 428, code: 'if-match-required' });
    expect(refused.body['errors']).toMatchObject([{ field: 'If-Match' }]);
    expect((await noticeTo(lumitra, incident, practice)).texts).toEqual([]);
  });

  it('an If-Match that was never sent as an ETag is refused', async () => {
    for (const header of ['3', 'W/"3"', '"x"', '"1", "2"']) {
      expect(problemOf(await details(header, 'x'))).toEqual({ status: 422, code: 'invalid-request' });
    }
  });

  it('a repeated edit with its key gets its answer, though its own edit has come since', async () => {
    const { id } = await noticeTo(lumitra, incident, practice);
    const headers = { 'If-Match': (await etagOf(`notices/${id}`)) ?? '', 'Idempotency-Key': 'edit' };
    const write = () => lumitra.api.put(`notices/${id}/draft`, { subject: 'Meldung', text: 'Fassung' }, headers);
    const first = await write();
    expect(first.status).toBe(200);
    await lumitra.api.done('post', `notices/${id}/approval`, { textNumber: 1 });
    expect(kept(await write())).toEqual(kept(first));
    expect((await noticeTo(lumitra, incident, practice)).texts).toHaveLength(1);
  });
});
