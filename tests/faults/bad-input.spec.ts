import { pick, type Answer, type Api } from '../../apps/cli/src/api-client.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { routesOf, type Route } from '../support/routes.js';
import { some } from '../support/full.js';
import { caseOf, incidentOf, known, noticeTo, problemOf, tell } from '../support/story.js';
import { spoiled, type Spoiled } from './support/spoiled.js';
import { UNKNOWN_ID, WRITES, type Sender } from './support/writes.js';

let art33: Installation;
let processor: Processor;
let practice: Controller;
let routes: readonly Route[];
let ids: Readonly<Record<string, string>>;

/** A person's own, with a session or before one, and a directory's, which has a form of its own for errors. */
const WITH_TESTS_OF_THEIR_OWN = /^(me|sign-in|sign-out|password-resets|scim)(\/|$)/;

beforeAll(async () => {
  art33 = await Installation.start({ startAt: '2026-10-20T10:00+02:00' });
  processor = await art33.processor('ratiomedicus');
  practice = await art33.controller(processor);
  const incident = await incidentOf(processor, [known('breach-established', '2026-10-20T09:00+02:00')], practice);
  await art33.settled();
  await tell(processor, incident);
  await art33.settled();
  const notice = await noticeTo(processor, incident, practice);
  const file = await caseOf(practice);
  const report = pick(await processor.api.done('post', 'reports', { text: 'x' }), 'id');
  const webhook = pick(
    await processor.api.done('post', 'webhooks', { url: 'https://hooks.example/', types: ['*'], enabled: false }),
    'id',
  );
  ids = {
    'controllers/{id}': practice.id,
    '{contactId}': practice.contactIds[0] ?? '',
    'terms/{id}': processor.termsId,
    '{openTermId}': 'whose-knowledge',
    'agreements/{id}': practice.agreementId,
    'incidents/{id}': incident,
    'notices/{id}': notice.id,
    '{deliveryId}': notice.deliveries[0]?.deliveryId ?? '',
    'cases/{id}': file.id,
    '{filingId}': UNKNOWN_ID,
    'reports/{id}': report,
    'intake/{target}': UNKNOWN_ID,
    'cases/{caseId}': UNKNOWN_ID,
    '{receivedId}': UNKNOWN_ID,
    'tokens/{id}': UNKNOWN_ID,
    'nodes/{id}': UNKNOWN_ID,
    'webhooks/{id}': webhook,
    'imports/{id}': UNKNOWN_ID,
    'jobs/{id}': UNKNOWN_ID,
    'print-runs/{id}': UNKNOWN_ID,
    'members/{personId}': UNKNOWN_ID,
    'engagements/{id}': UNKNOWN_ID,
    'issuers/{id}': UNKNOWN_ID,
    'break-glass/{id}': UNKNOWN_ID,
    'linked-records/{organisation}': UNKNOWN_ID,
  };
  routes = (await routesOf(art33)).filter(
    ({ method, path }) => method !== 'GET' && !WITH_TESTS_OF_THEIR_OWN.test(path),
  );
});
afterAll(() => art33.stop());

const head = async () => (await art33.service.stores.log.head()).size;
const sender = (who: Sender): Api =>
  ({ operator: art33.operator, processor: processor.api, controller: practice.api })[who];

/** The address with every name in braces filled in, with its record's id unless another is given. */
const filled = (path: string, id?: string): string =>
  path.replace(/([a-z-]+\/)?\{\w+\}/g, (whole, before: string = '') => {
    const name = whole.slice(before.length);
    const meant = ids[whole] ?? ids[name];
    if (meant === undefined) throw new Error(`say in ids what ${whole} of ${path} stands for`);
    return before + (id ?? meant);
  });

/** Sends a write to the record that its address means, or with another id in one place. */
function send(
  name: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  path?: string,
): Promise<Answer> {
  const [method, template = ''] = name.split(' ');
  const api = sender(WRITES[name]?.sender ?? 'processor');
  const address = path ?? filled(template);
  const sent = { ...(name === 'PUT notices/{id}/draft' && { 'If-Match': '"999"' }), ...headers };
  if (method === 'DELETE') return api.delete(address, headers);
  return method === 'PUT' ? api.put(address, body, sent) : api.post(address, body, sent);
}

interface Fault {
  readonly field: string;
  readonly rule: string;
}

/** A field is named by itself, or, within a value that is read as one, by the field that holds the value. */
const names = (named: string, field: string): boolean =>
  named === field || (named !== '' && field.startsWith(`${named}.`)) || named.startsWith(`${field}.`);

/** What is wrong with a refusal; nothing where it is as it must be. */
function flawOf({ status, body, headers, text }: Answer, field?: string, readings?: number): string | undefined {
  const flaws = [
    status >= 400 && status < 500 ? '' : `status ${status}`,
    headers.get('content-type')?.startsWith('application/problem+json') ? '' : 'no problem document',
    /^urn:art33:problem:[a-z0-9-]+$/.test(String(body['type'])) ? '' : `type ${String(body['type'])}`,
    body['status'] === status && String(body['detail']) !== '' ? '' : 'no status or detail',
    /node_modules|\.ts:|at \w+ \(/.test(text) ? 'shows the inside' : '',
  ];
  const faults = (body['errors'] ?? []) as readonly Fault[];
  if (field !== undefined && !faults.some((fault) => names(fault.field, field) && fault.rule !== ''))
    flaws.push(`names not ${field}`);
  const { readings: offered = [] } = (body['readings'] ? body : (body['details'] ?? {})) as {
    readonly readings?: readonly unknown[];
  };
  if (readings !== undefined && offered.length !== readings) flaws.push(`${offered.length} readings`);
  const said = flaws.filter((flaw) => flaw !== '').join(', ');
  return said === '' ? undefined : `${said}: ${text.slice(0, 300)}`;
}

/** Sends what must be refused, and returns all that went otherwise: by answer or by the log. */
async function wrong(
  requests: Iterable<{
    readonly what: string;
    readonly field?: string;
    readonly readings?: number;
    readonly ask: () => Promise<Answer>;
  }>,
): Promise<readonly string[]> {
  const flaws: string[] = [];
  for (const { what, field, readings, ask } of requests) {
    const before = await head();
    const flaw = flawOf(await ask(), field, readings);
    if (flaw !== undefined) flaws.push(`${what} → ${flaw}`);
    const written = (await head()) - before;
    if (written > 0) flaws.push(`${what} → ${written} events`);
  }
  return flaws;
}

const NAMES = Object.keys(WRITES);
const RECORDS = NAMES.filter((name) =>
  /^\w+ (controllers|agreements|incidents|reports|notices|cases|terms)\/\{id\}/.test(name),
);
const isBulk = (name: string): boolean => /\{id\}\/notices\//.test(name) || name.includes('preview');

describe('The table of writes', () => {
  it('has every write that the running service describes, and no other', () => {
    expect(NAMES.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted());
  });
});

describe('A request that is wrong in one place is refused, names it, and writes nothing:', () => {
  // A file has no fields: what can be wrong with one is held by the tests of imports and of received notices.
  // Nor has what is not signed: nobody looks at it.
  const WITHOUT = ['POST imports', 'POST cases/received', 'POST intake/{target}'];
  const withFields = (name: string): boolean => !name.startsWith('DELETE') && !WITHOUT.includes(name);
  it.each(NAMES.filter(withFields))('%s', async (name) => {
    const requests = some(spoiled(WRITES[name] ?? { sender: 'processor' }), 3).map((one: Spoiled) => ({
      ...one,
      ask: () => send(name, one.body),
    }));
    expect(await wrong(requests)).toEqual([]);
  });
});

describe('An address with an id that nobody has, or that is none, is refused:', () => {
  it.each(NAMES.filter((name) => name.includes('{')))('%s', async (name) => {
    const [, path = ''] = name.split(' ');
    const body = WRITES[name]?.body;
    const others = [
      UNKNOWN_ID,
      'x',
      '1',
      `${UNKNOWN_ID}0`,
      '%00',
      '%ff',
      '..%2f..',
      '__proto__',
      'x'.repeat(150),
      'x'.repeat(5_000),
    ];
    const requests = [...path.matchAll(/\{\w+\}/g)].flatMap(({ 0: brace, index }) =>
      some(others, 3).map((id) => ({
        what: `${brace} = ${id.slice(0, 50)}`,
        ask: () =>
          send(name, body, {}, `${filled(path.slice(0, index))}${id}${filled(path.slice(index + brace.length))}`),
      })),
    );
    expect(await wrong(requests)).toEqual([]);
  });
});

describe('An edit of what was read before somebody else’s edit is refused:', () => {
  it.each(RECORDS.filter((name) => !isBulk(name)))('%s', async (name) => {
    const body = WRITES[name]?.body;
    const stale = await send(name, body, { 'If-Match': '"999"' });
    expect(flawOf(stale)).toBeUndefined();
    const malformed = ['stale', '"x"', '"-1"', 'W/"1"', '"1", "2"', '"99999999999999999999"'].map((tag) => ({
      what: tag,
      field: 'If-Match',
      ask: () => send(name, body, { 'If-Match': tag }),
    }));
    expect(await wrong(malformed)).toEqual([]);
  });
});

describe('Requests that name what nobody has', () => {
  const UNKNOWN = [UNKNOWN_ID];
  const named: readonly { readonly write: string; readonly body: object; readonly field?: string }[] = [
    { write: 'POST tokens/{id}/revocation', body: { organisation: UNKNOWN_ID } },
    { write: 'POST incidents/{id}/affected', body: { agreements: UNKNOWN }, field: 'agreements' },
    { write: 'POST incidents/{id}/affected', body: { terms: UNKNOWN_ID }, field: 'terms' },
    { write: 'POST notices/{id}/sending', body: { recipients: UNKNOWN } },
    {
      write: 'POST notices/{id}/not-required',
      body: { dutyId: UNKNOWN_ID, reason: 'x', decidedBy: 'x' },
      field: 'dutyId',
    },
    { write: 'POST notices/{id}/lateness-reasons', body: { dutyId: UNKNOWN_ID, reason: 'x' }, field: 'dutyId' },
    { write: 'POST incidents/{id}/notices/drafts', body: { notices: UNKNOWN }, field: 'notices' },
    { write: 'POST incidents/{id}/notices/approvals', body: { notices: UNKNOWN }, field: 'notices' },
    { write: 'POST incidents/{id}/notices/sendings', body: { notices: UNKNOWN }, field: 'notices' },
    {
      write: 'POST incidents/{id}/notices/lateness-reasons',
      body: { notices: UNKNOWN, reason: 'x' },
      field: 'notices',
    },
    { write: 'POST notices/{id}/approval', body: { textNumber: 99 } },
    { write: 'POST notices/{id}/approval', body: { textNumber: 1e308 } },
    { write: 'POST agreements/{id}/version', body: { termsVersion: 99, from: '2026-10-01' } },
    { write: 'POST agreements/{id}/version', body: { termsVersion: 1e308, from: '2026-10-01' } },
    { write: 'PUT organisation/settings', body: { internalTargetHours: 1e308 }, field: 'internalTargetHours' },
  ];
  it.each(named)('$write $body', async ({ write, body, field }) => {
    expect(await wrong([{ what: write, ...(field && { field }), ask: () => send(write, body) }])).toEqual([]);
  });

  it('as parties of an agreement', async () => {
    const agreement = { controllerId: practice.id, termsId: processor.termsId, termsVersion: 1, from: '2026-10-01' };
    const requests = ['controllerId', 'termsId'].map((field) => ({
      what: field,
      ask: () => send('POST agreements', { ...agreement, [field]: UNKNOWN_ID }),
    }));
    expect(await wrong(requests)).toEqual([]);
    expect(
      await wrong([{ what: 'version', ask: () => send('POST agreements', { ...agreement, termsVersion: 99 }) }]),
    ).toEqual([]);
  });
});

describe('Knowledge', () => {
  const FUTURE = '2026-10-20T10:30+02:00';
  const future: readonly (readonly [string, object, string])[] = [
    ['POST incidents', { title: 'x', awareness: [known('suspicion-known', FUTURE)] }, 'awareness.0.at'],
    ['POST incidents/{id}/awareness', known('suspicion-known', FUTURE), 'at'],
    ['POST incidents/{id}/awareness/corrections', { ...known('breach-established', FUTURE), reason: 'x' }, 'at'],
    ['POST incidents/{id}/confirmation', { at: FUTURE }, 'at'],
    ['POST incidents/{id}/ruling-out', { ruling: 'not-a-personal-data-breach', at: FUTURE, reason: 'x' }, 'at'],
    ['POST incidents/{id}/subprocessors', { subprocessorId: 'x-gmbh', itsAwareness: FUTURE }, 'itsAwareness'],
    ['POST incidents/{id}/subprocessors', { subprocessorId: 'x-gmbh', toldUs: FUTURE }, 'toldUs'],
    ['POST cases/{id}/awareness', { aware: FUTURE, reason: 'x' }, 'aware'],
  ];
  it.each(future)('is not of the future: %s %j', async (name, body, field) => {
    expect(await wrong([{ what: name, field, ask: () => send(name, body) }])).toEqual([]);
  });

  it('may be older than what it is of: a foreseen breach was known before it occurred', async () => {
    const answer = await send('POST incidents', {
      title: 'x',
      occurred: { from: '2026-10-20T09:00+02:00' },
      awareness: [known('suspicion-known', '2026-10-19T09:00+02:00')],
    });
    expect([answer.status, problemOf(answer).code]).toEqual([201, 'undefined']);
  });
});
