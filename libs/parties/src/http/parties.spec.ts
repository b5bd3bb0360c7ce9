import { readFileSync } from 'node:fs';
import { processorId, termsIdOf } from '../domain/ids.js';
import { operatorToken, Service, type Call } from '../testing/service.js';

const text = readFileSync(new URL('../../../../examples/terms/lumitra.yaml', import.meta.url), 'utf8');
const processor = processorId('lumitra-gmbh');
const stranger = processorId('ratiomedicus-gmbh');
const practice = {
  name: 'Praxis Dr. Meier',
  address: { street: 'Lindenweg 3', postalCode: '87435', city: 'Kempten' },
  land: 'BY',
};
const contact = { name: 'Dr. Anna Meier', email: 'meier@praxis-meier.example' };

let service: Service;
let asProcessor: Call;
let asStranger: Call;
let asAuditor: Call;
beforeAll(async () => {
  service = await Service.open();
  asProcessor = await service.as(processor, 'processor');
  asStranger = await service.as(stranger, 'processor');
  asAuditor = await service.as(processor, 'auditor');
});
afterAll(() => service.close());

/** Steps of one story, each built on those before. */
describe('the parties over HTTP', () => {
  let terms: string;
  let controller: string;
  let contactId: string;
  let agreement: string;
  let asController: Call;

  test('faults of terms files come back with file, line and reason, and nothing is written', async () => {
    const files = [
      { name: 'lumitra.yaml', text },
      { name: 'broken.yaml', text: text.replace(/^effectiveFrom: .*$/m, 'effectiveFrom: soon') },
    ];
    const { status, body } = await asProcessor('POST', '/terms-imports', { files });
    expect(status).toBe(422);
    expect(body['type']).toBe('urn:art33:problem:terms-not-importable');
    expect(body['errors']).toMatchObject([
      { file: 'broken.yaml', field: 'effectiveFrom', line: expect.any(Number), rule: expect.any(String) },
    ]);
    expect((await asProcessor('GET', '/organisation')).status).toBe(404);
  });

  test('a list in the list of files is no file', async () => {
    const { status, body } = await asProcessor('POST', '/terms-imports', { files: [[]] });
    expect([status, body['errors']]).toEqual([422, [{ field: 'files', rule: 'must be an object' }]]);
  });

  test('a processor imports its own terms only', async () => {
    const files = [{ name: 'lumitra.yaml', text }];
    expect((await asStranger('POST', '/terms-imports', { files })).status).toBe(422);
    expect((await asProcessor('POST', '/terms-imports', { files, dryRun: true })).body).toMatchObject({
      dryRun: true,
      position: null,
    });
    const { status, body, headers } = await asProcessor('POST', '/terms-imports', { files });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      dryRun: false,
      files: [{ file: 'lumitra.yaml', version: 1, outcome: 'published', processorId: processor }],
    });
    expect(headers.get('art33-position')).toBe(body['position']);
    expect((await asProcessor('GET', '/organisation')).body).toMatchObject({ kind: 'processor', name: 'Lumitra GmbH' });
    terms = (body['files'] as { termsId: string }[])[0]?.termsId ?? '';
    expect(terms).toBe(
      termsIdOf(processor, (await asProcessor('GET', `/terms/${terms}`)).body['terms']!['id' as never]),
    );
  });

  test('the operator imports the terms of any processor, and reads nothing', async () => {
    const asOperator = service.with(operatorToken);
    const imported = await asOperator('POST', '/terms-imports', { files: [{ name: 'lumitra.yaml', text }] });
    expect(imported.body['files']).toMatchObject([{ processorId: processor, version: 1, outcome: 'unchanged' }]);
    expect((await asOperator('GET', `/terms/${terms}`)).status).toBe(403);
  });

  test('settings are chosen as a whole', async () => {
    const { status } = await asProcessor('PUT', '/organisation/settings', {
      internalTargetHours: 12,
      onCallAddress: 'on-call@lumitra.example',
    });
    expect(status).toBe(200);
    expect((await asProcessor('GET', '/organisation')).body).toMatchObject({
      settings: {
        internalTargetHours: 12,
        requiredGrade: 'accepted-by-server',
        onCallAddress: 'on-call@lumitra.example',
        templates: {},
      },
    });
    const refused = await asProcessor('PUT', '/organisation/settings', {
      requiredGrade: 'handed-over',
      onCallAddress: 'nobody',
    });
    expect(refused.status).toBe(422);
  });

  test('a controller is registered; the same request again tells the same', async () => {
    const key = { 'idempotency-key': 'first-controller' };
    const first = await asProcessor('POST', '/controllers', practice, key);
    expect(first.status).toBe(201);
    controller = first.body.id;
    expect((await asProcessor('POST', '/controllers', practice, key)).body).toEqual(first.body);
    expect((await asProcessor('POST', '/controllers', { ...practice, name: 'Other' }, key)).status).toBe(422);
    expect((await asProcessor('GET', `/controllers/${controller}`)).body).toMatchObject({
      ...practice,
      country: 'DE',
      language: 'de',
      contacts: [],
    });
    expect((await asProcessor('GET', '/controllers?q=meier')).body.items).toMatchObject([
      { id: controller, noticeContacts: 0 },
    ]);
  });

  test('every fault of a request is named with its field', async () => {
    const { status, body } = await asProcessor('POST', '/controllers', {
      name: '',
      address: { city: 1 },
      land: 'XX',
      colour: 'red',
    });
    expect(status).toBe(422);
    expect((body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual(
      expect.arrayContaining(['name', 'address.street', 'address.city', 'land', 'colour']),
    );
    const refused = await asProcessor('POST', '/controllers', { ...practice, land: undefined });
    expect(refused.body).toMatchObject({ type: 'urn:art33:problem:land-missing', errors: [{ field: 'land' }] });
  });

  test('findings name the controller that no notice could reach, until it has a contact', async () => {
    const kinds = async () => (await asProcessor('GET', '/findings')).body.items.map(({ kind }) => kind);
    expect(await kinds()).toContain('notice-contact-missing');
    const added = await asProcessor('POST', `/controllers/${controller}/contacts`, contact);
    expect(added.status).toBe(201);
    contactId = added.body.id;
    expect(await kinds()).not.toContain('notice-contact-missing');
  });

  test('who edits what somebody else changed meanwhile is told so', async () => {
    const path = `/controllers/${controller}/contacts/${contactId}`;
    const seen = (await asProcessor('GET', `/controllers/${controller}`)).headers.get('etag') ?? '';
    expect((await asProcessor('PUT', path, { ...contact, phone: '0831 1' }, { 'if-match': seen })).status).toBe(200);
    expect((await asProcessor('PUT', path, { ...contact, phone: '0831 2' }, { 'if-match': seen })).status).toBe(412);
  });

  test('an agreement is concluded from a day in the processor’s time zone', async () => {
    const body = { controllerId: controller, termsId: terms, termsVersion: 1, from: '2026-07-01' };
    const concluded = await asProcessor('POST', '/agreements', body);
    expect(concluded.status).toBe(201);
    agreement = concluded.body.id;
    expect((await asProcessor('GET', `/agreements/${agreement}`)).body).toMatchObject({
      from: '2026-06-30T22:00:00.000Z',
      until: null,
      controllerName: practice.name,
      termsVersion: 1,
    });
    expect((await asProcessor('POST', '/agreements', body)).body.id).toBe(agreement);
    expect((await asProcessor('POST', '/agreements', { ...body, from: '2026-02-30' })).status).toBe(422);
    expect((await asProcessor('POST', '/agreements', { ...body, from: '2026-08-01' })).status).toBe(409);
  });

  test.each(['/controllers', '/agreements', '/findings'])('a cursor of another list is refused by %s', async (path) => {
    const foreign = Buffer.from('["messages", 1]').toString('base64url');
    const { status, body } = await asProcessor('GET', `${path}?cursor=${foreign}`);
    expect([status, body['errors']]).toMatchObject([422, [{ field: 'cursor' }]]);
  });

  test('a subprocessor is authorised and withdrawn', async () => {
    const path = `/agreements/${agreement}/subprocessors`;
    const change = { action: 'authorise', subprocessorId: 'analysis-gmbh', from: '2026-08-01' };
    expect((await asProcessor('POST', path, change)).status).toBe(200);
    expect(
      (await asProcessor('POST', path, { ...change, action: 'withdraw', from: '2026-09-01T00:00:00+02:00' })).status,
    ).toBe(200);
    expect((await asProcessor('GET', `/agreements/${agreement}`)).body['authorisations']).toContainEqual({
      subprocessorId: 'analysis-gmbh',
      by: 'separately',
      from: '2026-07-31T22:00:00.000Z',
      until: '2026-08-31T22:00:00.000Z',
    });
    expect((await asProcessor('GET', '/agreements?subprocessorId=analysis-gmbh')).body.items).toHaveLength(1);
  });

  test('a person settles an open term', async () => {
    const openTerms = async () =>
      (await asProcessor('GET', `/terms/${terms}`)).body['openTerms'] as {
        id: string;
        answer?: string;
        confirmed: boolean;
        value: unknown;
      }[];
    const period = (await openTerms()).find(({ answer, value }) => answer === 'period' && value === null)?.id ?? '';
    const path = `/terms/${terms}/open-terms/${period}/confirmation`;
    expect((await asProcessor('POST', path, { value: 'two weeks', reason: 'agreed' })).body).toMatchObject({
      errors: [{ field: 'value' }],
    });
    expect((await asProcessor('POST', path, { value: '14 days', reason: 'agreed in writing on 1 July' })).status).toBe(
      200,
    );
    expect((await openTerms()).find(({ id }) => id === period)).toMatchObject({ value: '14 days', confirmed: true });
  });

  test('a controller sees its own record and its own agreement with its terms, and nothing else', async () => {
    asController = await service.as(controller, 'controller');
    const other = await asProcessor('POST', '/controllers', { ...practice, name: 'Klinik Süd' });
    const conclude = { controllerId: other.body.id, termsId: terms, termsVersion: 1, from: '2026-07-01' };
    const otherAgreement = await asProcessor('POST', '/agreements', conclude);

    expect((await asController('GET', '/organisation')).body).toMatchObject({ name: practice.name });
    expect((await asController('GET', '/agreements')).body.items.map(({ id }) => id)).toEqual([agreement]);
    expect((await asController('GET', `/agreements/${agreement}`)).status).toBe(200);
    expect((await asController('GET', `/terms/${terms}`)).status).toBe(200);
    expect((await asController('GET', '/controllers')).body.items).toEqual([]);
    expect((await asController('GET', '/findings')).body.items).toEqual([]);
    for (const path of [
      `/controllers/${other.body.id}`,
      `/agreements/${otherAgreement.body.id}`,
      `/controllers/${processor}`,
    ])
      expect((await asController('GET', path)).status).toBe(404);
    for (const [method, path, body] of [
      ['POST', '/controllers', practice],
      ['POST', '/agreements', conclude],
      ['POST', `/agreements/${agreement}/end`, { until: '2026-12-31' }],
      ['PUT', `/controllers/${controller}/contacts/${contactId}`, contact],
    ] as const)
      expect((await asController(method, path, body)).status).toBe(403);
  });

  test('a controller chooses for its own people alone, and only where a second person is needed', async () => {
    const fourEyes = { approvals: false, decisions: true };
    const settings = async () => (await asController('GET', '/organisation')).body['settings'];
    expect(await settings()).toMatchObject({ fourEyes: { approvals: false, decisions: false } });
    expect((await asController('PUT', '/organisation/settings', { fourEyes })).status).toBe(200);
    expect(await settings()).toMatchObject({ fourEyes });
    const refused = await asController('PUT', '/organisation/settings', {
      fourEyes,
      onCallAddress: 'me@sample.example',
    });
    expect([refused.status, refused.body['type']]).toEqual([409, 'urn:art33:problem:settings-are-of-processors']);
    expect((await asProcessor('GET', `/controllers/${controller}`)).body).toMatchObject({ settings: null });
  });

  test('an auditor reads and writes nothing', async () => {
    expect((await asAuditor('GET', '/controllers')).body.items).toHaveLength(2);
    expect((await asAuditor('POST', '/controllers', practice)).status).toBe(403);
  });

  test('what belongs to another processor and what does not exist answer alike, reading and writing', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const calls = (id: string) =>
      [
        ['GET', `/controllers/${id}`],
        ['POST', `/controllers/${id}/contacts`, contact],
        ['PUT', `/controllers/${id}/contacts/${contactId}`, contact],
        ['DELETE', `/controllers/${id}/contacts/${contactId}`],
        ['GET', `/terms/${id}`],
        ['POST', `/terms/${id}/open-terms/any/confirmation`, { value: 'x', reason: 'y' }],
        ['GET', `/agreements/${id}`],
      ] as const;
    const foreign = [controller, controller, controller, controller, terms, terms, agreement];
    for (const [index, [method, path, body]] of calls(unknown).entries()) {
      const expected = await asStranger(method, path, body);
      const answer = await asStranger(method, path.replace(unknown, foreign[index] ?? ''), body);
      expect([method, path, answer.status, answer.body]).toEqual([method, path, 404, expected.body]);
    }
  });

  test('an agreement ends with its last day, and the next one may follow', async () => {
    expect((await asProcessor('POST', `/agreements/${agreement}/end`, { until: '2026-12-31' })).status).toBe(200);
    expect((await asProcessor('GET', `/agreements/${agreement}`)).body['until']).toBe('2026-12-31T23:00:00.000Z');
    expect(
      (await asProcessor('POST', `/agreements/${agreement}/version`, { termsVersion: 1, from: '2026-10-01' })).status,
    ).toBe(200);
    const next = await asProcessor('POST', '/agreements', {
      controllerId: controller,
      termsId: terms,
      termsVersion: 1,
      from: '2027-01-01',
    });
    expect(next.status).toBe(201);
    expect(next.body.id).not.toBe(agreement);
  });

  test('a contact is removed', async () => {
    const path = `/controllers/${controller}/contacts/${contactId}`;
    expect((await asProcessor('DELETE', path)).status).toBe(200);
    expect((await asProcessor('DELETE', path)).body).toMatchObject({ events: [] });
    expect((await asProcessor('GET', `/controllers/${controller}`)).body).toMatchObject({ contacts: [] });
  });
});
