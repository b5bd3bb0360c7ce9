import type { Answer, Api } from '../../apps/cli/src/api-client.js';
import { Installation, type Controller, type Processor, type ProcessorName } from '../support/installation.js';
import { latestTo, linkIn, visitor } from '../support/mail.js';
import { routesOf, type Route } from '../support/routes.js';
import { caseOf, incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';

/** What a processor and its practices have: the ids of one whole story. */
interface House {
  readonly processor: Processor;
  readonly practice: Controller;
  /** Another practice of the same processor, affected by the same incident. */
  readonly neighbour: Controller;
  readonly auditor: Api;
  readonly practiceAuditor: Api;
  readonly ids: Readonly<Record<string, string>>;
}

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
/** Whatever a route asks for, as nobody has it. */
const UNKNOWN: Readonly<Record<string, string>> = { subprocessor: 'niemand-gmbh', event: '999999' };

let art33: Installation;
let mine: House;
let theirs: House;
let routes: readonly Route[];

async function build(name: ProcessorName, subprocessor: string): Promise<House> {
  const processor = await art33.processor(name);
  const practice = await art33.controller(processor, {
    name: `Praxis von ${name}`,
    emails: [`praxis@${name}.example`],
  });
  const neighbour = await art33.controller(processor, { emails: [`nachbar@${name}.example`] });
  const incident = await incidentOf(
    processor,
    [known('breach-established', '2026-10-20T09:00+02:00')],
    practice,
    neighbour,
  );
  await processor.api.done('post', `incidents/${incident}/subprocessors`, { subprocessorId: subprocessor });
  await art33.settled();
  await tell(processor, incident);
  await art33.settled();
  const link = linkIn(await latestTo(art33, `praxis@${name}.example`), 'n');
  await visitor(art33).press(`${link}/acknowledgement`, { name: 'Dr. Muster' });
  await art33.settled();
  const notice = await noticeTo(processor, incident, practice);
  const file = await caseOf(practice);
  await practice.api.done('post', `cases/${file.id}/filings`, {
    phase: 'initial',
    authority: 'LfD',
    filedAt: '2026-10-20T09:10+02:00',
  });
  const messages = await listed<{ readonly id: string }>(processor.api, `messages?aboutId=${notice.id}`);
  return {
    processor,
    practice,
    neighbour,
    auditor: await art33.token(processor.id, 'auditor'),
    practiceAuditor: await art33.token(practice.id, 'auditor'),
    ids: {
      controller: practice.id,
      contact: practice.contactIds[0] ?? '',
      terms: processor.termsId,
      openTerm: 'whose-knowledge',
      agreement: practice.agreementId,
      incident,
      notice: notice.id,
      delivery: notice.deliveries[0]?.deliveryId ?? '',
      case: file.id,
      filing: (await caseOf(practice)).filings[0]?.filingId ?? '',
      message: messages.items[0]?.id ?? '',
      event: String(notice.logNumber),
      subprocessor,
      duty: notice.duties[0]?.dutyId ?? '',
    },
  };
}

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
  await art33.at('2026-10-20T09:10+02:00');
  mine = await build('ratiomedicus', 'hetzner-online-gmbh');
  theirs = await build('lumitra', 'openai-inc');
  routes = await routesOf(art33);
});
afterAll(() => art33.stop());

/** What a name in braces stands for, by the part of the address before it. */
const MEANT: Readonly<Record<string, string>> = {
  'controllers/{id}': 'controller',
  '{contactId}': 'contact',
  'terms/{id}': 'terms',
  '{openTermId}': 'openTerm',
  'agreements/{id}': 'agreement',
  'incidents/{id}': 'incident',
  'notices/{id}': 'notice',
  '{deliveryId}': 'delivery',
  'cases/{id}': 'case',
  '{filingId}': 'filing',
  'messages/{id}': 'message',
  'subprocessors/{id}': 'subprocessor',
  'events/{logNumber}': 'event',
};

const hasParameter = ({ path }: Route): boolean => path.includes('{');
/** Tokens are the operator's and belong to no organisation's side. */
const isOrganisations = ({ path }: Route): boolean => !/^(tokens|replays|terms-imports)/.test(path);

/** The address with every name in braces filled in. */
const filled = ({ path }: Route, valueOf: (meant: string) => string): string =>
  path.replace(/([a-z-]+\/)?\{(\w+)\}/g, (whole, before: string = '', name: string) => {
    const meant = MEANT[whole] ?? MEANT[`{${name}}`];
    if (meant === undefined) throw new Error(`say in MEANT what ${whole} of ${path} stands for`);
    return before + valueOf(meant);
  });
const idsOf = (house: House) => (meant: string) => house.ids[meant] ?? '';
const unknownIds = (meant: string): string => UNKNOWN[meant] ?? (meant === 'openTerm' ? 'whose-knowledge' : UNKNOWN_ID);

const outside = ({ status, text }: Answer) => ({ status, text });
const whoIs = (house: House): readonly (readonly [string, Api])[] => [
  ['processor', house.processor.api],
  ['its auditor', house.auditor],
  ['practice', house.practice.api],
  ["the practice's auditor", house.practiceAuditor],
];

describe('Reading with the ids of others', () => {
  it('answers on every GET route exactly as for an unknown id: status and body', async () => {
    const reads = routes.filter((route) => route.method === 'GET' && hasParameter(route));
    expect(reads.length).toBeGreaterThan(10);
    for (const route of reads) {
      for (const [who, api] of whoIs(mine)) {
        const foreign = await api.get(filled(route, idsOf(theirs)));
        const unknown = await api.get(filled(route, unknownIds));
        expect([route.path, who, outside(foreign)]).toEqual([route.path, who, outside(unknown)]);
        expect([route.path, who, foreign.status]).toEqual([route.path, who, 404]);
      }
    }
  });

  it('answers every one of those routes to somebody of the house, so that the silence means something', async () => {
    const reads = routes.filter((route) => route.method === 'GET' && hasParameter(route));
    for (const route of reads) {
      const answers = await Promise.all(whoIs(mine).map(([, api]) => api.get(filled(route, idsOf(mine)))));
      expect([route.path, answers.some(({ status }) => status === 200)]).toEqual([route.path, true]);
    }
  });

  it('finds nothing by a filter with the ids of others, as by one with unknown ids', async () => {
    const filters: readonly (readonly [string, string])[] = [
      ['notices?incident=', 'incident'],
      ['notices?agreement=', 'agreement'],
      ['notices?controller=', 'controller'],
      ['agreements?controllerId=', 'controller'],
      ['agreements?termsId=', 'terms'],
      ['messages?aboutId=', 'notice'],
      ['deadlines?state=settled&subject=', 'incident'],
      ['events?stream=notice-', 'notice'],
      ['events?stream=case-', 'case'],
      ['events?stream=organisation-', 'controller'],
      ['incidents?subprocessor=', 'subprocessor'],
    ];
    for (const [filter, meant] of filters) {
      const foreign = await mine.processor.api.get(filter + idsOf(theirs)(meant));
      expect([filter, foreign.status, foreign.body['items']]).toEqual([filter, 200, []]);
    }
  });

  it('lists on every list route only what is its own', async () => {
    const lists = routes.filter((route) => route.method === 'GET' && !hasParameter(route) && isOrganisations(route));
    const secrets = [
      ...Object.entries(theirs.ids),
      ['processor', theirs.processor.id],
      ['neighbour', theirs.neighbour.id],
    ].filter(([meant]) => !['openTerm', 'event'].includes(String(meant)));
    for (const { path } of lists) {
      for (const [who, api] of whoIs(mine)) {
        const { text } = await api.get(`${path}${/organisation$/.test(path) ? '' : '?limit=200'}`);
        const leaked = secrets.filter(([, id]) => text.includes(String(id)));
        expect([path, who, leaked]).toEqual([path, who, []]);
      }
    }
  });

  it('shows nothing without a token, and nothing to the operator', async () => {
    const { Api } = await import('../../apps/cli/src/api-client.js');
    const nobody = new Api(art33.url);
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const path = filled(route, idsOf(mine));
      expect([path, problemOf(await nobody.get(path))]).toEqual([path, { status: 401, code: 'not-authenticated' }]);
      expect([path, (await art33.operator.get(path)).status]).toEqual([path, 403]);
    }
  });
});

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
    'POST cases/{id}/decision-not-to-file': { reason: 'x', decidedBy: 'x' },
    'POST cases/{id}/communications': { outcome: 'required', decidedBy: 'x', at: AT },
    'POST cases/{id}/closure': {},
    'POST cases/{id}/reopening': {},
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
      if (route.path === 'incidents/{id}/affected/preview') continue;
      const path = filled({ ...route, path: route.path.replace('tokens/{id}', `tokens/${UNKNOWN_ID}`) }, idsOf(mine));
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

describe('A processor', () => {
  it('sees nothing of a case but delivery and acknowledgement', async () => {
    const { processor, auditor, ids } = mine;
    for (const api of [processor.api, auditor]) {
      expect((await api.get(`cases/${ids['case']}`)).status).toBe(404);
      expect(await listed(api, 'cases')).toEqual({ items: [], nextCursor: null });
      const { items } = await listed<{ readonly owner: { readonly kind: string } }>(
        api,
        'deadlines?state=open&state=settled',
      );
      expect(items.map(({ owner }) => owner.kind)).not.toContain('case');
      expect((await listed(api, 'events?category=case')).items).toEqual([]);
      const { text } = await api.get(`notices/${ids['notice']}`);
      expect(text).not.toContain(ids['case']);
      expect(text).toContain('acknowledged');
    }
  });
});

describe('A practice', () => {
  it('sees no drafts, and no notice but those it was sent', async () => {
    const { processor, practice, neighbour, ids } = mine;
    const second = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
    await art33.settled();
    await processor.api.done('post', `incidents/${second}/notices/drafts`);
    await art33.settled();
    const drafted = await noticeTo(processor, second, practice);
    expect(drafted.texts).toHaveLength(1);
    const others = await noticeTo(processor, ids['incident'] ?? '', neighbour);
    for (const id of [drafted.id, others.id]) {
      for (const path of [`notices/${id}`, `notices/${id}/receipt`])
        expect((await practice.api.get(path)).status).toBe(404);
    }
    const { items } = await listed<{ readonly id: string }>(practice.api, 'notices');
    expect(items.map(({ id }) => id)).toEqual([ids['notice']]);
    const { body } = await practice.api.get(`notices/${ids['notice']}`);
    for (const key of ['texts', 'duties', 'blockers', 'sendings', 'incidentId', 'basis', 'failures']) {
      expect(body).not.toHaveProperty(key);
    }
    const draft = { subject: 'Entwurf', text: 'geheimer Nachtrag' };
    await processor.api.done('put', `notices/${ids['notice']}/draft`, draft, { 'If-Match': '"3"' });
    expect((await practice.api.get(`notices/${ids['notice']}`)).text).not.toContain('geheimer Nachtrag');
  });

  it('sees no incident, no other organisation, no finding, and of the log only its own files', async () => {
    const { practice, neighbour, processor, ids } = mine;
    for (const path of [
      'incidents',
      `incidents/${ids['incident']}`,
      `incidents/${ids['incident']}/notices`,
      'subprocessors',
    ]) {
      expect([path, (await practice.api.get(path)).status]).toEqual([path, 404]);
    }
    for (const id of [neighbour.id, processor.id])
      expect((await practice.api.get(`controllers/${id}`)).status).toBe(404);
    expect((await listed(practice.api, 'findings')).items).toEqual([]);
    const { items } = await listed<{ readonly stream: string }>(practice.api, 'events?limit=200');
    expect(new Set(items.map(({ stream }) => stream.split('-')[0]))).toEqual(new Set(['case', 'token']));
    expect((await practice.api.get(`events/${ids['event']}`)).status).toBe(404);
  });

  it('shows its auditors what it sees itself, with addresses masked where the sender’s auditor looks', async () => {
    const own = await mine.practice.api.get(`notices/${mine.ids['notice']}`);
    expect((await mine.practiceAuditor.get(`notices/${mine.ids['notice']}`)).body).toEqual(own.body);
    expect(await mine.auditor.read(`messages/${mine.ids['message']}`)).toMatchObject({
      recipient: { address: 'p…@ratiomedicus.example' },
    });
  });
});

describe('The same practice under three processors', () => {
  it('is three records, each its processor’s own', async () => {
    const names = ['ratiomedicus', 'lumitra', 'cgm'] as const;
    const cgm = await art33.processor('cgm');
    const processors = [mine.processor, theirs.processor, cgm];
    const records: Controller[] = [];
    for (const processor of processors) {
      records.push(
        await art33.controller(processor, { name: 'Praxis Dr. Dreifach', emails: ['dreifach@praxis.example'] }),
      );
    }
    expect(new Set(records.map(({ id }) => id)).size).toBe(3);
    for (const [index, { api }] of processors.entries()) {
      const { items } = await listed<{ readonly id: string }>(api, 'controllers?search=Dreifach');
      expect([names[index], items.map(({ id }) => id)]).toEqual([names[index], [records[index]?.id]]);
    }
    const [first, second, third] = records as [Controller, Controller, Controller];
    await mine.processor.api.done('put', `controllers/${first.id}/contacts/${first.contactIds[0]}`, {
      name: 'Anna Muster',
      email: 'umgezogen@praxis.example',
    });
    const addressOf = async ({ api }: Processor, { id }: Controller) =>
      ((await api.read(`controllers/${id}`)) as { contacts?: { email: string }[] }).contacts?.[0]?.email;
    expect(await addressOf(mine.processor, first)).toBe('umgezogen@praxis.example');
    expect(await addressOf(theirs.processor, second)).toBe('dreifach@praxis.example');
    expect(await addressOf(cgm, third)).toBe('dreifach@praxis.example');

    const incident = await incidentOf(
      theirs.processor,
      [known('breach-established', '2026-10-20T09:00+02:00')],
      second,
    );
    await art33.settled();
    await tell(theirs.processor, incident);
    await art33.settled();
    expect((await listed(second.api, 'notices')).items).toHaveLength(1);
    for (const { api } of [first, third]) {
      expect((await listed(api, 'notices')).items).toEqual([]);
      expect((await listed(api, 'cases')).items).toEqual([]);
    }
  });
});
