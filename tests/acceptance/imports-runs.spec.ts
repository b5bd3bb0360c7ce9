import { randomUUID } from 'node:crypto';
import { pick, type Api } from '../../apps/cli/src/api-client.js';
import type { ImportView } from '@art33/imports';
import {
  CSV,
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
import { known, listed, problemOf } from '../support/story.js';
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

describe('An import id', () => {
  it('stands for one file of a processor: the same again does nothing more, another is refused', async () => {
    const importId = randomUUID();
    const query = `kind=controllers&importId=${importId}`;
    const first = await imported(api, customersFile(12), query);
    expect(first).toMatchObject({ id: importId, state: 'completed' });
    const before = await head();
    expect(await imported(api, customersFile(12), query)).toMatchObject({ state: 'completed', counts: first.counts });
    const answer = await sendFile(api, customersFile(13), query);
    expect(problemOf(answer)).toEqual({ status: 409, code: 'import-id-in-use' });
    await art33.settled();
    expect((await listed(api, 'controllers?limit=200')).items).toHaveLength(11);
    expect(await head()).toBeGreaterThanOrEqual(before);
    expect(await listed(api, 'imports')).toMatchObject({ items: [{ id: importId, state: 'completed' }] });
  });

  it('says nothing of the imports of others: each processor has ids of its own', async () => {
    const [importId, unused] = [randomUUID(), randomUUID()];
    const query = (id: string): string => `kind=controllers&importId=${id}`;
    expect(await imported(api, customersFile(12), query(importId))).toMatchObject({ state: 'completed' });
    const other = await art33.processor('lumitra');
    expect((await other.api.get(`imports/${importId}`)).status).toBe(404);
    expect(problemOf(await other.api.post(`imports/${importId}/abandonment`))).toMatchObject({ status: 404 });
    // The same file and another one, dry and in earnest: as under an id that nobody has given.
    for (const [dry, file] of [
      ['&dryRun=true', customersFile(12)],
      ['&dryRun=true', customersFile(3, 'B')],
      ['', customersWith('A-1;Praxis Eins;Weg 1;87435;Kempten;BY;Anna;a@example.org;;')],
    ] as const) {
      const [foreign, none] = [
        await sendFile(other.api, file, query(importId) + dry),
        await sendFile(other.api, file, query(unused) + dry),
      ];
      expect([foreign.status, foreign.text.replaceAll(importId, unused)]).toEqual([202, none.text]);
      const [mine, beside] = [await ended(other.api, importId), await ended(other.api, unused)];
      expect(mine.id).toBe(importId);
      // In earnest the second brings what the first has brought already.
      if (dry !== '') expect({ ...mine, id: unused }).toEqual(beside);
      else expect([mine.state, mine.counts['controllers']]).toEqual(['completed', 1]);
    }
    await art33.settled();
    expect(await listed(other.api, 'imports')).toMatchObject({ items: [{ id: importId, rows: 1 }] });
    expect(await listed(api, 'imports')).toMatchObject({ items: [{ id: importId, rows: 12 }] });
    expect((await listed(api, 'controllers?limit=200')).items).toHaveLength(11);
    expect((await listed(other.api, 'controllers?limit=200')).items).toHaveLength(1);
    const streams = await other.api.get('events?category=import');
    expect([streams.status, streams.text.includes(`import-${importId}`)]).toEqual([200, false]);
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
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 429, 429]);
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
    const [first] = (await listed<ListedCustomer>(api, 'controllers')).items;
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
