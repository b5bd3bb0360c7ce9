import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import writeXlsxFile from 'write-excel-file/node';
import type { Api, JsonBody } from '../../apps/cli/src/api-client.js';
import type { ImportView } from '@art33/imports';
import { customersWith, ended, imported, importOf, JSON_FILE, sendFile } from '../support/import-files.js';
import { Installation, type Processor } from '../support/installation.js';
import { listed, problemOf } from '../support/story.js';
import { FULL } from '../support/full.js';

/** In full as many rows as an import may have. */
const ROWS = FULL ? 10_000 : 200;
const LONG = 10 * 60_000;
const KIND = 'kind=historical-incidents';
const XLSX = { 'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

let art33: Installation;
let processor: Processor;
let api: Api;

beforeEach(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T10:00+02:00' });
  processor = await art33.processor('ratiomedicus');
  api = processor.api;
  const practice = 'K-1;Praxis Eins;Weg 1;87435;Kempten;BY;Anna;a@example.org;ratiomedicus-avv;01.01.2026';
  const file = customersWith(practice, practice.replaceAll('-1', '-2').replace('Eins', 'Zwei'));
  expect(await imported(api, file)).toMatchObject({ state: 'completed' });
});
afterEach(() => art33.stop());

const HEADER =
  'Titel;Beschreibung;Geschehen ab;Entdeckt;Kenntnis;Kunden informiert;Behörde informiert;Abgeschlossen;Art;Bewertung;Betroffene Personen;Kundennummern;Maßnahmen';
const ROW =
  'Fehlversand;Ein Brief ging an die falsche Praxis.;01.03.2024 09:15;01.03.2024;2024-03-01T11:00+01:00;02.03.2024 08:00 Uhr;;2024-04-01;Vertraulichkeit;Datenpanne;ca. 1.200;K-1, K-2;Brief zurückgeholt|Postausgang geprüft';
const faultsOf = ({ problem }: ImportView) =>
  ((problem?.errors ?? []) as unknown as readonly Readonly<Record<string, unknown>>[]).map(
    ({ row, columnName, field, rule }) => [row, columnName, field, rule],
  );
const types = async (): Promise<ReadonlySet<string>> =>
  new Set((await art33.service.stores.log.readAll(undefined, 200_000)).map(({ type }) => type));

describe('An incident of the past', () => {
  it('is shown with its old times and as imported, and starts nothing: no notice, no clock, no mail', async () => {
    const before = await types();
    const view = await imported(api, `${HEADER}\n${ROW}\n`, KIND);
    expect(view).toMatchObject({ state: 'completed', counts: { incidents: 1, affected: 2 } });
    const { items } = await listed<JsonBody & { id: string }>(api, 'incidents?imported=true');
    expect(items).toMatchObject([
      {
        title: 'Fehlversand',
        status: 'closed',
        assessment: 'breach',
        imported: true,
        aware: '2024-03-01T10:00:00.000Z',
        recordedAt: '2026-10-20T08:00:00.000Z',
        affected: { total: 2, active: 2, ended: 0 },
      },
    ]);
    expect((await listed(api, 'incidents?imported=false')).items).toEqual([]);
    const id = items[0]?.id ?? '';
    expect(await api.read(`incidents/${id}`)).toMatchObject({
      imported: true,
      occurred: { from: { at: '2024-03-01T08:15:00.000Z', precision: 'exact' }, until: null },
      detected: { at: '2024-02-29T23:00:00.000Z', precision: 'approximate' },
      dimensions: ['confidentiality'],
      numberOfPersons: { kind: 'approximate', value: 1200 },
      measures: [{ description: 'Brief zurückgeholt' }, { description: 'Postausgang geprüft' }],
      facts: [],
      history: {
        aware: { at: '2024-03-01T10:00:00.000Z' },
        toldControllers: { at: '2024-03-02T07:00:00.000Z' },
        toldAuthority: null,
        closed: { at: '2024-03-31T22:00:00.000Z' },
        importId: view.id,
        importRow: 2,
      },
    });
    await art33.at('2027-01-01T00:00+01:00');
    const since = [...(await types())].filter((type) => !before.has(type));
    expect(since).toEqual(['HistoricalIncidentRecorded']);
    expect((await listed(api, 'deadlines?state=open&state=settled')).items).toEqual([]);
    expect((await listed(api, 'notices')).items).toEqual([]);
    expect(art33.mail.taken).toBe(0);
  });

  it('stands in its timeline on both axes: when it happened, and when it was recorded', async () => {
    const { id: importId } = await imported(api, `${HEADER}\n${ROW}\n`, KIND);
    const [incident] = (await listed<{ id: string }>(api, 'incidents')).items;
    const subjects = async (sort: string) =>
      (
        await listed<{ subject: string; recordedAt: string; body: object }>(
          api,
          `incidents/${incident?.id}/timeline?sort=${sort}`,
        )
      ).items;
    const happened = await subjects('happened');
    expect(happened.map(({ subject }) => subject)).toEqual([
      'detected',
      'occurred-from',
      'aware',
      'told-controllers',
      'closed',
      'imported',
      'controllers-affected',
      'measure',
      'measure',
    ]);
    expect(new Set(happened.map(({ recordedAt }) => recordedAt))).toEqual(new Set(['2026-10-20T08:00:00.000Z']));
    expect((await subjects('recorded'))[0]).toMatchObject({ subject: 'imported', body: { importId, importRow: 2 } });
  });

  it('takes more details and nothing else', async () => {
    await imported(api, `${HEADER}\n${ROW}\n`, KIND);
    const [incident] = (await listed<{ id: string }>(api, 'incidents')).items;
    const path = `incidents/${incident?.id}`;
    expect((await api.post(`${path}/details`, { note: 'Akte 17' })).status).toBe(200);
    const refused = [
      await api.post(`${path}/reopening`, { reason: 'x' }),
      await api.post(`${path}/affected`, { terms: processor.termsId }),
      await api.post(`${path}/confirmation`, { at: '2024-03-01T09:15+01:00' }),
      await api.post(`${path}/measures`, { description: 'x', stage: 'taken' }),
    ];
    for (const answer of refused) expect(problemOf(answer)).toEqual({ status: 409, code: 'historical-incident' });
  });

  it('is seen as of an earlier moment only since its import was completed', async () => {
    await imported(api, `${HEADER}\n${ROW}\n`, KIND);
    const [incident] = (await listed<{ id: string; logNumber: number }>(api, 'incidents')).items;
    const events = await art33.service.stores.log.readAll(undefined, 1_000);
    const numberOf = (type: string) => events.findLast((event) => event.type === type)?.logNumber ?? -1;
    const asOf = async (logNumber: number) => (await api.get(`incidents/${incident?.id}?asOf=${logNumber}`)).status;
    expect(await asOf(numberOf('HistoricalIncidentRecorded'))).toBe(404);
    expect(await asOf(numberOf('ImportCompleted'))).toBe(200);
  });
});

describe('A file of incidents of the past', () => {
  it(
    `of ${ROWS} rows comes in all at once and holds up nobody`,
    async () => {
      const rows = Array.from({ length: ROWS }, (_, number) => ROW.replace('Fehlversand', `Fehlversand ${number}`));
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const begun = performance.now();
      const { id } = importOf(await sendFile(api, [HEADER, ...rows].join('\n'), KIND));
      const view = await ended(api, id);
      const seconds = (performance.now() - begun) / 1_000;
      delay.disable();
      expect(view).toMatchObject({ state: 'completed', rows: ROWS, counts: { incidents: ROWS, affected: 2 * ROWS } });
      expect(await api.read('incidents?imported=true&count=true&limit=1')).toMatchObject({
        items: [{ imported: true }],
      });
      const p999 = delay.percentile(99.9) / 1e6;
      process.stderr.write(
        `imported ${ROWS} incidents in ${seconds.toFixed(1)} s, event loop p99.9 ${p999.toFixed(1)} ms\n`,
      );
      if (FULL) expect(p999).toBeLessThan(50);
    },
    LONG,
  );

  it('may be JSON, whose faults are named by index and field', async () => {
    const good = { title: 'Alt', occurredFrom: '2024-03-01T09:15', customers: ['K-1'], measures: ['a, b', 'c'] };
    const bad = { title: '', aware: 'gestern', customers: ['K-9'], dimensions: ['privacy'], persons: 'viele' };
    const refused = await imported(api, JSON.stringify([good, bad, good]), KIND, JSON_FILE);
    expect(refused).toMatchObject({ state: 'refused', problem: { total: 6 } });
    expect(faultsOf(refused).toSorted()).toEqual([
      [1, 'aware', 'aware', expect.stringContaining('24.10.2026')],
      [1, 'customers', 'customers', expect.stringContaining('K-9')],
      [1, 'dimensions', 'dimensions', 'one of confidentiality, integrity, availability'],
      [1, 'persons', 'persons', expect.stringContaining('whole number')],
      [1, 'title', 'title', 'an incident has a title'],
      [2, 'title', 'title', 'row 0 holds the same incident'],
    ]);
    expect(await imported(api, JSON.stringify([good]), KIND, JSON_FILE)).toMatchObject({ state: 'completed' });
    const again = await imported(api, JSON.stringify([good]), `${KIND}&dryRun=true`, JSON_FILE);
    expect(faultsOf(again)).toEqual([[0, 'title', 'title', 'this incident of the past is recorded already']]);
    expect((await sendFile(api, '[]', 'kind=controllers', JSON_FILE)).status).toBe(415);
  });

  it('in JSON is refused with a member that no field has, by its entry and name', async () => {
    const rows = [{ title: 'Alt' }, { title: 'Neu', sumary: 'x', note: null }];
    const refused = await imported(api, JSON.stringify(rows), KIND, JSON_FILE);
    expect(faultsOf(refused)).toEqual([
      [null, 'note', 'note', expect.stringContaining('no field has this name')],
      [1, 'sumary', 'sumary', expect.stringContaining('there are title, summary')],
    ]);
  });

  it('shows of its customers only what is written as a number', async () => {
    const row = { title: 'Alt', customers: ['K-9', 'Praxis Muster'] };
    const refused = await imported(api, JSON.stringify([row]), KIND, JSON_FILE);
    expect(faultsOf(refused).map(([, , , rule]) => rule)).toEqual([
      'K-9: no controller with this customer number is registered',
      'entry 2: no controller with this customer number is registered',
    ]);
  });

  it('may be a workbook, with dates as workbooks keep them', async () => {
    const bytes = (await writeXlsxFile([
      [{ value: 'Titel' }, { value: 'Geschehen' }, { value: 'Kenntnis' }],
      [
        { value: 'Fehlversand' },
        { type: Date, value: new Date('2024-03-01T00:00:00Z'), format: 'dd.mm.yyyy' },
        { type: Date, value: new Date('2024-03-02T08:30:00Z'), format: 'dd.mm.yyyy hh:mm' },
      ],
    ]).toBuffer()) as Buffer;
    expect(await imported(api, bytes, KIND, XLSX)).toMatchObject({ state: 'completed' });
    expect((await listed(api, 'incidents')).items).toMatchObject([
      { occurred: { from: { at: '2024-02-29T23:00:00.000Z' } }, aware: '2024-03-02T07:30:00.000Z' },
    ]);
  });

  it('tells of times to come, of clocks that show a time twice, and of ends before their beginning', async () => {
    const header = 'title;occurredFrom;occurredUntil;aware';
    const rows = ['a;2024-03-02;2024-03-01;', 'b;27.10.2024 02:30;;', 'c;;;2030-01-01'];
    const view = await imported(api, [header, ...rows].join('\n'), KIND);
    expect(faultsOf(view)).toEqual([
      [2, 'occurredUntil', 'occurredUntil', 'an incident does not end before it began'],
      [3, 'occurredFrom', 'occurredFrom', expect.stringContaining('show this time twice')],
      [4, 'aware', 'aware', expect.stringContaining('does not lie in the future')],
    ]);
  });

  it('comes in as the documents show it, after its customers', async () => {
    const customers = await imported(api, readFileSync('examples/customers.csv'));
    expect(customers).toMatchObject({ state: 'completed', counts: { controllers: 3, contacts: 4, agreements: 3 } });
    const incidents = await imported(api, readFileSync('examples/past-incidents.csv'), KIND);
    expect(incidents).toMatchObject({ state: 'completed', counts: { incidents: 2, affected: 3 } });
  });
});
