import type { Api, JsonBody } from '../../apps/cli/src/api-client.js';
import { pick } from '../../apps/cli/src/api-client.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, report, visitor } from '../support/mail.js';
import { asPerson, signedIn } from '../support/roles.js';
import { affect, becomeAware, caseOf, known, logIncident, problemOf, tell } from '../support/story.js';

const ADDRESS = 'praxis@example.org';
const day = (time: string): string => `2026-10-20T${time}+02:00`;
const EVERY_STATE = 'deadlines?limit=200&state=open&state=missed&state=sent&state=settled';
/** Whatever one list is asked: orders, filters, words, counts. */
const OF_PROCESSOR = [
  EVERY_STATE,
  'deadlines?count=true&limit=1',
  'deadlines?state=missed',
  'incidents?count=true',
  'incidents?sort=-aware&state=open',
  'incidents?q=gespräch',
  'notices?count=true',
  'notices?overdue=true',
  'notices?q=muster',
  'reports?count=true',
  'reports?status=open',
  'register',
];
const OF_CONTROLLER = [EVERY_STATE, 'notices', 'cases?count=true', 'cases?missed=true', 'register'];

/** What everybody's lists said when the log stood at a log number. */
interface Scene {
  readonly name: string;
  readonly instant: string;
  readonly logNumber: number;
  readonly seen: Readonly<Record<string, unknown>>;
}

let art33: Installation;
let lumitra: Processor;
let other: Processor;
let practice: Controller;
let neighbour: Controller;
let incident: string;
let second: string;
const scenes: Scene[] = [];

const readers = (): readonly (readonly [string, Api, readonly string[]])[] => [
  ['processor', lumitra.api, OF_PROCESSOR],
  ['other processor', other.api, OF_PROCESSOR],
  ['practice', practice.api, OF_CONTROLLER],
  ['neighbour', neighbour.api, OF_CONTROLLER],
];
const withAsOf = (path: string, asOf: number | string): string =>
  `${path}${path.includes('?') ? '&' : '?'}asOf=${encodeURIComponent(asOf)}`;
const withoutMoment = ({ asOf: _, ...body }: JsonBody): unknown => body;
const look = async (asOf?: number | string): Promise<Scene['seen']> => {
  const seen: Record<string, unknown> = {};
  for (const [who, api, paths] of readers())
    for (const path of paths)
      seen[`${who} ${path}`] = withoutMoment(await api.read(asOf === undefined ? path : withAsOf(path, asOf)));
  return seen;
};
const remember = async (name: string): Promise<void> => {
  await art33.settled();
  const logNumber = (await art33.service.stores.log.head()).size - 1;
  scenes.push({ name, instant: art33.clock.instant, logNumber, seen: await look() });
};

beforeAll(async () => {
  art33 = await Installation.start({ startAt: day('07:00') });
  lumitra = await art33.processor('lumitra');
  other = await art33.processor('ratiomedicus');
  practice = await art33.controller(lumitra, { emails: [ADDRESS] });
  neighbour = await art33.controller(lumitra, { name: 'Klinik Sonne', emails: ['sonne@example.org'] });
  await remember('nothing yet');
  await art33.at(day('09:05'));
  const reported = pick<string>(await lumitra.api.done('post', 'reports', { text: 'Seltsame Anrufe' }), 'id');
  await remember('reported');
  incident = await logIncident(lumitra, { awareness: [known('suspicion-known', day('09:00'))] });
  await lumitra.api.done('post', `reports/${reported}/link`, { incidentId: incident });
  await affect(lumitra, incident, practice);
  await remember('logged');
  await art33.at(day('09:30'));
  await becomeAware(lumitra, incident, 'breach-established', day('09:30'));
  second = await logIncident(lumitra, { title: 'Verlorener Rechner' });
  await affect(lumitra, second, neighbour);
  await remember('a breach, and a second incident');
  await tell(lumitra, incident);
  await art33.settled();
  await remember('told');
  await art33.at(day('10:00'));
  await report(art33, await latestTo(art33, ADDRESS), { action: 'failed', at: day('10:00') });
  await remember('bounced');
  await art33.at(day('11:00'));
  await lumitra.api.done('put', `controllers/${practice.id}/contacts/${practice.contactIds[0]}`, {
    name: 'Anna Muster',
    email: 'neu@example.org',
  });
  await tell(lumitra, incident);
  await art33.settled();
  const link = linkIn(await latestTo(art33, 'neu@example.org'), 'n');
  await visitor(art33).press(link);
  await visitor(art33).press(`${link}/acknowledgement`, { name: 'Dr. Muster' });
  await remember('acknowledged');
  await art33.at('2026-10-22T10:00+02:00');
  await becomeAware(lumitra, second, 'breach-established', '2026-10-21T09:00+02:00');
  await art33.at('2026-10-22T10:05+02:00');
  await lumitra.api.done('post', `incidents/${second}/details`, { note: 'zu spät bemerkt' });
  await remember('missed');
  const file = (await caseOf(practice)).id;
  await practice.api.done('post', `cases/${file}/filings`, {
    phase: 'initial',
    authority: 'BayLDA',
    reference: 'LDA-1',
    filedAt: '2026-10-22T10:00+02:00',
  });
  await practice.api.done('post', `cases/${file}/closure`);
  await remember('filed and closed');
});
afterAll(() => art33.stop());

describe('Lists as of a log number', () => {
  it('are what the lists answered when the log stood there, forwards and backwards', async () => {
    for (const scene of [...scenes, ...scenes.slice(2, 5).toReversed()])
      expect([scene.name, await look(scene.logNumber)]).toEqual([scene.name, scene.seen]);
    // The story moves every kind of list: none of the comparisons compares the same thing all the time.
    for (const path of [EVERY_STATE, 'incidents?count=true', 'notices?count=true', 'reports?count=true'])
      expect(new Set(scenes.map(({ seen }) => JSON.stringify(seen[`processor ${path}`]))).size).toBeGreaterThan(1);
    expect(JSON.stringify(scenes.at(-2)?.seen['processor deadlines?state=missed'])).toContain(second);
    expect(JSON.stringify(scenes.at(-1)?.seen['practice cases?count=true'])).toContain('LDA-1');
  });

  it('say which moment they show, and are the same page by page', async () => {
    const scene = scenes.at(-2) as Scene;
    const whole = await lumitra.api.read(withAsOf(EVERY_STATE, scene.logNumber));
    expect(whole['asOf']).toEqual({ logNumber: scene.logNumber, instant: scene.instant });
    const items: unknown[] = [];
    for (let cursor: unknown = ''; cursor !== null;) {
      const next = cursor === '' ? '' : `&cursor=${String(cursor)}`;
      const page = await lumitra.api.read(
        `${withAsOf(EVERY_STATE.replace('limit=200', 'limit=1'), scene.logNumber)}${next}`,
      );
      items.push(...(page['items'] as readonly unknown[]));
      cursor = page['nextCursor'];
    }
    expect(items.length).toBeGreaterThan(1);
    expect(items).toEqual(whole['items']);
  });

  it('are saved as files too', async () => {
    const told = scenes.find(({ name }) => name === 'told') as Scene;
    const { text } = await lumitra.api.get(withAsOf('incidents?format=csv', told.logNumber));
    expect(text).toContain('Verlorener Rechner');
    const logged = scenes.find(({ name }) => name === 'logged') as Scene;
    const earlier = await lumitra.api.get(withAsOf('incidents?format=csv', logged.logNumber));
    expect(earlier.text).toContain(incident);
    expect(earlier.text).not.toContain('Verlorener Rechner');
  });

  it('say of which moment a file is: in its name, and in each row', async () => {
    const { instant, logNumber } = scenes.find(({ name }) => name === 'told') as Scene;
    const named = `${instant.slice(0, 19).replaceAll(':', '')}Z-${logNumber}`;
    for (const list of ['incidents', 'notices', 'deadlines', 'register', `incidents/${incident}/timeline`] as const) {
      const path = withAsOf(`${list}${list === 'deadlines' ? EVERY_STATE.slice(9) + '&' : '?'}format=csv`, logNumber);
      const { headers, text } = await lumitra.api.get(path);
      const name = list.split('/').at(-1);
      expect(headers.get('content-disposition')).toBe(`attachment; filename="art33-${name}-${named}.csv"`);
      const [header, ...rows] = text.trim().split('\r\n');
      expect(header).toMatch(/,As of,As of log number$/);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row.endsWith(`,${instant},${logNumber}`)).toBe(true);
    }
    const now = await lumitra.api.get('incidents?format=csv');
    expect(now.text).not.toContain('As of');
  });

  it.each(['notices', 'affected', 'timeline'])('of one incident say of which moment they are: %s', async (list) => {
    const { instant, logNumber } = scenes.find(({ name }) => name === 'told') as Scene;
    const path = withAsOf(`incidents/${incident}/${list}`, logNumber);
    expect((await lumitra.api.read(path))['asOf']).toEqual({ instant, logNumber });
    const german = await lumitra.api.get(`${path}&format=xlsx&lang=de`);
    expect(german.headers.get('content-disposition')).toMatch(new RegExp(`Z-${logNumber}\\.xlsx"$`));
  });

  it('of a number that is not there yet are those of the last event', async () => {
    const { size } = await art33.service.stores.log.head();
    const { asOf, items } = await lumitra.api.read('incidents?asOf=999999');
    expect(asOf).toMatchObject({ logNumber: size - 1 });
    expect(items).toEqual((await lumitra.api.read('incidents'))['items']);
  });
});

describe('Lists as of an instant', () => {
  it('measure what is over by that instant, also where nothing happened then', async () => {
    const told = scenes.find(({ name }) => name === 'told') as Scene;
    expect(await look(told.instant)).toEqual(told.seen);
    const overdue = async (at: string) => {
      const { items, asOf } = await lumitra.api.read(withAsOf('notices', at));
      expect(asOf).toMatchObject({ instant: new Date(at).toISOString() });
      return (
        items as readonly { readonly id: string; readonly due: string | null; readonly overdue: boolean }[]
      ).filter((notice) => notice.overdue !== (notice.due !== null && notice.due < new Date(at).toISOString()));
    };
    for (const at of ['2026-10-21T08:00:00+02:00', '2026-10-22T09:00:00+02:00', '2026-10-22T10:05:00+02:00'])
      expect(await overdue(at)).toEqual([]);
  });
  it('are 404 before the first event of all, and refused where no instant is meant', async () => {
    expect((await lumitra.api.get('incidents?asOf=1999-12-31T23:59:59Z')).status).toBe(404);
    expect(problemOf(await lumitra.api.get('deadlines?asOf=yesterday'))).toEqual({
      status: 422,
      code: 'invalid-request',
    });
  });
});

describe('What is hidden now', () => {
  it('is hidden in every list of the past: of a restricted incident, its notices, clocks and reports', async () => {
    const named = await signedIn(art33, lumitra.id, 'processor', 'responder');
    await named.api.done('put', `incidents/${incident}/restriction`, { members: [] }, named.headers);
    await art33.settled();
    const last = scenes.at(-1) as Scene;
    const notices = (await named.api.get(withAsOf('notices', last.logNumber), named.headers)).body[
      'items'
    ] as readonly {
      readonly id: string;
      readonly incidentId: string;
    }[];
    const hidden = [incident, ...notices.filter((one) => one.incidentId === incident).map(({ id }) => id)];
    expect(hidden).toHaveLength(2);
    for (const { logNumber, seen } of scenes) {
      for (const path of OF_PROCESSOR) {
        const { text, status } = await lumitra.api.get(withAsOf(path, logNumber));
        expect(status).toBe(200);
        for (const id of hidden) expect([path, logNumber, text.includes(id)]).toEqual([path, logNumber, false]);
        expect(text).not.toContain('Seltsame Anrufe');
        const whole = await named.api.get(withAsOf(path, logNumber), named.headers);
        expect([path, withoutMoment(whole.body)]).toEqual([path, seen[`processor ${path}`]]);
      }
    }
    expect((await lumitra.api.get(withAsOf('incidents', last.logNumber))).text).toContain(second);
  });

  it('is shown to an auditor as far as the engagement goes today, also of the time before it', async () => {
    const admin = await signedIn(art33, lumitra.id, 'processor', 'admin');
    const engagement = {
      email: 'pruefer@audit.example',
      scope: { incidents: [second] },
      until: '2026-12-31T00:00:00Z',
    };
    await admin.api.done('post', 'engagements', engagement, admin.headers);
    await art33.settled();
    const engagements = (await admin.api.get('engagements', admin.headers)).body['items'] as readonly {
      readonly personId: string;
    }[];
    const auditor = await asPerson(art33, engagements[0]?.personId ?? '');
    const told = scenes.find(({ name }) => name === 'told') as Scene;
    for (const list of ['incidents', 'notices', EVERY_STATE, 'register']) {
      const { text, status } = await auditor.api.get(withAsOf(list, told.logNumber), auditor.headers);
      expect([list, status, text.includes(incident)]).toEqual([list, 200, false]);
    }
    const seen = await auditor.api.get(withAsOf('incidents', told.logNumber), auditor.headers);
    expect(seen.text).toContain(second);
  });
});
