import { Controller, Get, Global, Module, Param, Sse } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { deriveId, scratchModels, type StoredEvent } from '@art33/event-log';
import { notFound, pageQuery, type ListPlan } from '@art33/http';
import { of } from 'rxjs';
import { OrganisationScope } from '../../domain/principal.js';
import { issueToken } from '../../handlers/tokens.js';
import { tokenProjection } from '../../read-model/tokens.js';
import { memberEvents } from '../../members/domain/events.js';
import { ORGANISATIONS } from '../../members/handlers/organisations.js';
import { memberProjection } from '../../members/read-model/projection.js';
import { restrictionEvents } from '../../sight/domain/restriction.js';
import { sightProjection } from '../../sight/read-model/projection.js';
import { ServedRooms, TEST_OPERATOR_TOKEN, type Ask } from '../../testing/rooms.js';
import { AccessModule } from '../access.module.js';
import { accessEvents } from '../domain/events.js';
import { AccessLog, MOST_COUNTED } from '../handlers/access-log.js';
import { accessProjection } from '../read-model/projection.js';
import { accessPlan } from '../read-model/queries.js';
import { AccessInterceptor, recordOf } from './access-interceptor.js';

const practice = deriveId('test', 'practice');
const processor = deriveId('test', 'processor');
const known = deriveId('test', 'record');

/** Some records, as rooms have them. */
@Controller('incidents')
class Records {
  @Get()
  list() {
    return { items: [] };
  }
  @Get(':id')
  one(@Param('id') id: string) {
    if (id !== known) throw notFound();
    return { id };
  }
  @Sse('endless')
  stream() {
    return of({ data: 'one' });
  }
}

const sides: Readonly<Record<string, 'controller' | 'processor'>> = {
  [practice]: 'controller',
  [processor]: 'processor',
};
@Global()
@Module({
  providers: [
    {
      provide: ORGANISATIONS,
      useValue: async (id: string) => sides[id] && { side: sides[id], name: null, keptBy: null },
    },
  ],
  exports: [ORGANISATIONS],
})
class Given {}

const START = '2026-10-24T07:30:00.000Z';
const openRooms = () =>
  ServedRooms.open({
    imports: [Given, AccessModule],
    controllers: [Records],
    providers: [{ provide: APP_INTERCEPTOR, useClass: AccessInterceptor }],
    events: { ...memberEvents, ...restrictionEvents, ...accessEvents },
    projections: [memberProjection, sightProjection({}), accessProjection],
  });

describe('Reading what is not one’s own', () => {
  let rooms: ServedRooms;
  let officer: Ask;
  let auditor: Ask;
  let operator: Ask;
  beforeEach(async () => {
    rooms = await openRooms();
    rooms.test.clock.set(START);
    officer = await rooms.as(practice, 'controller');
    auditor = await rooms.as(practice, 'auditor');
    operator = rooms.with(TEST_OPERATOR_TOKEN);
  });
  afterEach(() => rooms.close());

  const logged = async (query = '', by = officer) => (await by('GET', `/access-log${query}`)).body['items'];
  const events = async (): Promise<readonly StoredEvent[]> =>
    (await rooms.test.log.readAll(undefined, 1_000)).filter(({ stream }) => stream.startsWith('access-'));
  const types = async () => (await events()).map(({ type }) => type);

  test('is recorded at the first read of an hour, before the answer, and shown to those concerned', async () => {
    expect((await auditor('GET', `/incidents/${known}`)).status).toBe(200);
    expect(await types()).toEqual(['RecordRead']);
    expect(await logged()).toMatchObject([
      {
        type: 'read',
        at: START,
        as: 'auditor',
        reader: { kind: 'token', name: 'test' },
        record: { kind: 'incidents', id: known },
        hour: '2026-10-24T07:00:00.000Z',
        count: 1,
      },
    ]);
    expect(await logged('', await rooms.as(processor, 'processor'))).toEqual([]);
    expect((await auditor('GET', '/access-log')).status).toBe(403);
    expect((await operator('GET', '/access-log')).status).toBe(403);
  });

  test('is counted within the hour, and the count is written once when the hour is over', async () => {
    for (let read = 0; read < 5; read += 1) await auditor('GET', `/incidents/${known}`);
    expect(await types()).toEqual(['RecordRead']);
    rooms.test.clock.set('2026-10-24T08:00:00.000Z');
    await rooms.get(AccessLog).writeCounts('2026-10-24T08:00:00.000Z');
    expect(await types()).toEqual(['RecordRead', 'RecordReadAgain']);
    expect(await logged()).toMatchObject([{ count: 5 }]);
    await auditor('GET', `/incidents/${known}`);
    expect(await logged()).toMatchObject([
      { hour: '2026-10-24T08:00:00.000Z', count: 1 },
      { hour: '2026-10-24T07:00:00.000Z', count: 5 },
    ]);
  });

  test('is counted up to the stop of the service', async () => {
    for (let read = 0; read < 3; read += 1) await auditor('GET', `/incidents/${known}`);
    await rooms.stopServing();
    const [, again] = await events();
    expect(again).toMatchObject({ type: 'RecordReadAgain', data: { count: 2 } });
  });

  test('of many at once is one first read', async () => {
    await Promise.all(Array.from({ length: 8 }, () => auditor('GET', `/incidents/${known}`)));
    await rooms.get(AccessLog).writeCounts();
    expect(await logged()).toMatchObject([{ count: 8 }]);
    expect(await types()).toEqual(['RecordRead', 'RecordReadAgain']);
  });

  test('after a restart within the hour says nothing twice', async () => {
    await auditor('GET', `/incidents/${known}`);
    await rooms.get(AccessLog).writeCounts();
    await auditor('GET', `/incidents/${known}`);
    expect(await types()).toEqual(['RecordRead']);
  });

  test('of a list is recorded as the list, also where it streams without end; what is not found was not read', async () => {
    await auditor('GET', '/incidents?limit=5');
    await auditor('GET', '/incidents/endless');
    const unknown = await auditor('GET', `/incidents/${deriveId('test', 'unknown')}`);
    expect(unknown.status).toBe(404);
    expect(await logged()).toMatchObject([
      { record: { kind: 'list', id: '/incidents/endless' } },
      { record: { kind: 'list', id: '/incidents' } },
    ]);
    expect(await logged(`?record=${encodeURIComponent('/incidents')}`)).toHaveLength(1);
    expect(await logged(`?reader=${deriveId('test', 'nobody')}`)).toEqual([]);
  });

  test('what members read of their own is not recorded', async () => {
    await officer('GET', `/incidents/${known}`);
    await officer('GET', '/incidents');
    expect(await events()).toEqual([]);
  });

  test('what cannot be recorded is not shown', async () => {
    const { token } = await issueToken(rooms.test.commands, {
      organisation: practice,
      role: 'auditor',
      label: 'other',
    });
    await rooms.settled();
    await rooms.test.log.close();
    const ask = (path: string) => fetch(rooms.url + path, { headers: { Authorization: `Bearer ${token}` } });
    for (const path of [`/incidents/${known}`, '/incidents']) {
      const answer = await ask(path);
      expect([answer.status, await answer.json()]).toMatchObject([
        503,
        { type: 'urn:art33:problem:read-not-recorded' },
      ]);
    }
  });

  test('pages lead from the newest to the oldest', async () => {
    await auditor('GET', '/incidents');
    rooms.test.clock.set('2026-10-24T07:40:00.000Z');
    await auditor('GET', `/incidents/${known}`);
    const first = (await officer('GET', '/access-log?limit=1')).body;
    expect(first['items']).toMatchObject([{ record: { id: known } }]);
    const next = (await officer('GET', `/access-log?limit=1&cursor=${String(first['nextCursor'])}`)).body;
    expect(next).toMatchObject({ items: [{ record: { id: '/incidents' } }], nextCursor: null });
  });

  describe('by breaking the glass', () => {
    const body = { organisation: practice, reason: 'Dr. Muster cannot open its case', hours: 1 };
    const opened = { 'Art33-Organisation': practice };
    const read = (by: Ask, path = `/incidents/${known}`) => by('GET', path, { headers: opened });

    test('takes a reason; while it runs the operator reads, every read is recorded, and it writes nothing', async () => {
      expect((await read(operator)).status).toBe(404);
      expect((await operator('POST', '/break-glass', { body: { ...body, reason: ' ' } })).status).toBe(422);
      expect((await operator('POST', '/break-glass', { body: { ...body, hours: 5 } })).status).toBe(422);
      expect((await officer('POST', '/break-glass', { body })).status).toBe(403);
      const { status, body: written } = await operator('POST', '/break-glass', { body });
      expect(status).toBe(201);
      expect((await read(operator)).status).toBe(200);
      expect((await operator('GET', `/incidents/${known}`)).status).toBe(403);
      expect((await read(operator, '/access-log')).status).toBe(403);
      expect(await logged()).toMatchObject([
        { type: 'read', as: 'break-glass', reader: { kind: 'system', id: 'operator' }, record: { id: known } },
        { type: 'break-glass', id: written['id'], reason: body.reason, until: '2026-10-24T08:30:00.000Z' },
      ]);
    });

    test('ends by itself', async () => {
      await operator('POST', '/break-glass', { body });
      rooms.test.clock.set('2026-10-24T08:29:59.999Z');
      expect((await read(operator)).status).toBe(200);
      rooms.test.clock.set('2026-10-24T08:30:00.000Z');
      expect((await read(operator)).status).toBe(404);
    });

    test('is closed before its end', async () => {
      const { body: written } = await operator('POST', '/break-glass', { body });
      expect((await officer('DELETE', `/break-glass/${String(written['id'])}`)).status).toBe(403);
      expect((await operator('DELETE', `/break-glass/${String(written['id'])}`)).status).toBe(200);
      expect((await read(operator)).status).toBe(404);
      expect(await logged()).toMatchObject([{ type: 'break-glass', closedAt: START }]);
      expect((await operator('DELETE', `/break-glass/${deriveId('test', 'unknown')}`)).status).toBe(404);
    });

    test('opens nobody else, and an organisation that there is not answers as one that was not opened', async () => {
      await operator('POST', '/break-glass', { body });
      for (const organisation of [processor, deriveId('test', 'unknown')])
        expect((await operator('GET', '/incidents', { headers: { 'Art33-Organisation': organisation } })).status).toBe(
          404,
        );
      const unknown = { ...body, organisation: deriveId('test', 'unknown') };
      expect((await operator('POST', '/break-glass', { body: unknown })).status).toBe(422);
      expect(await logged('', await rooms.as(processor, 'processor'))).toEqual([]);
    });

    test('leaves no word of the reason in the log unsealed', async () => {
      await operator('POST', '/break-glass', { body });
      expect(JSON.stringify(await events())).not.toContain('Muster');
    });
  });
});

test('more readings than are counted in memory: the oldest are written down, and none is lost', async () => {
  const rooms = await openRooms();
  const log = rooms.get(AccessLog);
  const note = (id: string) =>
    log.note({ organisation: practice, reader: { kind: 'token', id: 't' }, as: 'auditor', record: { kind: 'x', id } });
  await note('first');
  await note('first');
  for (let from = 0; from < MOST_COUNTED; from += 500)
    await Promise.all(Array.from({ length: 500 }, (_, index) => note(String(from + index))));
  await rooms.settled();
  const { items } = (await (await rooms.as(practice, 'controller'))('GET', '/access-log?record=first')).body;
  expect(items).toMatchObject([{ count: 2 }]);
  await rooms.close();
});

test.each([
  ['/api/v1/incidents', {}, { kind: 'list', id: '/incidents' }],
  ['/api/v1/incidents/:id', { id: 'ABC' }, { kind: 'incidents', id: 'abc' }],
  ['/api/v1/incidents/:id/notices', { id: 'a' }, { kind: 'incidents', id: 'a' }],
  ['/api/v1/cases/:id/received/:file', { id: 'a', file: 'f' }, { kind: 'cases', id: 'a' }],
])('%s is the read of %j %j', (route, params, record) => expect(recordOf(route, params)).toEqual(record));

test('the access log is read by an index, from any page on', () => {
  const db = scratchModels([tokenProjection, memberProjection, sightProjection({}), accessProjection]);
  const scope = OrganisationScope.of({ organisation: 'o', role: 'controller' });
  for (const filter of [{}, { reader: 'r' }, { record: 'i' }]) {
    const plan = accessPlan(db, scope, filter) as ListPlan<never, unknown>;
    for (const sort of ['at', '-at']) {
      const { text, values } = pageQuery(plan, { sort, limit: 20 });
      const steps = db
        .sql(`EXPLAIN QUERY PLAN ${text}`)
        .all(values)
        .map(({ detail }) => String(detail));
      expect(steps[0]).toMatch(/^SEARCH e USING INDEX/);
      expect(steps.filter((step) => step.includes('SCAN') || step.includes('TEMP B-TREE'))).toEqual([]);
    }
  }
});
