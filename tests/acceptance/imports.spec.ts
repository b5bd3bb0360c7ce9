import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Api } from '../../apps/cli/src/api-client.js';
import {
  customersFile,
  customersOf,
  customersWith,
  ended,
  faultsOf,
  imported,
  importOf,
  sendFile,
  type ListedCustomer,
} from '../support/import-files.js';
import { Installation, type Processor } from '../support/installation.js';
import { listed } from '../support/story.js';
import { FULL } from '../support/full.js';

/** In full as many rows as an import may have. */
const ROWS = FULL ? 10_000 : 200;
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

const head = async () => (await art33.service.stores.log.head()).size;
const controllers = (q?: string) => customersOf(api, q);

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
        const { items } = await listed<ListedCustomer>(api, 'controllers?limit=1');
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
      if (FULL) expect(p999).toBeLessThan(50);
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
