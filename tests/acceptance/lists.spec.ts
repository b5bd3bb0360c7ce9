import { parse } from 'csv-parse/sync';
import { issueToken, type TokenRole } from '@art33/identity';
import readExcelFile from 'read-excel-file/node';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { peopleOf, twoHouses, type House } from '../support/houses.js';
import type { Installation } from '../support/installation.js';
import { registerMany } from '../support/many.js';
import { listed } from '../support/story.js';
import { FULL } from '../support/full.js';

const LISTS = [
  'deadlines?state=open&state=missed&state=sent&state=settled',
  'notices?',
  'cases?',
  'incidents?',
  'reports?',
  'messages?',
  'subprocessors?',
  'controllers?',
  'agreements?',
  'register?',
];
const HOSTILE = '=HYPERLINK("http://x.example";"Klinik")';

let art33: Installation;
let mine: House;
let theirs: House;
beforeAll(async () => {
  ({ art33, mine, theirs } = await twoHouses());
  await art33.controller(mine.processor, { name: HOSTILE, emails: ['klinik@praxis.example'] });
  await art33.settled();
});
afterAll(() => art33.stop());

const rowsOf = (text: string): readonly Readonly<Record<string, string>>[] =>
  parse(text, { bom: true, columns: true }) as Readonly<Record<string, string>>[];

/** Bytes of a list, for an organisation in a role. */
async function bytes(organisation: string, role: TokenRole, path: string): Promise<Response> {
  const { commands, models } = art33.service.stores;
  const { token, outcome } = await issueToken(commands, { organisation, role, label: 'test' });
  if (outcome.position !== undefined) await models.waitFor(outcome.position, 60_000);
  return fetch(`${art33.url}/api/v1/${path}`, { headers: { Authorization: `Bearer ${token}` } });
}
const workbook = async (response: Response): Promise<readonly (readonly unknown[])[]> =>
  (await readExcelFile(Buffer.from(await response.arrayBuffer())))[0]?.data ?? [];

describe('A saved list', () => {
  it('holds what the list shows to whoever asks, all of it, and nothing of others', async () => {
    const secrets = [
      ...Object.entries(theirs.ids),
      ['processor', theirs.processor.id],
      ['neighbour', theirs.neighbour.id],
    ]
      .filter(([meant]) => !['openTerm', 'event'].includes(String(meant)))
      .map(([, id]) => String(id));
    let shown = 0;
    for (const list of LISTS) {
      for (const [who, api] of peopleOf(mine)) {
        const page = await api.get(`${list}&limit=200&count=true`);
        const saved = await api.get(`${list}&format=csv`);
        expect([list, who, saved.status]).toEqual([list, who, page.status]);
        if (page.status !== 200) continue;
        const items = page.body['items'] as readonly object[];
        expect([list, who, rowsOf(saved.text).length]).toEqual([list, who, items.length]);
        expect(page.body['total']).toEqual({ count: items.length, isExact: true });
        expect([list, who, secrets.filter((secret) => saved.text.includes(secret))]).toEqual([list, who, []]);
        shown += items.length;
      }
    }
    expect(shown).toBeGreaterThan(40);
  });

  it('has a name with the day, its type, and headers in the language asked for', async () => {
    const { headers, text } = await mine.processor.api.get('notices?format=csv&lang=de');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="art33-notices-2026-10-20.csv"');
    expect(text).toMatch(/^\ufeff?Meldung;Gegenüber;/);
    expect((await mine.processor.api.get('notices?format=csv&lang=de&sep=comma')).text).toContain('Meldung,Gegenüber,');
  });

  it('is a workbook that opens, and holds text that looks like a formula as text', async () => {
    const response = await bytes(mine.processor.id, 'processor', 'controllers?format=xlsx');
    expect(response.headers.get('content-type')).toContain('spreadsheetml');
    const [head, ...rows] = await workbook(response);
    expect(head?.slice(0, 3)).toEqual(['Id', 'Name', 'Customer number']);
    const items = (await listed<{ readonly name: string }>(mine.processor.api, 'controllers')).items;
    expect(rows.map(([, name]) => name)).toEqual(items.map(({ name }) => name));
    expect(items.map(({ name }) => name)).toContain(HOSTILE);
    const { text } = await mine.processor.api.get('controllers?format=csv');
    expect(rowsOf(text).map(({ Name }) => Name)).toContain(`'${HOSTILE}`);
  });

  it('follows filter, order and search, and refuses what the list refuses before a file begins', async () => {
    const { api } = mine.processor;
    const found = rowsOf(
      (await api.get(`notices?format=csv&q=praxis&sort=-opened&controller=${mine.practice.id}`)).text,
    );
    expect(found.map((row) => row['Controller (id)'])).toEqual([mine.practice.id]);
    for (const wrong of ['format=pdf', 'format=csv&sort=colour', 'format=csv&lang=fr', 'format=xlsx&sep=tab'])
      expect([wrong, (await api.get(`notices?${wrong}`)).status]).toEqual([wrong, 422]);
  });

  it('shows an incident as it was known then, where its list can', async () => {
    const { api } = mine.processor;
    const first = await api.get(`incidents/${mine.ids['incident']}/timeline?limit=1`);
    const logNumber = (first.body['items'] as readonly { readonly logNumber: number }[])[0]?.logNumber;
    const path = `incidents/${mine.ids['incident']}`;
    const then = rowsOf((await api.get(`${path}/timeline?format=csv&asOf=${logNumber}`)).text);
    const now = rowsOf((await api.get(`${path}/timeline?format=csv`)).text);
    expect(then.length).toBeLessThan(now.length);
    expect(rowsOf((await api.get(`${path}/notices?format=csv`)).text)).toHaveLength(2);
    expect(rowsOf((await api.get(`${path}/notices?format=csv&asOf=${logNumber}`)).text)).toHaveLength(0);
  });
});

describe('Search', () => {
  const idsBy = async (path: string): Promise<readonly string[]> =>
    (await listed<{ readonly id: string }>(mine.processor.api, path)).items.map(({ id }) => id);

  it('finds notices and agreements by parts of the name of whom they are with, and by the beginnings of ids', async () => {
    expect(await idsBy('notices?q=VON%20ratiom')).toEqual([mine.ids['notice']]);
    expect(await idsBy(`notices?q=${mine.ids['notice']?.slice(0, 8)}`)).toEqual([mine.ids['notice']]);
    expect(await idsBy('agreements?q=ratiomedicus%20praxis')).toContain(mine.ids['agreement']);
    expect(await idsBy('controllers?q=klinik')).toHaveLength(1);
  });
  it('finds nothing of others, whoever searches', async () => {
    const { items } = await listed(mine.processor.api, 'controllers?q=lumitra');
    expect(items).toEqual([]);
    expect(await idsBy(`notices?q=${theirs.ids['notice']?.slice(0, 8)}`)).toEqual([]);
    expect((await listed(mine.practice.api, 'notices?q=nachbar')).items).toEqual([]);
  });
  it('does not find for auditors what it does not show them', async () => {
    expect((await listed(mine.processor.api, 'messages?q=nachbar%40ratio')).items).not.toEqual([]);
    expect((await listed(mine.auditor, 'messages?q=nachbar')).items).toEqual([]);
  });
  it('refuses the cursor of another list, another order and none at all', async () => {
    const { api } = mine.processor;
    const cursor = String((await api.get('notices?limit=1')).body['nextCursor']);
    for (const path of [
      'notices?sort=-due&',
      'messages?',
      'reports?',
      'deadlines?',
      'controllers?',
      'agreements?',
      'subprocessors?',
    ])
      expect([path, (await api.get(`${path}cursor=${cursor}`)).status]).toEqual([path, 422]);
    expect((await api.get(`notices?cursor=${cursor}`)).status).toBe(200);
  });
});

describe('The register of Art. 33(5)', () => {
  interface Entry {
    readonly id: string;
    readonly side: string;
    readonly outcome: string | null;
    readonly reason: string | null;
    readonly facts: string | null;
    readonly filings: readonly { readonly authority: string }[];
  }
  it('shows a controller its cases with what it was told and what it filed', async () => {
    const { items } = await listed<Entry>(mine.practice.api, 'register');
    const entry = items.find(({ id }) => id === mine.ids['case']);
    expect(entry).toMatchObject({ side: 'controller', outcome: 'filed', filings: [{ authority: 'LfD' }] });
    expect(entry?.facts?.length).toBeGreaterThan(100);
  });
  it('shows a processor its incidents, also those ruled out, with the reason', async () => {
    const { api } = mine.processor;
    const logged = await api.done('post', 'incidents', {
      title: 'Fehlalarm',
      awareness: [{ fact: 'suspicion-known', at: '2026-10-20T08:30:00+02:00' }],
    });
    await api.done('post', `incidents/${String(logged['id'])}/ruling-out`, {
      ruling: 'not-a-personal-data-breach',
      at: '2026-10-20T09:00:00+02:00',
      reason: 'eine Übung',
    });
    await art33.settled();
    const { items } = await listed<Entry>(api, 'register');
    expect(items.map(({ id }) => id)).toContain(mine.ids['incident']);
    expect(items.find(({ id }) => id === logged['id'])).toMatchObject({
      side: 'processor',
      outcome: 'ruled-out',
      reason: 'eine Übung',
      facts: 'Fehlalarm',
    });
  });
});

/** Ten thousand where the machine is there for it: making them is what takes its time. */
const COUNT = FULL ? 10_000 : 1_500;

describe('Many rows', () => {
  let before = 0;
  beforeAll(async () => {
    before = (await listed(mine.processor.api, 'controllers?limit=200')).items.length;
    await registerMany(art33, mine.processor, COUNT, (number) => number % 10 > 0);
    await art33.settled();
  }, 300_000);

  it.each(['csv', 'xlsx'] as const)(
    'are saved as %s while others are served',
    async (format) => {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const response = await bytes(mine.processor.id, 'processor', `controllers?format=${format}&sort=-registeredAt`);
      const body = Buffer.from(await response.arrayBuffer());
      delay.disable();
      const rows =
        format === 'csv'
          ? rowsOf(body.toString('utf8')).length
          : ((await readExcelFile(body))[0]?.data.length ?? 0) - 1;
      expect(rows).toBe(COUNT + before);
      if (FULL) expect(delay.percentile(99.9) / 1e6).toBeLessThan(50);
      process.stderr.write(`${format}: ${rows} rows, p99.9 of event-loop delay ${delay.percentile(99.9) / 1e6} ms\n`);
    },
    120_000,
  );
  it('are counted only as far as it is cheap, and searched by an index', async () => {
    const { api } = mine.processor;
    const counted = { count: Math.min(COUNT + before, 10_000), isExact: COUNT + before <= 10_000 };
    expect((await api.get('controllers?count=true&limit=1')).body['total']).toEqual(counted);
    const { body } = await api.get('controllers?q=praxis%2001471&count=true');
    expect(body).toMatchObject({ items: [{ name: 'Praxis 01471' }], total: { count: 1, isExact: true } });
    const pages = await api.get('controllers?q=praxis&limit=5&sort=-name');
    expect((pages.body['items'] as readonly object[]).length).toBe(5);
  });
});
