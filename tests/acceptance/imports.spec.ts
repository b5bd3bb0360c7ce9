import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pick, type Api } from '../../apps/cli/src/api-client.js';
import type { ImportView } from '@art33/imports';
import { CSV, customersFile, customersWith, ended, imported, importOf, sendFile } from '../support/import-files.js';
import { Installation, type Processor } from '../support/installation.js';
import { known, listed, problemOf } from '../support/story.js';

/** `ART33_FULL=1` imports as many rows as an import may have. */
const ROWS = process.env['ART33_FULL'] === '1' ? 10_000 : 300;
const LONG = 10 * 60_000;

let art33: Installation;
let processor: Processor;
let api: Api;

beforeEach(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T10:00+02:00' });
  processor = await art33.processor('ratiomedicus');
  api = processor.api;
});
afterEach(() => art33.stop());

const faultsOf = ({ problem }: ImportView) =>
  ((problem?.errors ?? []) as unknown as readonly Readonly<Record<string, unknown>>[]).map(
    ({ row, columnName, field, rule }) => [row, columnName, field, rule],
  );
const head = async () => (await art33.service.stores.log.head()).size;
interface Listed {
  readonly id: string;
  readonly name: string;
}
const controllers = async (q = ''): Promise<readonly Listed[]> =>
  (await listed<Listed>(api, `controllers?limit=200${q === '' ? '' : `&q=${encodeURIComponent(q)}`}`)).items;

describe('A file of customers', () => {
  it(
    `of ${ROWS} rows becomes controllers, contacts and agreements, all at once, and holds up nobody`,
    async () => {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const begun = performance.now();
      const first = importOf(await sendFile(api, customersFile(ROWS)));
      expect(first).toMatchObject({ kind: 'controllers', rowsDone: 0, organisationId: processor.id });
      const seen = new Set<number>();
      const writing = await ended(api, first.id, ({ state }) => state !== 'waiting' && state !== 'checking');
      for (let view = writing; view.state === 'writing'; view = importOf(await api.get(`imports/${first.id}`))) {
        const { items } = await listed<Listed>(api, 'controllers?limit=1');
        // It may have been completed since.
        if (importOf(await api.get(`imports/${first.id}`)).state === 'writing') seen.add(items.length);
      }
      const last = await ended(api, first.id);
      const seconds = (performance.now() - begun) / 1_000;
      delay.disable();
      expect(last).toMatchObject({ state: 'completed', rows: ROWS, rowsDone: ROWS, problem: null });
      expect([...seen]).toEqual([0]);
      const { controllers: count = 0, contacts, agreements } = last.counts;
      expect([contacts, agreements]).toEqual([ROWS, count]);
      expect((await controllers(`K-${String(count).padStart(5, '0')}`)).map(({ name }) => name)).toEqual([
        `Praxis K ${count}`,
      ]);
      const [tenth] = await controllers('K-00010');
      expect(await api.read(`controllers/${tenth?.id}`)).toMatchObject({
        customerNumber: 'K-00010',
        land: 'BY',
        contacts: [{ email: 'praxis-10@k.example' }, { email: 'dsb-10@k.example', purposes: ['breach-notices'] }],
      });
      const { items } = await listed(api, `agreements?controllerId=${tenth?.id}`);
      expect(items).toMatchObject([{ termsId: processor.termsId, termsVersion: 1, from: '2025-12-31T23:00:00.000Z' }]);
      const p999 = delay.percentile(99.9) / 1e6;
      process.stderr.write(
        `imported ${ROWS} rows in ${seconds.toFixed(1)} s, event loop p99.9 ${p999.toFixed(1)} ms\n`,
      );
      // On a machine with other work the figure of a short import says little.
      if (process.env['ART33_FULL'] === '1') expect(p999).toBeLessThan(50);
    },
    LONG,
  );

  it('is refused whole with all its faults by row and column, and writes nothing', async () => {
    await imported(api, customersWith('K-1;Praxis Eins;Weg 1;87435;Kempten;BY;Anna;a@example.org;;'));
    await api.done('post', 'controllers', {
      name: 'Praxis Ohne Nummer',
      address: { street: 'Weg 1', city: 'Kempten' },
      land: 'BY',
    });
    await art33.settled();
    const before = await head();
    const view = await imported(
      api,
      customersWith(
        'K-1;Praxis Eins;Weg 1;87435;Kempten;BY;;;;',
        'K-2;;Weg 2;87435;;XX;Anna;anna@@example;ratiomedicus-avv;31.02.2026',
        'K-3;Praxis Drei;Weg 3;87435;Kempten;;Anna;;unbekannt;01.01.2026',
        'K-4;Praxis Vier;Weg 4;87435;Kempten;BY;Anna;v@example.org;ratiomedicus-avv;',
        'K-4;Praxis Anders;Weg 4;87435;Kempten;BY;Anna;V@example.org;ratiomedicus-avv;01.01.2020',
        ';Praxis Ohne Nummer;Weg 9;;Kempten;BY;;;;',
        'K-5;"Praxis\nFünf";Weg 5;87435;Kempten;BY;;;;',
      ),
    );
    expect(view).toMatchObject({ state: 'refused', rowsDone: 0, counts: {}, problem: { status: 422, total: 15 } });
    expect(faultsOf(view)).toEqual(
      [
        [2, 'Kundennummer', 'customerNumber', expect.stringContaining('registered already')],
        [3, 'Kunde', 'name', 'an organisation has a name'],
        [3, 'Ort', 'city', 'an address names the place'],
        [3, 'Bundesland', 'land', expect.stringContaining('one of BB, BE')],
        [3, 'E-Mail', 'email', expect.stringContaining('looks like')],
        [3, 'ab', 'from', '2026-02-31 is no date'],
        [4, 'Bundesland', 'land', expect.stringContaining('§ 40(2) BDSG')],
        [4, 'E-Mail', 'email', expect.any(String)],
        [4, 'Vertrag', 'terms', expect.stringMatching(/^no terms of this processor .*: ratiomedicus-avv \(.+\)$/)],
        [5, 'ab', 'from', 'an agreement says since when it holds'],
        [6, 'Kunde', 'name', 'row 5 says something else of the same controller'],
        [6, 'E-Mail', 'email', 'this controller has this contact in row 5 already'],
        [6, 'ab', 'from', expect.stringMatching(/^on 2020-01-01 no version .*termsVersion/)],
        [7, 'Kunde', 'name', 'a controller with this name is registered in this place already'],
        [8, 'Kunde', 'name', 'a text in one line'],
      ].toSorted(([a], [b]) => Number(a) - Number(b)),
    );
    expect(await head()).toBe(before);
  });

  it('tells in a dry run what it would become, and writes nothing', async () => {
    const before = await head();
    const view = await imported(api, customersFile(22), 'kind=controllers&dryRun=true');
    expect(view).toMatchObject({
      state: 'checked',
      dryRun: true,
      counts: { controllers: 20, contacts: 22, agreements: 20 },
    });
    expect(await head()).toBe(before);
  });

  it('names the columns that nothing was read from, dry or not, and those that matter and are not there', async () => {
    const file =
      'Verbandsnr;Kunde;Ort;Bundesland;Mailadresse privat;AV-Vertrag vom\n7;Praxis Eins;Kempten;BY;a@example.org;2026-01-01\n';
    const told = {
      counts: { controllers: 1, contacts: 0, agreements: 0 },
      unusedColumns: ['Verbandsnr', 'Mailadresse privat', 'AV-Vertrag vom'],
      missingColumns: ['customerNumber', 'email', 'from'].map((field) => ({ field, meaning: expect.any(String) })),
      problem: null,
    };
    expect(await imported(api, file, 'kind=controllers&dryRun=true')).toMatchObject({ state: 'checked', ...told });
    const done = await imported(api, file);
    expect(done).toMatchObject({ state: 'completed', ...told });
    expect(await listed(api, 'imports')).toMatchObject({ items: [{ id: done.id, unusedColumns: told.unusedColumns }] });
    expect(await imported(api, file, `kind=controllers&importId=${done.id}`)).toMatchObject(told);
    await art33.stopService();
    await art33.startService();
    await art33.settled();
    expect(await api.read(`imports/${done.id}`)).toMatchObject({ unusedColumns: null, missingColumns: null });
    const whole = await imported(api, customersFile(1), 'kind=controllers&dryRun=true');
    expect(whole).toMatchObject({ unusedColumns: [], missingColumns: [] });
  });

  it('holds a customer without a number once, whatever the case of name and place, in the file and before it', async () => {
    const row = (name: string, code: string, city: string) => `;${name};Weg 1;${code};${city};BY;;;;`;
    const twice = customersWith(row('Praxis Größe', '87435', 'Kempten'), row('PRAXIS GRÖSSE', '', 'KEMPTEN'));
    expect(faultsOf(await imported(api, twice))).toEqual([
      [3, 'Kunde', 'name', 'row 2 says something else of the same controller'],
      [3, 'Ort', 'city', 'row 2 says something else of the same controller'],
    ]);
    const two = customersWith(row('Praxis Größe', '87435', 'Kempten'), row('Praxis Größe', '87437', 'Kempten'));
    expect(await imported(api, two)).toMatchObject({ state: 'completed', counts: { controllers: 2 } });
    const again = customersWith(row('PRAXIS  GRÖSSE', '87435', 'kempten'), row('Praxis Größe', '87439', 'Kempten'));
    const already = [2, 'Kunde', 'name', 'a controller with this name is registered in this place already'];
    expect(faultsOf(await imported(api, again))).toEqual([already]);
    expect(faultsOf(await imported(api, customersWith(row('praxis größe', '', 'Kempten'))))).toEqual([already]);
  });

  it('shows in its faults no name, address or e-mail address of a cell', async () => {
    const secrets = ['Lindenweg', 'Muster', 'muster', 'Musterstadt'];
    const view = await imported(
      api,
      customersWith(
        'K-1;Praxis Muster;Lindenweg 3;87435;Musterstadt;Muster;Anna Muster;anna@@muster.example;Muster AVV;Muster',
        'K-1;Praxis Anna Muster;Lindenweg 4;87435;Musterstadt;BY;Anna Muster;muster;ratiomedicus-avv;2026-01-01 10:00 Muster',
      ),
    );
    expect(view.state).toBe('refused');
    const rules = faultsOf(view).map(([, , , rule]) => String(rule));
    expect(rules.length).toBeGreaterThan(5);
    for (const secret of secrets) expect(rules.filter((rule) => rule.includes(secret))).toEqual([]);
  });

  it('may name its columns otherwise, and be in Windows-1252', async () => {
    const text = 'Wer;Wo;Bereich\nPraxis Größe;Köln;NW\n';
    const bytes = Uint8Array.from([...text].map((sign) => sign.charCodeAt(0)));
    const refused = await imported(api, bytes);
    expect(faultsOf(refused).map(([row, , field]) => [row, field])).toEqual([
      [1, 'name'],
      [1, 'city'],
    ]);
    const map = ['name=Wer', 'city=Wo', 'land=Bereich'].map((each) => `map=${each}`).join('&');
    expect(await imported(api, bytes, `kind=controllers&${map}`)).toMatchObject({ state: 'completed' });
    expect((await controllers('Größe')).map(({ name }) => name)).toEqual(['Praxis Größe']);
    const wrong = await imported(api, bytes, `kind=controllers&encoding=utf-8&${map}`);
    expect(faultsOf(wrong)).toEqual([[null, null, '', expect.stringContaining('not valid UTF-8')]]);
  });

  it('keeps hostile cells as the text that they are', async () => {
    const name = '=HYPERLINK(\"http://evil.example\",\"Klick\")';
    const cells = [`"${name.replaceAll('"', '""')}"`, 'Weg 1', '87435', '<script>alert(1)</script>', 'BY'];
    expect(await imported(api, customersWith(`+49;${cells.join(';')};@SUM(1);x@example.org;;`))).toMatchObject({
      state: 'completed',
    });
    const [found] = await controllers('HYPERLINK');
    expect(await api.read(`controllers/${found?.id}`)).toMatchObject({
      name,
      customerNumber: '+49',
      address: { city: '<script>alert(1)</script>' },
      contacts: [{ name: '@SUM(1)' }],
    });
    const header = 'name;city;land;e-mail\n';
    const view = await imported(api, `${header}X;Y;BY;"x@example.org\r\nBcc: y@example.org"\n`);
    expect(faultsOf(view)).toEqual([[2, 'e-mail', 'email', 'a text in one line']]);
  });
});

describe('An import id', () => {
  it('stands for one file: the same again does nothing more, another is refused, whoever sends it', async () => {
    const importId = randomUUID();
    const query = `kind=controllers&importId=${importId}`;
    const first = await imported(api, customersFile(12), query);
    expect(first).toMatchObject({ id: importId, state: 'completed' });
    const before = await head();
    expect(await imported(api, customersFile(12), query)).toMatchObject({ state: 'completed', counts: first.counts });
    const other = await art33.processor('lumitra');
    for (const sender of [api, other.api]) {
      const answer = await sendFile(sender, customersFile(13), query);
      expect(problemOf(answer)).toEqual({ status: 409, code: 'import-id-in-use' });
    }
    await art33.settled();
    expect((await listed(api, 'controllers?limit=200')).items).toHaveLength(11);
    expect(await head()).toBeGreaterThanOrEqual(before);
    expect(await listed(api, 'imports')).toMatchObject({ items: [{ id: importId, state: 'completed' }] });
    expect((await other.api.get(`imports/${importId}`)).status).toBe(404);
    expect(await listed(other.api, 'imports')).toMatchObject({ items: [] });
  });

  it('of two imports at once brings each its own, one after the other, and no customer twice', async () => {
    const other = await art33.processor('lumitra');
    const [a, b, c] = await Promise.all([
      imported(api, customersFile(60, 'A')),
      imported(api, customersFile(60, 'A')),
      imported(other.api, customersWith('A-1;Praxis Eins;Weg 1;87435;Kempten;BY;Anna;a@example.org;;')),
    ]);
    expect([a.state, b.state].toSorted()).toEqual(['completed', 'refused']);
    expect(c.state).toBe('completed');
    expect((await controllers()).length).toBe(55);
    expect((await listed(other.api, 'controllers')).items).toHaveLength(1);
  });
});

describe('An unfinished import', () => {
  /** Cut as by the end of the service, at its first step. */
  const cut = async (file: string, importId: string): Promise<ImportView> => {
    await sendFile(api, file, `kind=controllers&importId=${importId}`);
    await ended(api, importId, ({ rowsDone, state }) => rowsDone > 0 || state === 'completed');
    await art33.stopService();
    await art33.startService();
    await art33.settled();
    return importOf(await api.get(`imports/${importId}`));
  };
  /** What it wrote, by the log itself. */
  const hidden = async (): Promise<{ readonly controller: string; readonly agreement: string }> => {
    const events = await art33.service.stores.log.readAll(undefined, 100_000);
    const of = (type: string): string => events.findLast((event) => event.type === type)?.stream ?? '';
    const idIn = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
    return { controller: idIn(of('OrganisationRegistered')), agreement: idIn(of('AgreementConcluded')) };
  };

  it(
    'is interrupted by a restart; nothing of it is seen or addressed, until the same file finishes it',
    async () => {
      const importId = randomUUID();
      const file = customersFile(ROWS);
      const view = await cut(file, importId);
      expect(view).toMatchObject({ state: 'interrupted', problem: { status: 409 } });
      expect(view.rowsDone).toBeGreaterThan(0);
      expect(view.rowsDone).toBeLessThan(ROWS);
      const { controller, agreement } = await hidden();
      for (const path of ['controllers?limit=200', 'agreements?limit=200'])
        expect([path, (await listed(api, path)).items]).toEqual([path, []]);
      expect((await listed<{ kind: string }>(api, 'findings?limit=200')).items.map(({ kind }) => kind)).not.toContain(
        'notice-contact-missing',
      );
      expect((await api.get(`controllers/${controller}`)).status).toBe(404);
      expect((await api.get(`agreements/${agreement}`)).status).toBe(404);
      const contact = { name: 'Fremd', email: 'fremd@example.org' };
      expect((await api.post(`controllers/${controller}/contacts`, contact)).status).toBe(404);
      expect((await api.post(`agreements/${agreement}/end`, { until: '2026-12-31' })).status).toBe(404);
      const wanted = { controllerId: controller, termsId: processor.termsId, termsVersion: 1, from: '2026-01-01' };
      expect((await api.post('agreements', wanted)).status).toBe(422);
      const token = { organisation: controller, role: 'controller', label: 'x' };
      expect((await art33.operator.post('tokens', token)).status).toBe(422);
      const logged = await api.done('post', 'incidents', {
        title: 'x',
        awareness: [known('suspicion-known', '2026-10-20T09:00+02:00')],
      });
      const incident = pick(logged, 'id');
      const preview = await api.post(`incidents/${incident}/affected/preview`, { terms: processor.termsId });
      expect(preview.body).toMatchObject({ total: 0 });
      expect((await api.post(`incidents/${incident}/affected`, { agreements: [agreement] })).status).toBe(422);

      const done = await imported(api, file, `kind=controllers&importId=${importId}`);
      expect(done).toMatchObject({ state: 'completed', rows: ROWS, rowsDone: ROWS });
      expect((await api.get(`controllers/${controller}`)).status).toBe(200);
      expect((await api.post(`controllers/${controller}/contacts`, contact)).status).toBe(201);
      const again = await api.post(`incidents/${incident}/affected/preview`, { terms: processor.termsId });
      expect(again.body).toMatchObject({ total: done.counts['controllers'] });
    },
    LONG,
  );

  it(
    'can be given up: what it wrote is never seen, and the customers can come in anew',
    async () => {
      const importId = randomUUID();
      const file = customersFile(ROWS);
      await cut(file, importId);
      const { controller } = await hidden();
      expect((await api.post(`imports/${importId}/abandonment`)).status).toBe(200);
      await art33.settled();
      expect(importOf(await api.get(`imports/${importId}`))).toMatchObject({ state: 'abandoned', problem: null });
      const refused = await sendFile(api, file, `kind=controllers&importId=${importId}`);
      expect(problemOf(refused)).toEqual({ status: 409, code: 'import-abandoned' });
      expect(await imported(api, file)).toMatchObject({ state: 'completed' });
      expect((await api.get(`controllers/${controller}`)).status).toBe(404);
      const { items } = await listed<{ id: string }>(api, 'imports');
      const completed = items.find(({ id }) => id !== importId);
      expect(problemOf(await api.post(`imports/${completed?.id}/abandonment`))).toEqual({
        status: 409,
        code: 'import-completed',
      });
    },
    LONG,
  );
});

describe('A file', () => {
  it('waits for its turn behind the one at work; where three wait already, another is asked to come again', async () => {
    const file = customersFile(300);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => sendFile(api, file, 'kind=controllers&dryRun=true')),
    );
    const taken = answers.filter(({ status }) => status === 202);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 503, 503]);
    for (const answer of taken) expect((await ended(api, importOf(answer).id)).state).toBe('checked');
    expect((await sendFile(api, file, 'kind=controllers&dryRun=true')).status).toBe(202);
  });

  it('comes from the operator for a processor that it names, and from nobody else but that processor', async () => {
    const file = customersWith('K-1;Praxis Eins;Weg 1;87435;Kempten;BY;Anna;a@example.org;;');
    expect((await sendFile(art33.operator, file)).body).toMatchObject({ errors: [{ field: 'processor' }] });
    const query = 'kind=controllers&processor=ratiomedicus-gmbh';
    expect(await imported(art33.operator, file, query)).toMatchObject({ state: 'completed' });
    expect(await listed(art33.operator, 'imports?processor=ratiomedicus-gmbh')).toMatchObject({ items: [{}] });
    expect((await listed(api, 'controllers')).items).toHaveLength(1);
    const [first] = (await listed<Listed>(api, 'controllers')).items;
    const other = await art33.processor('lumitra');
    expect((await sendFile(other.api, file, query)).status).toBe(422);
    const auditor = await art33.token(processor.id, 'auditor');
    const practice = await art33.token(first?.id ?? '', 'controller');
    for (const stranger of [auditor, practice]) {
      expect((await sendFile(stranger, file)).status).toBe(403);
      expect((await stranger.get('imports')).status).toBe(404);
    }
  });

  it('is refused at once where it is none, and named where the request is wrong', async () => {
    const file = customersFile(1);
    expect((await sendFile(api, '{}', 'kind=controllers', { 'Content-Type': 'application/json' })).status).toBe(415);
    const named = async (query: string) => (await sendFile(api, file, query)).body;
    expect(await named('kind=nothing')).toMatchObject({ errors: [{ field: 'kind' }] });
    expect(await named('')).toMatchObject({ errors: [{ field: 'kind', rule: 'is missing' }] });
    expect(await named('kind=controllers&importId=x')).toMatchObject({ errors: [{ field: 'importId' }] });
    expect(await named('kind=controllers&map=x')).toMatchObject({ errors: [{ field: 'map' }] });
    expect(await named('kind=controllers&strange=x')).toMatchObject({ errors: [{ field: 'strange' }] });
    const large = await sendFile(api, 'x'.repeat(21 * 1024 * 1024), 'kind=controllers', CSV).catch(() => undefined);
    expect([413, undefined]).toContain(large?.status);
    expect(faultsOf(await imported(api, 'Name;Ort\n"X;Y'))).toEqual([
      [2, null, '', expect.stringContaining('quotation')],
    ]);
  });
});
