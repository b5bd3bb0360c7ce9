import { deriveId } from '@art33/event-log';
import { processorId } from '@art33/parties';
import { Api } from '../../apps/cli/src/api-client.js';
import { idsOf, outside, peopleOf, twoHouses, type House } from '../support/houses.js';
import type { Controller, Installation, Processor } from '../support/installation.js';
import {
  answersOnce,
  filled,
  hasParameter,
  isOrganisations,
  routesOf,
  unknownIds,
  type Route,
} from '../support/routes.js';
import { incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';

let art33: Installation;
let mine: House;
let theirs: House;
let routes: readonly Route[];

beforeAll(async () => {
  ({ art33, mine, theirs } = await twoHouses());
  routes = await routesOf(art33);
});
afterAll(() => art33.stop());

describe('Reading with the ids of others', () => {
  it('answers on every GET route exactly as for an unknown id: status and body', async () => {
    const reads = routes.filter((route) => route.method === 'GET' && hasParameter(route) && isOrganisations(route));
    expect(reads.length).toBeGreaterThan(10);
    for (const route of reads) {
      for (const [who, api] of peopleOf(mine)) {
        const foreign = await api.get(filled(route, idsOf(theirs)));
        const unknown = await api.get(filled(route, unknownIds));
        expect([route.path, who, outside(foreign)]).toEqual([route.path, who, outside(unknown)]);
        expect([route.path, who, [403, 404].includes(foreign.status)]).toEqual([route.path, who, true]);
      }
    }
  });

  it('answers every one of those routes to somebody of the house, so that the silence means something', async () => {
    const reads = routes.filter((route) => route.method === 'GET' && hasParameter(route) && isOrganisations(route));
    for (const route of reads) {
      const answers = await Promise.all(peopleOf(mine).map(([, api]) => api.get(filled(route, idsOf(mine)))));
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
    const lists = routes.filter(
      (route) => route.method === 'GET' && !hasParameter(route) && isOrganisations(route) && answersOnce(route),
    );
    const secrets = [
      ...Object.entries(theirs.ids),
      ['processor', theirs.processor.id],
      ['neighbour', theirs.neighbour.id],
    ].filter(
      ([meant]) =>
        !['openTerm', 'event', 'directoryType', 'directorySchema', 'factor', 'session', 'node'].includes(String(meant)),
    );
    for (const { path } of lists) {
      for (const [who, api] of peopleOf(mine)) {
        const { text } = await api.get(`${path}${/organisation$/.test(path) ? '' : '?limit=200'}`);
        const leaked = secrets.filter(([, id]) => text.includes(String(id)));
        expect([path, who, leaked]).toEqual([path, who, []]);
      }
    }
  });

  it('shows nothing without a token, and nothing to the operator', async () => {
    const nobody = new Api(art33.url);
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const path = filled(route, idsOf(mine));
      const { status, code } = problemOf(await nobody.get(path));
      // A directory's errors have a form of their own.
      expect([path, status, path.startsWith('scim') || code]).toEqual([
        path,
        401,
        path.startsWith('scim') || 'not-authenticated',
      ]);
      // It brings files in, and reads of them how far they are; the nodes are its own, and so are the people who run them.
      const expected = /^(imports|nodes|members$)/.test(path) ? 200 : /^(me|inbox)(\/|$)/.test(path) ? 401 : 403;
      expect([path, (await art33.operator.get(path)).status]).toEqual([path, expected]);
    }
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
    expect(new Set(items.map(({ stream }) => stream.split('-')[0]))).toEqual(
      new Set(['access', 'case', 'engagement', 'member', 'person', 'token', 'webhook']),
    );
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

describe('A subprocessor', () => {
  /** What stands in terms and incidents, and what somebody might take for its organisation's id. */
  const idsOfSubprocessor = (): readonly string[] => {
    const id = mine.ids['subprocessor'] ?? '';
    return [
      id,
      processorId(id),
      deriveId('subprocessor', id),
      deriveId('organisation', id),
      deriveId('controller', id),
    ];
  };
  /** Each way to let somebody in. */
  const waysIn = (organisation: string): readonly (readonly [Api, string, object])[] => {
    const [email, until] = ['jemand@subprocessor.example', '2026-12-31T00:00:00Z'];
    const tokens = ['processor', 'controller', 'auditor'].map((role) => ({ organisation, role, label: 'desk' }));
    return [
      ...tokens.map((body) => [art33.operator, 'tokens', body] as const),
      ...[art33.operator, mine.processor.api].map(
        (api) => [api, 'members', { organisation, email, roles: ['admin'] }] as const,
      ),
      [mine.processor.api, 'engagements', { organisation, email, until }],
      [art33.operator, 'break-glass', { organisation, reason: 'Support', hours: 1 }],
    ];
  };

  it('sees nothing: it is no organisation here, and nothing lets anybody in for it', async () => {
    const named = await mine.processor.api.read('subprocessors?limit=100');
    expect(JSON.stringify(named)).toContain(mine.ids['subprocessor']);
    const { size } = await art33.service.stores.log.head();
    for (const id of idsOfSubprocessor()) {
      for (const [api, path, body] of waysIn(id))
        expect([id, path, (await api.post(path, body)).status]).toEqual([id, path, 422]);
      const inside = { 'Art33-Organisation': id };
      for (const path of ['incidents', 'notices', `incidents/${mine.ids['incident']}`])
        expect([id, path, (await art33.operator.get(path, inside)).status]).toEqual([id, path, 404]);
    }
    expect((await art33.service.stores.log.head()).size).toBe(size);
  });

  it('is refused for what it is, since the same opens where an organisation is registered', async () => {
    const { status } = await art33.operator.post('tokens', {
      organisation: theirs.processor.id,
      role: 'processor',
      label: 'desk',
    });
    expect(status).toBe(201);
    const again = await art33.operator.post('break-glass', {
      organisation: theirs.practice.id,
      reason: 'Support',
      hours: 1,
    });
    expect(again.status).toBeLessThan(300);
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
      const { items } = await listed<{ readonly id: string }>(api, 'controllers?q=Dreifach');
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
