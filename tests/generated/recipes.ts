import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { pick } from '../../apps/cli/src/api-client.js';
import { bodiesFor } from '../support/bodies.js';
import { customersWith } from '../support/import-files.js';
import { termsFile } from '../support/installation.js';
import { filled, nameOf, type Route } from '../support/routes.js';
import type { Chance } from './chance.js';
import { NodeRegister } from '@art33/nodes';
import { OF_ACCOUNTS } from './account-recipes.js';
import { json, type Request } from './request.js';
import { OF_LINKED_RECORDS } from './linked-records.js';
import { OF_SECOND_PERSONS } from './second-persons.js';
import { issuerBody, scimGroup, scimUser, type World } from './world.js';

/** Makes a request that its route takes. */
export type Recipe = (world: World, chance: Chance) => Promise<Request> | Request;

export const CSV = { 'Content-Type': 'text/csv' };
export const at = '2026-10-20T09:05+02:00';
export const post = (path: string, body?: unknown): Request => json('POST', path, body);
const text = (chance: Chance): string => chance.one(['x', 'Müller', 'a b', '“quoted”', 'zwei\nZeilen', 'ß'.repeat(50)]);

export const etagOf = async (world: World, path: string): Promise<string> => {
  await world.shown();
  return (await world.api.get(path)).headers.get('etag') ?? '"0"';
};

const onQuiet =
  (what: string, body: (chance: Chance) => unknown): Recipe =>
  async (world, chance) =>
    post(`incidents/${await world.quietIncident()}/${what}`, body(chance));
const onReport =
  (what: string, body: (world: World) => unknown, before?: string): Recipe =>
  async (world) => {
    const report = await world.report();
    if (before) await world.api.done('post', `reports/${report}/${before}`, { reason: 'x' });
    return post(`reports/${report}/${what}`, body(world));
  };
/** On a case that is open, whoever closed it. */
export const onCase =
  (what: string, body?: unknown) =>
  async (world: World): Promise<Request> => {
    await world.house.practice.api.done('post', `cases/${world.id('case')}/reopening`);
    return post(`cases/${world.id('case')}/${what}`, body);
  };
const onWebhook =
  (what: string, body?: unknown): Recipe =>
  async (world) =>
    post(`webhooks/${await world.rotating('webhook', () => world.webhook())}/${what}`, body);
const signed =
  (bodyOf: (chance: Chance) => object): Recipe =>
  async (world, chance) => {
    const made = await world.api.done('post', 'intake/webhook/secrets', { overlapHours: 0 });
    const [url, secret] = [pick(made, 'url'), pick(made, 'secret')];
    await world.shown();
    const body = JSON.stringify(bodyOf(chance));
    const id = randomUUID();
    const now = new Date(world.art33.clock.now());
    return {
      ...post(new URL(url).pathname.replace('/api/v1/', '')),
      body,
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, now, body),
      },
    };
  };
const upload: Recipe = (_, chance) => ({
  method: 'POST',
  path: 'imports?kind=controllers&dryRun=true',
  headers: CSV,
  body: customersWith(`${chance.uuid()};Praxis ${chance.uuid()};Weg 1;87435;Kempten;BY;;;;`),
});
const startedJob = async (world: World): Promise<string> =>
  world.made(`incidents/${world.incident}/jobs`, { what: 'approve' });

/** Where the same request again, or one made from the schema, would not do. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  'POST agreements': async (world) =>
    post('agreements', {
      controllerId: await world.controller(),
      termsId: world.id('terms'),
      termsVersion: 1,
      from: '2026-01-01',
    }),
  'POST agreements/{id}/end': async (world) =>
    post(`agreements/${await world.freshAgreement()}/end`, { until: '2026-12-31' }),
  'POST agreements/{id}/version': async (world) =>
    post(`agreements/${await world.spareAgreement()}/version`, { termsVersion: 1, from: '2026-10-01' }),
  'POST agreements/{id}/subprocessors': async (world) =>
    post(`agreements/${await world.spareAgreement()}/subprocessors`, {
      action: 'authorise',
      subprocessorId: 'x-gmbh',
      from: '2026-10-01',
    }),
  'POST cases/received': (_, chance) => ({
    method: 'POST',
    path: `cases/received?received=2026-10-20T09:00:00%2B02:00&processor=Andere&kind=other`,
    headers: { 'Content-Type': 'application/pdf' },
    body: `%PDF-1.7 ${chance.uuid()}`,
  }),
  'POST cases/{id}/filings': onCase('filings', { phase: 'follow-up', authority: 'LfD', filedAt: at }),
  'POST cases/{id}/awareness': onCase('awareness', { aware: at }),
  'POST cases/{id}/communications': onCase('communications', { outcome: 'required', decidedBy: 'x', at }),
  'POST cases/{id}/filings/{filingId}/reference': async (world) => {
    const path = `cases/${world.id('case')}`;
    const { path: filings, body } = await onCase('filings', { phase: 'follow-up', authority: 'LfD', filedAt: at })(
      world,
    );
    await world.house.practice.api.done('post', filings, body);
    await world.shown();
    const made = pick<readonly { filingId: string }[]>(await world.house.practice.api.read(path), 'filings');
    return post(`${path}/filings/${made.at(-1)?.filingId ?? ''}/reference`, { reference: 'x' });
  },
  'POST cases/{id}/closure': onCase('closure'),
  'POST cases/{id}/decision-not-to-file': (world) =>
    post(`cases/${world.id('receivedCase')}/decision-not-to-file`, { reason: 'x', decidedBy: 'x' }),
  'POST cases/{caseId}/received/{receivedId}/acknowledgement': ({ answerable }) =>
    post(`cases/${answerable.case}/received/${answerable.received}/acknowledgement`, { name: 'x' }),
  'POST controllers': (_, chance) =>
    post('controllers', {
      name: text(chance),
      address: { street: 'Weg 1', city: 'Kempten' },
      land: 'BY',
      language: chance.one(['de', 'en']),
    }),
  'PUT controllers/{id}/contacts/{contactId}': async (world, chance) => {
    const controller = `controllers/${world.id('controller')}`;
    return json(
      'PUT',
      `${controller}/contacts/${world.id('contact')}`,
      { name: text(chance), email: 'praxis@ratiomedicus.example' },
      { 'If-Match': await etagOf(world, controller) },
    );
  },
  'DELETE controllers/{id}/contacts/{contactId}': async (world) => {
    const controller = await world.rotating('controller', () => world.controller());
    const contact = await world.made(`controllers/${controller}/contacts`, { name: 'x', email: 'x@example.org' });
    return json('DELETE', `controllers/${controller}/contacts/${contact}`);
  },
  'POST imports': upload,
  'POST imports/{id}/abandonment': async (world, chance) => {
    const { path, body } = await upload(world, chance);
    const begun = await world.api.post(path, body, CSV);
    return post(`imports/${pick(begun.body, 'id')}/abandonment`);
  },
  'POST incidents': (_, chance) => post('incidents', { title: text(chance) }),
  'POST incidents/{id}/details': onQuiet('details', (chance) => ({ note: text(chance) })),
  'POST incidents/{id}/awareness': onQuiet('awareness', () => ({ fact: 'suspicion-known', at })),
  'POST incidents/{id}/measures': onQuiet('measures', (chance) => ({ description: text(chance), stage: 'taken' })),
  'POST incidents/{id}/risk': onQuiet('risk', (chance) => ({
    unintelligible: 'no',
    malicious: 'no',
    information: text(chance),
  })),
  'POST incidents/{id}/subprocessors': onQuiet('subprocessors', () => ({ subprocessorId: 'x-gmbh' })),
  'POST incidents/{id}/closure': async (world) =>
    post(`incidents/${await world.made('incidents', { title: 'x' })}/closure`, {}),
  'POST incidents/{id}/confirmation': async (world) =>
    post(`incidents/${await world.made('incidents', { title: 'x' })}/confirmation`, { at }),
  'POST incidents/{id}/ruling-out': async (world) =>
    post(`incidents/${await world.made('incidents', { title: 'x' })}/ruling-out`, {
      ruling: 'not-a-personal-data-breach',
      at,
      reason: 'x',
    }),
  'PUT intake/form': (_, chance) => json('PUT', 'intake/form', { phone: '+49 831 1', anotherAddress: chance.in(2) }),
  'POST intake/webhook/secrets': () => post('intake/webhook/secrets', { overlapHours: 1 }),
  'POST intake/{target}': signed((chance) => ({ text: text(chance) })),
  'POST jobs/{id}/pause': async (world) => post(`jobs/${await startedJob(world)}/pause`),
  'POST jobs/{id}/resume': async (world) => post(`jobs/${await startedJob(world)}/resume`),
  'POST jobs/{id}/cancel': async (world) => post(`jobs/${await startedJob(world)}/cancel`),
  'POST members': () => post('members', { email: `${randomUUID()}@example.org`, roles: ['reader'] }),
  'POST members/{personId}/invitation': (world) => post(`members/${world.id('member')}/invitation`),
  'PUT members/{personId}/roles': (world, chance) =>
    json('PUT', `members/${world.id('member')}/roles`, { roles: [chance.one(['reader', 'responder', 'approver'])] }),
  'DELETE members/{personId}': async (world) => json('DELETE', `members/${await world.member()}`),
  'POST engagements': () =>
    post('engagements', { email: `${randomUUID()}@example.org`, until: '2026-12-31T00:00:00Z' }),
  'POST nodes/{id}/retire': async ({ art33 }) => {
    const { log, commands, codec } = art33.service.stores;
    const node = randomUUID();
    await new NodeRegister({ log, commands, codec, node, release: '0.1.0' }).join();
    return post(`nodes/${node}/retire`);
  },
  'PUT notices/{id}/draft': async (world, chance) =>
    json(
      'PUT',
      `notices/${world.id('notice')}/draft`,
      { subject: text(chance), text: text(chance) },
      { 'If-Match': await etagOf(world, `notices/${world.id('notice')}`) },
    ),
  'POST notices/{id}/approval': async (world) => {
    await world.shown();
    const notice = `notices/${world.id('notice')}`;
    const texts = pick<readonly unknown[]>(await world.api.read(notice), 'texts');
    return post(`${notice}/approval`, { textNumber: texts.length });
  },
  'POST notices/{id}/sending': async (world) => {
    await world.shown();
    const notice = `notices/${world.id('notice')}`;
    const texts = pick<readonly unknown[]>(await world.api.read(notice), 'texts');
    await world.api.done('post', `${notice}/approval`, { textNumber: texts.length });
    return post(`${notice}/sending`, {});
  },
  'POST notices/{id}/closure': ({ beside }) => post(`notices/${beside.notice}/closure`),
  'POST print-runs/{id}/posted': (world) =>
    post(`print-runs/${world.id('printRun')}/posted`, { at: '2026-10-20T09:10+02:00', by: 'x' }),
  'POST notices/{id}/deliveries/{deliveryId}/withdrawal': ({ stated }) =>
    post(`notices/${stated.notice}/deliveries/${stated.delivery}/withdrawal`, { reason: 'x' }),
  'POST notices/{id}/lateness-reasons': ({ late }) =>
    post(`notices/${late.notice}/lateness-reasons`, { dutyId: late.duty, reason: 'x' }),
  'POST notices/{id}/not-required': ({ pending }) =>
    post(`notices/${pending.notice}/not-required`, { reason: 'x', decidedBy: 'x' }),
  'PUT organisation/settings': (_, chance) =>
    json('PUT', 'organisation/settings', {
      requiredGrade: 'accepted-by-server',
      internalTargetHours: chance.between(1, 20),
    }),
  'DELETE print-runs/{id}': async (world) =>
    json('DELETE', `print-runs/${await world.made(`incidents/${world.id('incident')}/print-runs`, {})}`),
  'POST replays': () => post('replays'),
  'POST reports': (_, chance) => post('reports', { text: text(chance) }),
  'POST reports/{id}/incident': onReport('incident', () => ({ title: 'x' })),
  'POST reports/{id}/link': onReport('link', (world) => ({ incidentId: world.id('incident') })),
  'POST reports/{id}/rejection': onReport('rejection', () => ({ reason: 'x' })),
  'POST reports/{id}/rejection/withdrawal': onReport('rejection/withdrawal', () => ({ reason: 'x' }), 'rejection'),
  'POST terms-imports': (_, chance) =>
    post('terms-imports', {
      files: [{ name: 'ratiomedicus.yaml', text: termsFile('ratiomedicus') }],
      dryRun: chance.in(2),
    }),
  'POST tokens': (world, chance) =>
    post('tokens', {
      organisation: world.house.processor.id,
      role: chance.one(['processor', 'auditor']),
      label: 'generated',
    }),
  'POST tokens/{id}/revocation': async (world) => {
    const organisation = world.house.processor.id;
    const id = await world.made('tokens', { organisation, role: 'auditor', label: 'short' }, world.art33.operator);
    return post(`tokens/${id}/revocation`, { organisation });
  },
  'POST webhooks': async (world) => {
    await world.roomForWebhooks();
    return post('webhooks', { url: 'https://hooks.example/y', types: ['*'], enabled: false });
  },
  'DELETE webhooks/{id}': async (world) => json('DELETE', `webhooks/${await world.webhook()}`),
  'PUT webhooks/{id}': async (world) =>
    json('PUT', `webhooks/${await world.rotating('webhook', () => world.webhook())}`, {
      url: 'https://hooks.example/z',
      types: ['*'],
    }),
  'POST webhooks/{id}/secret': onWebhook('secret'),
  'POST webhooks/{id}/disabling': onWebhook('disabling'),
  'POST webhooks/{id}/enabling': onWebhook('enabling'),
  'POST webhooks/{id}/replay': onWebhook('replay', { from: 0 }),
  'POST webhooks/{id}/ping': onWebhook('ping'),
};

/** Operations of a directory, of issuers, of one's own account. */
const OF_PEOPLE: Readonly<Record<string, Recipe>> = {
  'DELETE incidents/{id}/restriction': async (world) =>
    json('DELETE', `incidents/${await world.hiddenIncident()}/restriction`),
  'POST break-glass': (world) => post('break-glass', { organisation: world.house.processor.id, reason: 'x', hours: 1 }),
  'DELETE break-glass/{id}': async (world) => {
    const opened = { organisation: world.house.processor.id, reason: 'x', hours: 1 };
    return json('DELETE', `break-glass/${await world.made('break-glass', opened, world.art33.operator)}`);
  },
  'POST issuers': async (world) => {
    await world.issuer();
    return post('issuers', issuerBody());
  },
  'PUT issuers/{id}': (world) => json('PUT', `issuers/${world.id('issuer')}`, issuerBody()),
  'DELETE issuers/{id}': async (world) => json('DELETE', `issuers/${await world.issuer()}`),
  'DELETE engagements/{id}': (world) => json('DELETE', `engagements/${world.id('engagement')}`),
  'POST password-resets': () => post('password-resets', { email: `${randomUUID()}@example.org` }),
  'POST scim/v2/Users': () => post('scim/v2/Users', scimUser()),
  'PUT scim/v2/Users/{id}': async (world) => json('PUT', `scim/v2/Users/${await world.listed('Users')}`, scimUser()),
  'PATCH scim/v2/Users/{id}': async (world) => json('PATCH', `scim/v2/Users/${await world.listed('Users')}`, patch),
  'DELETE scim/v2/Users/{id}': async (world) => json('DELETE', `scim/v2/Users/${await world.listed('Users')}`),
  'POST scim/v2/Groups': () => post('scim/v2/Groups', scimGroup()),
  'PUT scim/v2/Groups/{id}': async (world) =>
    json('PUT', `scim/v2/Groups/${await world.listed('Groups')}`, scimGroup()),
  'PATCH scim/v2/Groups/{id}': async (world) => json('PATCH', `scim/v2/Groups/${await world.listed('Groups')}`, patch),
  'DELETE scim/v2/Groups/{id}': async (world) => json('DELETE', `scim/v2/Groups/${await world.listed('Groups')}`),
};
const patch = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'displayName', value: 'x' }],
};

const EVERY: Readonly<Record<string, Recipe>> = {
  ...RECIPES,
  ...OF_PEOPLE,
  ...OF_ACCOUNTS,
  ...OF_SECOND_PERSONS,
  ...OF_LINKED_RECORDS,
};

/** What its route takes, made by its recipe, or else from what a house would send. */
export const recipeFor =
  (route: Route): Recipe =>
  (world, chance) => {
    const recipe = EVERY[nameOf(route)];
    if (recipe) return recipe(world, chance);
    const path = filled(route, (meant) => world.id(meant));
    if (route.method === 'GET') return json('GET', path);
    return json(route.method, path, bodiesFor(world.house)[nameOf(route)]);
  };

/** Refused for what it says, where a field of no route does not come so far. */
export const INVALID: Readonly<Record<string, Recipe>> = {
  'POST intake/{target}': signed(() => ({ fieldOfNoRoute: 1 })),
  'POST imports': async (world, chance) => ({ ...(await upload(world, chance)), path: 'imports?kind=nonsense' }),
};
