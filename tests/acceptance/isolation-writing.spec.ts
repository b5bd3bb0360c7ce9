import type { Answer, Api } from '../../apps/cli/src/api-client.js';
import { idsOf, outside, twoHouses, type House } from '../support/houses.js';
import type { Installation } from '../support/installation.js';
import { filled, hasParameter, isOrganisations, routesOf, unknownIds, type Route } from '../support/routes.js';
import { known, problemOf } from '../support/story.js';

let art33: Installation;
let mine: House;
let theirs: House;
let routes: readonly Route[];

beforeAll(async () => {
  ({ art33, mine, theirs } = await twoHouses());
  routes = await routesOf(art33);
});
afterAll(() => art33.stop());

describe('Writing with the ids of others', () => {
  const AT = '2026-10-20T09:05+02:00';
  /** For each route a request that would be taken from its owner. */
  const bodies = (house: House): Readonly<Record<string, unknown>> => ({
    'POST controllers/{id}/contacts': { name: 'Fremd', email: 'fremd@example.org' },
    'PUT controllers/{id}/contacts/{contactId}': { name: 'Fremd', email: 'fremd@example.org' },
    'DELETE controllers/{id}/contacts/{contactId}': undefined,
    'POST terms/{id}/open-terms/{openTermId}/confirmation': { value: 'earliest-anywhere', reason: 'x' },
    'POST agreements/{id}/end': { until: '2026-12-31' },
    'POST agreements/{id}/version': { termsVersion: 1, from: '2026-10-01' },
    'POST agreements/{id}/subprocessors': { action: 'authorise', subprocessorId: 'x-gmbh', from: '2026-10-01' },
    'POST incidents/{id}/details': { note: 'x' },
    'POST incidents/{id}/awareness': known('suspicion-known', AT),
    'POST incidents/{id}/awareness/corrections': { ...known('breach-established', AT), reason: 'x' },
    'POST incidents/{id}/subprocessors': { subprocessorId: 'x-gmbh' },
    'POST incidents/{id}/confirmation': { at: AT },
    'POST incidents/{id}/ruling-out': { ruling: 'not-a-personal-data-breach', at: AT, reason: 'x' },
    'POST incidents/{id}/measures': { description: 'x', stage: 'taken' },
    'POST incidents/{id}/risk': { unintelligible: 'no', malicious: 'no', information: 'x' },
    'POST incidents/{id}/closure': {},
    'POST incidents/{id}/reopening': { reason: 'x' },
    'POST incidents/{id}/affected/preview': { terms: mine.ids['terms'] },
    'POST incidents/{id}/affected': { terms: mine.ids['terms'] },
    'POST reports/{id}/incident': { title: 'x' },
    'POST imports/{id}/abandonment': {},
    'POST reports/{id}/link': { incidentId: house.ids['incident'] },
    'POST reports/{id}/rejection': { reason: 'x' },
    'POST reports/{id}/rejection/withdrawal': { reason: 'x' },
    'POST incidents/{id}/jobs': { what: 'approve' },
    'POST incidents/{id}/jobs/preview': { what: 'approve' },
    'POST jobs/{id}/pause': {},
    'POST jobs/{id}/resume': {},
    'POST jobs/{id}/cancel': {},
    'POST incidents/{id}/print-runs': {},
    'POST print-runs/{id}/posted': { at: AT, by: 'x' },
    'DELETE print-runs/{id}': undefined,
    'POST incidents/{id}/notices/drafts': {},
    'POST incidents/{id}/notices/approvals': {},
    'POST incidents/{id}/notices/sendings': {},
    'POST incidents/{id}/notices/lateness-reasons': { reason: 'x' },
    'PUT notices/{id}/draft': { subject: 'x', text: 'x' },
    'POST notices/{id}/approval': { textNumber: 1 },
    'POST notices/{id}/sending': {},
    'POST notices/{id}/deliveries': { channel: 'phone', textForm: false, at: AT, by: 'x', to: 'y', evidence: '' },
    'POST notices/{id}/deliveries/{deliveryId}/withdrawal': { reason: 'x' },
    'POST notices/{id}/not-required': { reason: 'x', decidedBy: 'x' },
    'POST notices/{id}/lateness-reasons': { dutyId: house.ids['duty'], reason: 'x' },
    'POST notices/{id}/closure': {},
    'POST cases/{id}/awareness': { aware: AT },
    'POST cases/{id}/filings': { phase: 'initial', authority: 'LfD', filedAt: AT },
    'POST cases/{id}/filings/{filingId}/reference': { reference: 'x' },
    'POST cases/{caseId}/received/{receivedId}/acknowledgement': { name: 'x' },
    'POST cases/{id}/decision-not-to-file': { reason: 'x', decidedBy: 'x' },
    'POST cases/{id}/communications': { outcome: 'required', decidedBy: 'x', at: AT },
    'POST cases/{id}/closure': {},
    'POST cases/{id}/reopening': {},
    'PUT webhooks/{id}': { url: 'https://hooks.example/other', types: ['*'] },
    'POST webhooks/{id}/secret': {},
    'POST webhooks/{id}/disabling': {},
    'POST webhooks/{id}/enabling': {},
    'POST webhooks/{id}/replay': { from: 0 },
    'POST webhooks/{id}/ping': {},
    'DELETE webhooks/{id}': undefined,
  });

  const ask = (api: Api, route: Route, path: string, body: unknown): Promise<Answer> => {
    switch (route.method) {
      case 'PUT':
        return api.put(path, body, { 'If-Match': '"0"' });
      case 'DELETE':
        return api.delete(path);
      default:
        return api.post(path, body);
    }
  };
  const writes = () =>
    routes.filter((route) => route.method !== 'GET' && hasParameter(route) && isOrganisations(route));
  const head = async () => (await art33.service.stores.log.head()).size;

  it('answers on every writing route exactly as for an unknown id, and writes nothing', async () => {
    const table = bodies(theirs);
    expect(
      writes()
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    ).toEqual(Object.keys(table).toSorted());
    const before = await head();
    for (const route of writes()) {
      const body = table[`${route.method} ${route.path}`];
      const api = route.path.startsWith('cases/') ? mine.practice.api : mine.processor.api;
      const foreign = await ask(api, route, filled(route, idsOf(theirs)), body);
      const unknown = await ask(api, route, filled(route, unknownIds), body);
      expect([route.path, outside(foreign)]).toEqual([route.path, outside(unknown)]);
      expect([route.path, foreign.status]).toEqual([route.path, 404]);
    }
    await art33.settled();
    expect(await head()).toBe(before);
  });

  it('lets auditors read and write nothing, on whichever route', async () => {
    const table = bodies(mine);
    const before = await head();
    for (const route of routes.filter(({ method }) => method !== 'GET')) {
      if (route.path === 'incidents/{id}/affected/preview' || route.path === 'intake/{target}') continue;
      const path = filled(
        { ...route, path: route.path.replace('tokens/{id}', `tokens/${unknownIds('token')}`) },
        idsOf(mine),
      );
      for (const auditor of [mine.auditor, mine.practiceAuditor]) {
        const answer = await ask(auditor, route, path, table[`${route.method} ${route.path}`] ?? {});
        expect([route.path, problemOf(answer)]).toEqual([route.path, { status: 403, code: 'not-allowed' }]);
      }
    }
    expect(await head()).toBe(before);
    for (const path of [
      'incidents',
      'notices',
      'agreements',
      'messages',
      'deadlines',
      'events',
      'findings',
      'controllers',
    ]) {
      expect([path, (await mine.auditor.get(path)).status]).toEqual([path, 200]);
    }
    expect((await mine.practiceAuditor.get(`cases/${mine.ids['case']}`)).status).toBe(200);
  });

  it('lets a processor write no case, and a practice nothing of its processor', async () => {
    const table = bodies(mine);
    const before = await head();
    for (const route of writes()) {
      const api = route.path.startsWith('cases/') ? mine.processor.api : mine.practice.api;
      const answer = await ask(api, route, filled(route, idsOf(mine)), table[`${route.method} ${route.path}`]);
      expect([route.path, [403, 404].includes(answer.status)]).toEqual([route.path, true]);
    }
    expect(await head()).toBe(before);
  });
});
