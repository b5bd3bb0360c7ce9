import 'reflect-metadata';
import { deriveId } from '@art33/event-log';
import { TestApp, type Ask } from '../testing/app.js';
import { lumitra, ratiomedicus, ratiomedicusTerms, World } from '../testing/world.js';

const aware = '2026-03-02T03:00:00+01:00';
const suspicion = { fact: 'suspicion-known', at: aware };

describe('incidents over HTTP', () => {
  let world: World;
  let app: TestApp;
  let processor: Ask;
  beforeAll(async () => {
    world = await World.open();
    app = await TestApp.start(world);
    processor = await app.as(ratiomedicus, 'processor');
  });
  afterAll(async () => {
    await app.stop();
    await world.close();
  });

  const log = async (body: object = {}, ask = processor): Promise<string> => {
    const { status, body: answer } = await ask('POST', 'incidents', { title: 'Access under investigation', ...body });
    expect(status).toBe(201);
    return answer['id'] as string;
  };
  const read = async (path: string) => (await processor('GET', path)).body;

  it('logs a suspicion that a subprocessor reported, and shows it with names and edits', async () => {
    const subprocessors = [
      { subprocessorId: 'microsoft-ireland-operations-ltd', itsAwareness: '2026-03-01T22:00:00Z', toldUs: aware },
    ];
    const id = await log({ awareness: [suspicion], subprocessors, dimensions: ['confidentiality'] });
    const { status, body, etag } = await processor('GET', `incidents/${id}`);
    expect(status).toBe(200);
    expect(etag).toBe('"1"');
    expect(body).toMatchObject({
      id,
      status: 'open',
      assessment: 'undecided',
      title: 'Access under investigation',
      facts: [
        { fact: 'suspicion-known', at: { at: '2026-03-02T02:00:00.000Z', offset: '+01:00', precision: 'exact' } },
      ],
      subprocessors: [{ name: 'Microsoft Ireland Operations Ltd', toldUs: { at: '2026-03-02T02:00:00.000Z' } }],
      affected: { total: 0, active: 0, ended: 0 },
      matchesLater: [],
    });
    expect(await read('incidents?subprocessor=microsoft-ireland-operations-ltd')).toMatchObject({
      items: [{ id }],
      nextCursor: null,
    });
    expect(await read('subprocessors/microsoft-ireland-operations-ltd')).toMatchObject({
      incidents: 1,
      incidentList: [{ incidentId: id, untilOurAwareness: 14_400_000 }],
    });
  });

  it('answers the same key with the same incident', async () => {
    const key = { 'Idempotency-Key': 'once' };
    const [first, again] = [
      await processor('POST', 'incidents', { title: 'Twice sent' }, key),
      await processor('POST', 'incidents', { title: 'Twice sent' }, key),
    ];
    expect(again).toEqual(first);
  });

  it('works an incident from suspicion to closure and back', async () => {
    const id = await log({ awareness: [suspicion] });
    const work = async (path: string, body: object) =>
      (await processor('POST', `incidents/${id}/${path}`, body)).status;
    expect(
      await work('details', {
        note: 'first look',
        occurred: { from: { local: '2026-03-01T22:00', zone: 'Europe/Berlin', precision: 'approximate' } },
      }),
    ).toBe(200);
    expect(await work('awareness', { fact: 'irregularity-known', irregularity: 'loss-or-damage', at: aware })).toBe(
      200,
    );
    expect(await work('awareness', { ...suspicion, at: '2026-03-02T02:00:00+01:00' })).toBe(409);
    expect(
      await work('awareness/corrections', {
        ...suspicion,
        at: '2026-03-02T02:00:00+01:00',
        reason: 'the night desk knew',
      }),
    ).toBe(200);
    expect(await work('subprocessors', { subprocessorId: 'datev-eg', sphere: 'own-responsibility' })).toBe(200);
    expect(await work('confirmation', { at: aware })).toBe(200);
    expect(await work('ruling-out', { ruling: 'not-notifiable', at: aware, reason: 'no risk' })).toBe(409);
    expect(await work('measures', { description: 'keys replaced', stage: 'taken', at: aware })).toBe(201);
    expect(
      await work('risk', { unintelligible: 'no', malicious: 'unknown', information: 'names and appointments' }),
    ).toBe(200);
    app.blockers.push({ noticeId: deriveId('notice'), reason: 'undecided-duty', duty: 'breach' });
    expect((await processor('POST', `incidents/${id}/closure`)).body).toMatchObject({
      details: { blockers: app.blockers },
    });
    app.blockers.length = 0;
    expect(await work('closure', { conclusion: 'all told' })).toBe(200);
    expect(await work('details', { note: 'late' })).toBe(409);
    expect(await work('reopening', { reason: 'new log files' })).toBe(200);
    expect(await read(`incidents/${id}`)).toMatchObject({
      status: 'open',
      assessment: 'breach',
      measures: [{ stage: 'taken' }],
    });

    const { items } = (await read(`incidents/${id}/timeline?sort=happened&limit=3`)) as {
      items: { subject: string }[];
    };
    expect(items.map(({ subject }) => subject)).toEqual(['occurred-from', 'awareness-corrected', 'aware']);
  });

  it('shows an incident as of a log number and of an instant', async () => {
    const id = await log();
    const { body } = await processor('POST', `incidents/${id}/awareness`, suspicion);
    const before = (body['logNumber'] as number) - 1;
    expect(await read(`incidents/${id}?asOf=${before}`)).toMatchObject({ facts: [] });
    expect(await read(`incidents/${id}/timeline?asOf=${before}`)).toMatchObject({ items: [{ subject: 'logged' }] });
    expect(await read(`incidents/${id}?asOf=${world.test.clock.instant}`)).toMatchObject({
      facts: [{ fact: 'suspicion-known' }],
    });
    expect((await processor('GET', `incidents/${id}?asOf=2026-01-01T00:00:00Z`)).status).toBe(404);
  });

  it('counts, lists and pages whom an incident affects', async () => {
    const agreements = [await world.agreement('Praxis A'), await world.agreement('Praxis B', { contact: false })];
    const id = await log();
    const terms = { terms: ratiomedicusTerms };
    expect((await processor('POST', `incidents/${id}/affected/preview`, terms)).body).toMatchObject({
      total: 2,
      withoutContact: 1,
    });
    const named = (await processor('POST', `incidents/${id}/affected/preview?sample=1`, terms)).body;
    expect([named['total'], named['sample']]).toMatchObject([2, { length: 1 }]);
    expect((await processor('POST', `incidents/${id}/affected/preview?sample=10001`, terms)).status).toBe(422);
    expect((await processor('POST', `incidents/${id}/affected`, terms)).body).toMatchObject({
      events: [{ type: 'ControllersAffected' }],
    });
    const first = await read(`incidents/${id}/affected?limit=1`);
    const second = await read(`incidents/${id}/affected?limit=1&cursor=${first['nextCursor'] as string}`);
    const listed = [first, second].flatMap(({ items }) => items as { agreementId: string; controllerName: string }[]);
    expect(listed.map(({ agreementId }) => agreementId).sort()).toEqual([...agreements].sort());
    expect(listed.map(({ controllerName }) => controllerName).sort()).toEqual(['Praxis A', 'Praxis B']);
    expect(
      (await processor('POST', `incidents/${id}/affected`, { agreements: [deriveId('nobody')] })).body,
    ).toMatchObject({
      type: 'urn:art33:problem:unknown-agreements',
      errors: [{ field: 'agreements' }],
    });
  });

  it('names the field and both readings of a time in the double hour', async () => {
    const { status, body } = await processor('POST', 'incidents', {
      title: 'x',
      detected: { local: '2025-10-26T02:30', zone: 'Europe/Berlin' },
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      errors: [{ field: 'detected' }],
      readings: [{ offset: '+02:00' }, { offset: '+01:00' }],
    });
  });

  it('refuses awareness in the future', async () => {
    const { status, body } = await processor('POST', 'incidents', {
      title: 'x',
      awareness: [{ ...suspicion, at: '2026-03-02T05:00:00+01:00' }],
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ type: 'urn:art33:problem:instant-in-future', errors: [{ field: 'awareness.0.at' }] });
    const now = world.test.clock.instant;
    expect(body).toMatchObject({ details: { stated: '2026-03-02T04:00:00.000Z', now } });
    for (const said of ['awareness.0.at', '2026-03-02T04:00:00.000Z', now]) expect(body['detail']).toContain(said);
  });

  it('says which irregularities there are to name', async () => {
    const { status, body } = await processor('POST', `incidents/${await log()}/awareness`, {
      ...suspicion,
      fact: 'irregularity-known',
    });
    const rule = 'name the irregularity: unauthorised-access-or-change, loss-or-damage or other';
    expect([status, body]).toMatchObject([422, { detail: rule, errors: [{ field: 'irregularity', rule }] }]);
  });

  describe('to others', () => {
    const reads = ['', '/timeline', '/affected'];
    const writes: readonly (readonly [string, object])[] = [
      ['/details', { note: 'x' }],
      ['/awareness', suspicion],
      ['/awareness/corrections', { ...suspicion, reason: 'x' }],
      ['/subprocessors', { subprocessorId: 'datev-eg' }],
      ['/affected', { subprocessor: 'datev-eg' }],
      ['/affected/preview', { subprocessor: 'datev-eg' }],
      ['/confirmation', { at: aware }],
      ['/ruling-out', { ruling: 'not-notifiable', at: aware, reason: 'x' }],
      ['/measures', { description: 'x', stage: 'proposed' }],
      ['/risk', { unintelligible: 'no', malicious: 'no', information: 'x' }],
      ['/closure', {}],
      ['/reopening', { reason: 'x' }],
    ];
    const notFound = {
      type: 'urn:art33:problem:not-found',
      title: 'Not found',
      status: 404,
      detail: 'there is no such record',
    };

    it('an incident answers as if it did not exist: other processors and controllers, every route', async () => {
      const id = await log({ awareness: [suspicion] });
      const strangers = [
        await app.as(lumitra, 'processor'),
        await app.as(deriveId('controller', 'Praxis A'), 'controller'),
      ];
      for (const ask of strangers) {
        for (const incident of [id, deriveId('no incident')]) {
          for (const path of reads) expect((await ask('GET', `incidents/${incident}${path}`)).body).toEqual(notFound);
          for (const [path, body] of writes)
            expect((await ask('POST', `incidents/${incident}${path}`, body)).body).toEqual(notFound);
        }
      }
      expect((await read(`incidents/${id}/timeline`))['items']).toHaveLength(2);
    });

    it('controllers find no incidents and no subprocessors at all', async () => {
      const controller = await app.as(deriveId('controller', 'Praxis A'), 'controller');
      for (const path of ['incidents', 'subprocessors', 'subprocessors/datev-eg'])
        expect((await controller('GET', path)).status).toBe(404);
      expect((await controller('POST', 'incidents', { title: 'x' })).status).toBe(404);
    });

    it('an auditor of the processor reads everything and writes nothing', async () => {
      const id = await log({ awareness: [suspicion] });
      const auditor = await app.as(ratiomedicus, 'auditor');
      for (const path of reads) expect((await auditor('GET', `incidents/${id}${path}`)).status).toBe(200);
      expect((await auditor('POST', 'incidents', { title: 'x' })).status).toBe(403);
      for (const [path, body] of writes)
        expect((await auditor('POST', `incidents/${id}${path}`, body)).status).toBe(
          path === '/affected/preview' ? 200 : 403,
        );
    });
  });
});
