import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { RebuildReport } from '@art33/event-log';
import { paths } from '../../apps/server/src/stores.js';
import type { Api, JsonBody } from '../../apps/cli/src/api-client.js';
import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, report, visitor } from '../support/mail.js';
import { affect, becomeAware, caseOf, logIncident, known, noticeTo, problemOf, tell } from '../support/story.js';

const ADDRESS = 'praxis@example.org';
const day = (time: string): string => `2026-10-20T${time}+02:00`;

/** What everybody saw when the log stood at a log number. */
interface Scene {
  readonly instant: string;
  readonly logNumber: number;
  readonly incident: JsonBody | null;
  readonly notice: JsonBody | null;
  readonly received: JsonBody | null;
  readonly file: JsonBody | null;
}

let art33: Installation;
let lumitra: Processor;
let practice: Controller;
let incident: string;
let notice: string;
let file: string;
const scenes: Scene[] = [];

const bodyOf = async (api: Api, path: string): Promise<JsonBody | null> => {
  const answer = await api.get(path);
  return answer.status === 200 ? answer.body : null;
};
const look = async (suffix: string): Promise<Omit<Scene, 'instant' | 'logNumber'>> => ({
  incident: await bodyOf(lumitra.api, `incidents/${incident}${suffix}`),
  notice: await bodyOf(lumitra.api, `notices/${notice}${suffix}`),
  received: await bodyOf(practice.api, `notices/${notice}${suffix}`),
  file: await bodyOf(practice.api, `cases/${file}${suffix}`),
});
const head = async (): Promise<number> => (await art33.service.stores.log.head()).size - 1;
const remember = async (): Promise<void> => {
  await art33.settled();
  scenes.push({ instant: art33.clock.instant, logNumber: await head(), ...(await look('')) });
};

/** Who matches by now is a finding of today, in a look at the past always empty. */
const withoutFindings = (body: JsonBody | null) => body && { ...body, matchesLater: [] };

beforeAll(async () => {
  art33 = await Installation.start({ startAt: day('07:00') });
  lumitra = await art33.processor('lumitra');
  practice = await art33.controller(lumitra, { emails: [ADDRESS] });
  await art33.at(day('09:05'));
  incident = await logIncident(lumitra, { awareness: [known('suspicion-known', day('09:00'))] });
  [notice, file] = [incident, incident];
  await remember();
  await affect(lumitra, incident, practice);
  await art33.settled();
  notice = (await noticeTo(lumitra, incident, practice)).id;
  await remember();
  await art33.at(day('09:30'));
  await becomeAware(lumitra, incident, 'breach-established', day('09:30'));
  await remember();
  await lumitra.api.done('post', `incidents/${incident}/notices/drafts`);
  await remember();
  await lumitra.api.done('post', `incidents/${incident}/notices/approvals`);
  await lumitra.api.done('post', `incidents/${incident}/notices/sendings`);
  await art33.settled();
  file = (await caseOf(practice)).id;
  await remember();
  await art33.at(day('10:00'));
  await report(art33, await latestTo(art33, ADDRESS), { action: 'failed', at: day('10:00') });
  await remember();
  await art33.at(day('10:30'));
  await lumitra.api.done('put', `controllers/${practice.id}/contacts/${practice.contactIds[0]}`, {
    name: 'Anna Muster',
    email: 'neu@example.org',
  });
  await lumitra.api.done('post', `incidents/${incident}/details`, {
    note: 'Adresse erfragt',
    numberOfPersons: { kind: 'exact', value: 241 },
  });
  await tell(lumitra, incident);
  await remember();
  await art33.at(day('11:00'));
  const link = linkIn(await latestTo(art33, 'neu@example.org'), 'n');
  await visitor(art33).press(link);
  await visitor(art33).press(`${link}/acknowledgement`, { name: 'Dr. Muster' });
  await remember();
  await art33.at(day('12:00'));
  await lumitra.api.done('post', `incidents/${incident}/awareness/corrections`, {
    ...known('breach-established', day('09:10')),
    reason: 'das Protokoll sagt es',
  });
  await remember();
  await practice.api.done('post', `cases/${file}/awareness`, { aware: day('08:00') });
  await practice.api.done('post', `cases/${file}/filings`, {
    phase: 'initial',
    authority: 'BayLDA',
    reference: 'LDA-1',
    filedAt: day('12:00'),
  });
  await practice.api.done('post', `cases/${file}/closure`);
  await lumitra.api.done('post', `incidents/${incident}/closure`, { conclusion: 'erledigt' });
  await remember();
});
afterAll(() => art33.stop());

describe('As of a log number', () => {
  it('shows incident, notice and case exactly as they were shown when the log stood there', async () => {
    expect(scenes).toHaveLength(10);
    for (const scene of scenes.slice(4)) {
      for (const body of [scene.incident, scene.notice, scene.received, scene.file]) expect(body).not.toBeNull();
      const past = await look(`?asOf=${scene.logNumber}`);
      expect({ ...past, incident: withoutFindings(past.incident) }).toEqual({
        incident: withoutFindings(scene.incident),
        notice: scene.notice,
        received: scene.received,
        file: scene.file,
      });
    }
  });

  it('tells apart what the clock does not: every step at one standing instant has its own past', async () => {
    const texts = async (number: number) => {
      const { body } = await lumitra.api.get(`notices/${notice}?asOf=${number}`);
      return (body['texts'] as readonly unknown[]).length;
    };
    const [established, drafted] = [scenes[2] as Scene, scenes[3] as Scene];
    expect(drafted.instant).toBe(established.instant);
    expect(await texts(established.logNumber)).toBe(0);
    expect(await texts(drafted.logNumber - 1)).toBe(0);
    expect(await texts(drafted.logNumber)).toBe(1);
  });

  it('is 404 before the first event of the record', async () => {
    const { items } = (await lumitra.api.read('events?type=IncidentLogged')) as unknown as {
      readonly items: readonly { readonly logNumber: number }[];
    };
    const first = items[0]?.logNumber ?? 0;
    expect((await lumitra.api.get(`incidents/${incident}?asOf=${first}`)).status).toBe(200);
    for (const number of [0, first - 1]) {
      expect(problemOf(await lumitra.api.get(`incidents/${incident}?asOf=${number}`))).toEqual({
        status: 404,
        code: 'not-found',
      });
    }
    const beforeListing = (scenes[0] as Scene).logNumber;
    expect((await lumitra.api.get(`notices/${notice}?asOf=${beforeListing}`)).status).toBe(404);
    expect((await practice.api.get(`cases/${file}?asOf=${beforeListing}`)).status).toBe(404);
  });

  it('serves the lists of an incident too: timeline, affected, notices with their counts', async () => {
    const [logged, listed] = [scenes[0] as Scene, scenes[1] as Scene];
    const at = (path: string, { logNumber }: Scene) =>
      lumitra.api.read(`incidents/${incident}/${path}?asOf=${logNumber}`);
    expect((await at('affected', logged))['items']).toEqual([]);
    expect((await at('affected', listed))['items']).toMatchObject([{ agreementId: practice.agreementId }]);
    expect(await at('notices', logged)).toMatchObject({ items: [], counts: { total: 0 } });
    expect(await at('notices', listed)).toMatchObject({ items: [{ id: notice }], counts: { total: 1 } });
    const subjects = (body: JsonBody) => (body['items'] as readonly unknown[]).length;
    expect(subjects(await at('timeline', listed))).toBeGreaterThan(subjects(await at('timeline', logged)));
  });
});

describe('As of an instant', () => {
  const lastAt = (instant: string): Scene => scenes.findLast((scene) => scene.instant === instant) as Scene;

  it('shows the longest history whose time is not later: of equal instants the last event counts', async () => {
    for (const instant of new Set(scenes.map((scene) => scene.instant))) {
      const byInstant = await look(`?asOf=${instant}`);
      expect(byInstant).toEqual(await look(`?asOf=${lastAt(instant).logNumber}`));
    }
  });

  it('between two instants shows the earlier one; offsets are read as they are meant', async () => {
    const sent = lastAt(utc(day('09:30')));
    const seen = await look(`?asOf=${sent.logNumber}`);
    expect(await look(`?asOf=${encodeURIComponent(day('09:59:59.999'))}`)).toEqual(seen);
    expect(await look(`?asOf=${encodeURIComponent('2026-10-20T07:30:00Z')}`)).toEqual(seen);
    expect((await look(`?asOf=${utc(day('10:00'))}`)).notice).not.toEqual(seen.notice);
  });

  it('is 404 before the first event of all, and before the first event of the record', async () => {
    for (const instant of ['1999-12-31T23:59:59Z', utc(day('06:59')), utc(day('09:04'))]) {
      const answer = await lumitra.api.get(`incidents/${incident}?asOf=${instant}`);
      expect(problemOf(answer)).toEqual({ status: 404, code: 'not-found' });
    }
  });

  it.each(['yesterday', '2026-10-20T09:30', '-1', '1.5', ''])('refuses %j, naming the field', async (text) => {
    const answer = await lumitra.api.get(`incidents/${incident}?asOf=${text}`);
    expect(problemOf(answer)).toEqual({ status: 422, code: 'invalid-request' });
    expect(answer.body['errors']).toMatchObject([{ field: 'asOf' }]);
  });
});

describe('The past of others', () => {
  it('never leaks: at every log number, strangers and the other side see what they see of an unknown id', async () => {
    const other = await art33.processor('ratiomedicus');
    const stranger = await art33.controller(other, { emails: ['fremd@example.org'] });
    const neighbour = await art33.controller(lumitra, { emails: ['nachbar@example.org'] });
    const hidden: readonly (readonly [Api, string])[] = [
      [other.api, `incidents/${incident}`],
      [other.api, `incidents/${incident}/timeline`],
      [other.api, `incidents/${incident}/notices`],
      [other.api, `notices/${notice}`],
      [other.api, `cases/${file}`],
      [stranger.api, `notices/${notice}`],
      [neighbour.api, `notices/${notice}`],
      [neighbour.api, `notices/${notice}/receipt`],
      [neighbour.api, `cases/${file}`],
      [lumitra.api, `cases/${file}`],
      [practice.api, `incidents/${incident}`],
      [practice.api, `incidents/${incident}/timeline`],
    ];
    for (const [api, path] of hidden) {
      const unknown = await api.get(path.replace(/[0-9a-f-]{36}/, '00000000-0000-4000-8000-000000000000'));
      expect(unknown.status).toBe(404);
      for (const { logNumber, instant } of scenes) {
        for (const asOf of [logNumber, instant]) {
          const answer = await api.get(`${path}?asOf=${asOf}`);
          expect([path, answer.status, answer.text]).toEqual([path, 404, unknown.text]);
        }
      }
    }
  });

  it('shows the practice no notice before it was told, and never a draft', async () => {
    for (const { logNumber } of scenes.slice(0, 4)) {
      expect((await practice.api.get(`notices/${notice}?asOf=${logNumber}`)).status).toBe(404);
    }
    for (const { logNumber } of scenes.slice(4)) {
      const { body } = await practice.api.get(`notices/${notice}?asOf=${logNumber}`);
      expect(body).toMatchObject({ side: 'controller' });
      for (const key of ['texts', 'duties', 'blockers', 'failures', 'sendings', 'basis'])
        expect(body).not.toHaveProperty(key);
    }
  });
});

describe('A replay after the whole story', () => {
  const replay = async () => (await art33.operator.done('post', 'replays')) as unknown as RebuildReport;
  const models = () => {
    const { models: directory } = paths(art33.dataDirectory);
    const name = readdirSync(directory).find((entry) => /^models-\w+\.db$/.test(entry)) ?? '';
    return new BetterSqlite3(join(directory, name), { timeout: 5_000 });
  };

  it('reports no difference, and changes nothing that is shown', async () => {
    await art33.settled();
    const before = await look('');
    const { same, tables, comparedAt } = await replay();
    expect(tables.filter(({ missing, different, unexpected }) => missing + different + unexpected > 0)).toEqual([]);
    expect(same).toBe(true);
    expect(comparedAt).toBe(await head());
    expect(tables.map(({ table }) => table)).toEqual(
      expect.arrayContaining(['notices_notices', 'cases_records', 'incidents_all_incidents', 'watch_deadlines']),
    );
    expect(await look('')).toEqual(before);
  });

  it('reports a row that was tampered with, and a row that was removed, and puts both right', async () => {
    const before = await look('');
    const database = models();
    database
      .prepare("UPDATE notices_notices SET status = 'open', due = '2020-01-01T00:00:00.000Z' WHERE id = ?")
      .run(notice);
    database.prepare('DELETE FROM cases_records WHERE id = ?').run(file);
    database.close();
    expect(await look('')).toMatchObject({ notice: { status: 'open', overdue: true }, file: null });

    const { same, tables } = await replay();
    expect(same).toBe(false);
    const wrong = tables.filter(({ missing, different, unexpected }) => missing + different + unexpected > 0);
    expect(wrong).toMatchObject([
      {
        table: 'notices_notices',
        different: 1,
        missing: 0,
        unexpected: 0,
        examples: [{ kind: 'different', key: [notice], columns: expect.arrayContaining(['status', 'due']) }],
      },
      { table: 'cases_records', missing: 1, different: 0, unexpected: 0, examples: [{ kind: 'missing', key: [file] }] },
    ]);
    expect(JSON.stringify(wrong)).not.toContain('2020-01-01');
    expect(await look('')).toEqual(before);
    expect((await replay()).same).toBe(true);
  });

  it('is the operator’s alone', async () => {
    for (const api of [lumitra.api, practice.api]) expect((await api.post('replays')).status).toBe(403);
  });
});
