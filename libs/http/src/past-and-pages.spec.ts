import { ServedRooms, type Ask, type HttpAnswer } from '@art33/identity';
import { encodeCursor } from './page.js';
import { LampsController, lampEvents, lampProjection, ORGANISATION } from './testing/lamps.js';

describe('reading over HTTP', () => {
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

  describe('?asOf=', () => {
    let id = '';
    let logNumber = 0;
    beforeAll(async () => {
      rooms.test.clock.set('2026-10-23T19:40:00.000Z');
      const hung = await ask('POST', '/lamps', { body: { name: 'hall' } });
      [id, logNumber] = [hung.body['id'] as string, hung.body['logNumber'] as number];
      rooms.test.clock.set('2026-10-25T00:30:00.000Z');
      await ask('POST', `/lamps/${id}/name`, { body: { name: 'kitchen' } });
      rooms.test.clock.set('2026-10-26T00:00:00.000Z');
    });
    const at = (asOf: string): Promise<HttpAnswer> => ask('GET', `/lamps/${id}?asOf=${encodeURIComponent(asOf)}`);

    it('nothing is now', async () => expect((await ask('GET', `/lamps/${id}`)).body['name']).toBe('kitchen'));
    it.each([
      ['2026-10-23T21:40:00+02:00', 'hall'],
      ['2026-10-23T19:40Z', 'hall'],
      ['2026-10-25T02:29:59.999+02:00', 'hall'],
      ['2026-10-25T02:30:00+02:00', 'kitchen'],
      ['2026-10-25T02:30:00+02:00[Europe/Berlin]', 'kitchen'],
    ])('%s: the record as it was recorded then: %s', async (asOf, name) => {
      const { status, body, headers } = await at(asOf);
      expect([status, body['name']]).toEqual([200, name]);
      expect(headers.get('etag')).toBe(name === 'hall' ? '"1"' : '"2"');
    });
    it('a log number is meant inclusively', async () => {
      expect((await at(String(logNumber))).body['name']).toBe('hall');
      expect((await at(String(logNumber + 1))).body['name']).toBe('kitchen');
      expect((await at(String(logNumber - 1))).status).toBe(404);
    });
    it('an instant that has not come yet is refused: nobody knows yet', async () =>
      expect(await at('2199-01-01T00:00:00Z')).toMatchObject({ status: 422, body: { errors: [{ field: 'asOf' }] } }));
    it('before everything there is no record', async () =>
      expect((await at('2020-01-01T00:00:00Z')).body['type']).toBe('urn:art33:problem:not-found'));
    it.each([
      'yesterday',
      '',
      '-1',
      '1.5',
      '1e3',
      '2026-10-23',
      '2026-10-23T21:40:00',
      '2026-10-23T21:40:00 02:00',
      '2026-02-30T10:00:00Z',
      '2026-10-25T02:30 Europe/Berlin',
      '9999999999999999',
    ])('%j is neither an instant nor a log number', async (asOf) => {
      const answer = await at(asOf);
      expect([answer.status, answer.body['type']]).toEqual([422, 'urn:art33:problem:invalid-request']);
      expect(answer.body['errors']).toMatchObject([
        { field: 'asOf', rule: expect.stringMatching(/^a log number, or/) },
      ]);
    });
    it('is stated once', async () => expect((await ask('GET', `/lamps/${id}?asOf=1&asOf=2`)).status).toBe(422));
  });

  describe('pages', () => {
    beforeAll(async () => {
      for (const name of ['b', 'a', 'd', 'c', 'a']) await ask('POST', '/lamps', { body: { name: `page ${name}` } });
    });
    const list = (query: string): Promise<HttpAnswer> => ask('GET', `/lamps?${query}`);
    const names = ({ body }: HttpAnswer): readonly string[] =>
      (body['items'] as readonly { readonly name: string }[]).map(({ name }) => name);
    const refused = async (query: string): Promise<unknown> => {
      const { status, body } = await list(query);
      return [status, body['errors']];
    };

    it.each(['name', '-name', 'id', '-id'])(
      'follow each other without gaps and repeats, sorted by %s',
      async (sort) => {
        const whole = await list(`sort=${sort}&limit=200`);
        expect(whole.body['nextCursor']).toBeNull();
        const seen: string[] = [];
        let cursor: unknown;
        do {
          const answer = await list(`sort=${sort}&limit=2${cursor ? `&cursor=${cursor as string}` : ''}`);
          seen.push(...names(answer));
          cursor = answer.body['nextCursor'];
        } while (cursor !== null);
        expect(seen).toEqual(names(whole));
      },
    );
    it('a page that holds just what is left is the last one', async () => {
      const { length } = names(await list('limit=200'));
      expect((await list(`limit=${length}`)).body['nextCursor']).toBeNull();
      expect((await list(`limit=${length - 1}`)).body['nextCursor']).toEqual(expect.any(String));
    });
    it.each([
      ['garbage', 'nonsense'],
      ['nothing', ''],
      ['no list', Buffer.from('{"a":1}').toString('base64url')],
      ['a list of lists', Buffer.from('["lamps name",["a"],"b"]').toString('base64url')],
      ['another list', encodeCursor(['cases due', 'a', 'b'])],
      ['this list in another order', encodeCursor(['lamps -name', 'a', 'b'])],
      ['too little', encodeCursor(['lamps name', 'a'])],
      ['too much', encodeCursor(['lamps name', 'a', 'b', 'c'])],
    ])('refuse a cursor of %s', async (_, cursor) =>
      expect(await refused(`cursor=${cursor}`)).toEqual([
        422,
        [{ field: 'cursor', rule: 'a nextCursor of this list' }],
      ]),
    );
    it.each(['watts', '--name', '', '-', 'name,id', 'toString'])('do not sort by %j', async (sort) =>
      expect(await refused(`sort=${sort}`)).toEqual([
        422,
        [{ field: 'sort', rule: 'one of name, id, with - in front for descending' }],
      ]),
    );
    it.each(['0', '201', '1.5', 'all', ''])('are not %j long', async (limit) =>
      expect(await refused(`limit=${limit}`)).toEqual([
        422,
        expect.arrayContaining([{ field: 'limit', rule: expect.stringMatching(/^must (not )?be/) }]),
      ]),
    );
  });
});
