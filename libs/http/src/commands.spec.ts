import { issueToken, ServedRooms, type Ask, type HttpAnswer } from '@art33/identity';
import { LampsController, lampEvents, lampProjection, ORGANISATION } from './testing/lamps.js';

describe('commands over HTTP', () => {
  let rooms: ServedRooms;
  let ask: Ask;
  beforeAll(async () => {
    rooms = await ServedRooms.open({
      controllers: [LampsController],
      events: lampEvents,
      projections: [lampProjection],
    });
    ask = await rooms.as(ORGANISATION, 'processor');
  });
  afterAll(() => rooms.close());

  const hang = async (name = 'hall', headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> =>
    ask('POST', '/lamps', { body: { name }, headers });
  const rename = (id: unknown, name: string, ifMatch?: string): Promise<HttpAnswer> =>
    ask('PUT', `/lamps/${id as string}/name`, { body: { name }, ...(ifMatch && { headers: { 'If-Match': ifMatch } }) });

  describe('ETag and If-Match', () => {
    it('a record is edited by whoever has seen it', async () => {
      const { body } = await hang();
      const read = await ask('GET', `/lamps/${body['id'] as string}`);
      expect(read.headers.get('etag')).toBe('"1"');
      const renamed = await rename(body['id'], 'kitchen', '"1"');
      expect([renamed.status, renamed.headers.get('etag')]).toEqual([200, '"2"']);
    });
    it('whoever comes second is told what the first one changed', async () => {
      const { body } = await hang();
      await rename(body['id'], 'kitchen', '"1"');
      const answer = await rename(body['id'], 'cellar', '"1"');
      expect(answer.status).toBe(412);
      expect(answer.body).toMatchObject({
        type: 'urn:art33:problem:changed-meanwhile',
        expectedEdits: 1,
        edits: 2,
        changes: [
          { type: 'LampRenamed', data: { name: 'kitchen' }, at: rooms.test.clock.instant, actor: { kind: 'token' } },
        ],
      });
    });
    it('what a machine does in between is no edit', async () => {
      const { body } = await hang();
      const machine = { kind: 'system', id: 'test' } as const;
      await rooms.test.log.append(`lamp-${body['id'] as string}`, 0, [
        {
          id: '99999999-9999-4999-8999-999999999999',
          type: 'LampRenamed',
          schemaVersion: 1,
          data: { name: 'by a machine' },
          metadata: { actor: machine, organisation: ORGANISATION, correlationId: 'c', commandId: 'c' },
          recordedAt: rooms.test.clock.instant,
        },
      ]);
      expect((await rename(body['id'], 'kitchen', '"1"')).status).toBe(200);
    });
    it('where an edit could overwrite another, it is required', async () => {
      const { body } = await hang();
      for (const ifMatch of [undefined, '*']) {
        const answer = await rename(body['id'], 'kitchen', ifMatch);
        expect([answer.status, answer.body['type']]).toEqual([428, 'urn:art33:problem:if-match-required']);
        expect(answer.body['errors']).toEqual([{ field: 'If-Match', rule: 'required for this edit' }]);
      }
    });
    it('elsewhere it may be left out', async () => {
      const { body } = await hang();
      const forced = await ask('POST', `/lamps/${body['id'] as string}/name`, { body: { name: 'kitchen' } });
      expect(forced.status).toBe(201);
    });
    it.each(['3', 'W/"3"', '"3", "4"', '"x"', '""', '"-1"'])('%s is none of our ETags', async (ifMatch) => {
      const { body } = await hang();
      const answer = await rename(body['id'], 'kitchen', ifMatch);
      expect([answer.status, answer.body['errors']]).toEqual([
        422,
        [{ field: 'If-Match', rule: 'one ETag as it was sent, e.g. "3"' }],
      ]);
    });
  });

  describe('the answer to a write', () => {
    it('says what was recorded, and where', async () => {
      const answer = await hang('hall');
      const { position } = await rooms.test.log.head();
      const stored = await rooms.test.log.readStream(`lamp-${answer.body['id'] as string}`);
      expect(answer.body).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        logNumber: stored[0]?.logNumber,
        position,
        revision: 0,
        events: [{ id: stored[0]?.id, type: 'LampHung', logNumber: stored[0]?.logNumber }],
      });
      expect(answer.headers.get('art33-position')).toBe(position);
      expect(answer.headers.get('etag')).toBe('"1"');
    });
    it('says so when the record was already so', async () => {
      const { body } = await hang('hall');
      const answer = await rename(body['id'], 'hall', '"1"');
      expect(answer.body).toMatchObject({ id: body['id'], revision: 0, events: [], position: body['position'] });
      expect(answer.headers.get('etag')).toBe('"1"');
    });
  });

  describe('Idempotency-Key', () => {
    it('the same request again is answered again, and nothing is recorded twice', async () => {
      const first = await hang('hall', { 'Idempotency-Key': 'k1' });
      const { size } = await rooms.test.log.head();
      const again = await hang('hall', { 'Idempotency-Key': 'k1' });
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
      expect((await rooms.test.log.head()).size).toBe(size);
    });
    it('a repeated request gets the answer of then, also when the record has changed since', async () => {
      const first = await hang('hall', { 'Idempotency-Key': 'k2' });
      await rename(first.body['id'], 'kitchen', '"1"');
      const again = await hang('hall', { 'Idempotency-Key': 'k2' });
      expect(again.body).toEqual(first.body);
    });
    it('the order of fields makes no other request, another value does', async () => {
      const headers = { 'Idempotency-Key': 'k3' };
      const first = await ask('POST', '/lamps', { body: '{"name":"hall","watts":5}', headers });
      const turned = await ask('POST', '/lamps', { body: '{"watts":5, "name":"hall"}', headers });
      expect(turned.body).toEqual(first.body);
      for (const other of [
        await ask('POST', '/lamps', { body: { name: 'hall', watts: 6 }, headers }),
        await ask('POST', `/lamps/${first.body['id'] as string}/name`, { body: { name: 'x' }, headers }),
      ]) {
        expect([other.status, other.body['type']]).toEqual([422, 'urn:art33:problem:idempotency-key-reused']);
        expect(other.body['errors']).toEqual([{ field: 'Idempotency-Key', rule: 'one key stands for one request' }]);
      }
    });
    it('holds before the read models have seen the first request, too', async () => {
      const { token } = await issueToken(rooms.test.commands, {
        organisation: ORGANISATION,
        role: 'processor',
        label: 'test',
      });
      await rooms.settled();
      await rooms.models.stop();
      const headers = {
        'Idempotency-Key': 'k4',
        'Content-Type': 'application/json',
        Authorization: `Bearer ${token}`,
      };
      // Not through `ask`, which waits for the read models.
      const send = async (name: string): Promise<number> =>
        (await fetch(`${rooms.url}/lamps`, { method: 'POST', headers, body: JSON.stringify({ name }) })).status;
      expect([await send('hall'), await send('hall'), await send('cellar')]).toEqual([201, 201, 422]);
      rooms.models.start();
    });
    it('belongs to one organisation: another may use the same', async () => {
      const other = await rooms.as('22222222-2222-4222-8222-222222222222', 'processor');
      const headers = { 'Idempotency-Key': 'k5' };
      const [ours, theirs] = [
        await hang('hall', headers),
        await other('POST', '/lamps', { body: { name: 'cellar' }, headers }),
      ];
      expect([ours.status, theirs.status]).toEqual([201, 201]);
      expect(theirs.body['id']).not.toBe(ours.body['id']);
    });
    it('a refusal is not remembered', async () => {
      const headers = { 'Idempotency-Key': 'k6' };
      expect((await hang('taken', headers)).status).toBe(409);
      expect((await hang('hall', headers)).status).toBe(201);
    });
    it.each(['', 'a b', 'ü', 'a'.repeat(201)])('%j is no key', async (key) => {
      const answer = await hang('hall', { 'Idempotency-Key': key });
      expect([answer.status, answer.body['errors']]).toMatchObject([422, [{ field: 'Idempotency-Key' }]]);
    });
    it('the log holds no word of the request but its keyed digest', async () => {
      const { body } = await hang('hall', { 'Idempotency-Key': 'k7' });
      const [stored] = await rooms.test.log.readStream(`lamp-${body['id'] as string}`);
      expect(stored?.metadata.commandDigest).toMatch(/^[\w-]{43}$/);
      expect(JSON.stringify(stored?.metadata)).not.toContain('k7');
    });
  });

  describe('Art33-Position', () => {
    it('a read waits until it shows the write', async () => {
      const { body, headers } = await hang('garden');
      const read = await ask('GET', `/lamps/${body['id'] as string}`, {
        headers: { 'Art33-Position': headers.get('art33-position')! },
      });
      expect(read.body).toEqual({ id: body['id'], name: 'garden' });
    });
    it.each(['nonsense', 's:0', 's:-1', 'C:1/P:1'])('%s is no position of this installation', async (position) => {
      const answer = await ask('GET', '/lamps', { headers: { 'Art33-Position': position } });
      expect([answer.status, answer.body['errors']]).toMatchObject([422, [{ field: 'Art33-Position' }]]);
    });
    it('what this node does not show in time is to be asked for again', async () => {
      const answer = await ask('GET', '/lamps', { headers: { 'Art33-Position': 's:999999' } });
      expect([answer.status, answer.body['type']]).toEqual([503, 'urn:art33:problem:not-yet']);
      expect(answer.headers.get('retry-after')).toBe('1');
    });
  });
});
