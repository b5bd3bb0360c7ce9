import { connect } from 'node:net';
import { ServedRooms, type Ask, type HttpAnswer } from '@art33/identity';
import { LampsController, lampEvents, lampProjection, ORGANISATION } from './testing/lamps.js';

describe('what is refused over HTTP', () => {
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

  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> =>
    ask('POST', '/lamps', { body, headers });
  const faults = ({ body }: HttpAnswer): readonly string[] =>
    (body['errors'] as readonly { readonly field: string; readonly rule: string }[]).map(
      ({ field, rule }) => `${field}: ${rule}`,
    );
  /** It is a problem document (RFC 9457), and of this kind. */
  const expectProblem = (answer: HttpAnswer, status: number, code: string): void => {
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect([answer.status, answer.body['status'], answer.body['type']]).toEqual([
      status,
      status,
      `urn:art33:problem:${code}`,
    ]);
    expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(['title', 'detail']));
    expect(answer.text).not.toMatch(/\.[jt]s\b|node_modules|at \w+ \(|FST_|stack/);
  };

  describe('a body that breaks the rules of its fields', () => {
    it.each([
      ['an unknown field', { name: 'a', colour: 'red' }, ['colour: unknown field']],
      ['a wrong type', { name: 5 }, expect.arrayContaining(['name: must be a string'])],
      ['a required field left out', { watts: 5 }, ['name: is missing']],
      ['one left out in an object', { name: 'a', shade: {} }, ['shade.colour: is missing']],
      ['null where a value is required', { name: null }, expect.arrayContaining(['name: must be a string'])],
      [
        'an unknown field in an object',
        { name: 'a', shade: { colour: 'red', size: 1 } },
        ['shade.size: unknown field'],
      ],
      ['a wrong type in an object', { name: 'a', shade: { colour: 1 } }, ['shade.colour: must be a string']],
      ['text instead of an object', { name: 'a', shade: 'red' }, ['shade: must be an object']],
      ['a list instead of an object', { name: 'a', shade: [] }, ['shade: must be an object']],
      ['an object instead of a list', { name: 'a', spares: { colour: 'red' } }, ['spares: must be an array']],
      [
        'a wrong type in a list',
        { name: 'a', spares: [{ colour: 'red' }, { colour: 1 }] },
        ['spares.1.colour: must be a string'],
      ],
      ['text in a list of objects', { name: 'a', spares: ['red'] }, ['spares.0: must be an object']],
      ['a number in a list of texts', { name: 'a', tags: ['b', 1] }, ['tags: must be a string']],
      ['a name that every object has', '{"name":"a","__proto__":{"watts":1}}', ['__proto__: unknown field']],
      [
        'another of these',
        '{"name":"a","shade":{"colour":"red","constructor":1}}',
        ['shade.constructor: unknown field'],
      ],
      ['NUL in a value', { name: 'a\u0000' }, ['name: text holds no NUL character']],
      ['NUL in a list', { name: 'a', tags: ['b', '\u0000'] }, ['tags.1: text holds no NUL character']],
      ['NUL in a key', { name: 'a', shade: { 'col\u0000our': 'red' } }, ['shade: text holds no NUL character']],
      ['half a character', '{"name":"\\ud83d"}', ['name: text is well-formed Unicode']],
      ['a number beyond all numbers', '{"name":"a","watts":1e999}', ['watts: this number is too large']],
      ['a list', [{ name: 'a' }], [': the body is an object']],
      ['null', null, [': the body is an object']],
      ['a number', 5, [': the body is an object']],
    ])('%s', async (_, body, expected) => {
      const answer = await post(body === null ? 'null' : body);
      expectProblem(answer, 422, 'invalid-request');
      expect(faults(answer)).toEqual(expected);
    });

    it('tells all faults at once, in the detail too', async () => {
      const answer = await post({ watts: 'many', colour: 'red' });
      expect(faults(answer).map((fault) => fault.split(':')[0])).toEqual(
        expect.arrayContaining(['colour', 'name', 'watts']),
      );
      expect(answer.body['detail']).toContain('watts: must be an integer number');
    });
    it('but no more than the first hundred', async () => {
      const answer = await post({ name: 'a', tags: Array.from({ length: 10_000 }, () => '\u0000') });
      expectProblem(answer, 422, 'invalid-request');
      expect(faults(answer)).toHaveLength(100);
    });
    it('and a body that is nested without end is not followed to its end', async () => {
      const answer = await post(`{"name":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
      expectProblem(answer, 422, 'invalid-request');
      expect(faults(answer)[0]).toMatch(/nested at most 32 deep$/);
    });
    it('an empty body, and none, is an object without fields', async () => {
      for (const answer of [await post(''), await ask('POST', '/lamps')]) {
        expectProblem(answer, 422, 'invalid-request');
        expect(faults(answer)).toEqual(['name: is missing']);
      }
    });
    it('a route that reads no body takes no fields', async () => {
      expect((await ask('POST', '/lamps/dark', { body: {} })).status).toBe(201);
      const answer = await ask('POST', '/lamps/dark', { body: { watts: 5, colour: 'red' } });
      expectProblem(answer, 422, 'invalid-request');
      expect(faults(answer)).toEqual(['watts: unknown field', 'colour: unknown field']);
    });
    it('a query is held to its fields too', async () => {
      const answer = await ask('GET', '/lamps?limit=201&colour=red');
      expectProblem(answer, 422, 'invalid-request');
      expect(faults(answer)).toEqual(['colour: unknown field', 'limit: must not be greater than 200']);
    });
  });

  describe('a body that cannot be read', () => {
    it.each<readonly [string, string | Uint8Array, string]>([
      ['malformed JSON', '{"name":', 'the body is JSON'],
      ['invalid UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'the body is UTF-8'],
      ['UTF-16', new Uint8Array(Buffer.from('{"name":"ä"}', 'utf16le')), 'the body is UTF-8'],
    ])('%s', async (_, body, rule) => {
      const answer = await post(body);
      expectProblem(answer, 400, 'malformed-request');
      expect(answer.body['errors']).toEqual([{ field: '', rule }]);
    });
    it('one over the limit of 512 KiB; one at the limit is read', async () => {
      const answer = await post(' '.repeat(512 * 1024 + 1));
      expectProblem(answer, 413, 'request-too-large');
      expect(answer.body['detail']).toMatch(/at most 512 KiB of JSON/);
      expectProblem(await post(' '.repeat(512 * 1024)), 422, 'invalid-request');
    });
    it.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense'])('%s', async (type) => {
      const answer = await post('{"name":"a"}', { 'Content-Type': type });
      expectProblem(answer, 415, 'unsupported-media-type');
      expect(answer.body['detail']).toMatch(/application\/json/);
    });
    it('JSON is read with whatever parameter stands behind its type', async () => {
      expect((await post('{"name":"a"}', { 'Content-Type': 'application/json; charset=utf-8' })).status).toBe(201);
    });
    it('form fields are read for the pages, under the same rules', async () => {
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
      expect((await post('name=K%C3%BCche', form)).status).toBe(201);
      expect(faults(await post('name=a%00', form))).toEqual(['name: text holds no NUL character']);
      for (const unreadable of ['name=%ff', 'name=K%C3che', 'name=100%'])
        expectProblem(await post(unreadable, form), 400, 'malformed-request');
    });
  });

  describe('a request that nothing answers to', () => {
    it.each([
      ['GET', '/nowhere'],
      ['DELETE', '/lamps'],
    ] as const)('%s %s', async (method, path) => expectProblem(await ask(method, path), 404, 'not-found'));
    it('the same without a token: which routes there are is no secret', async () =>
      expectProblem(await rooms.with()('GET', '/nowhere'), 404, 'not-found'));
    it('an address that cannot be decoded', async () =>
      expectProblem(await ask('GET', '/lamps/%ff%zz'), 400, 'malformed-request'));
    it('an address that is too long', async () =>
      expectProblem(await ask('GET', `/lamps/${'a'.repeat(201)}`), 414, 'address-too-long'));
    it.each([
      ['no HTTP at all', 'HELLO\r\n\r\n', 400, 'malformed-request'],
      [
        'headers without end',
        `GET /lamps HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
        431,
        'headers-too-large',
      ],
    ])('%s', async (_, text, status, code) => {
      const [head = '', body = ''] = (await sendRaw(rooms.url, text)).split('\r\n\r\n');
      expect(head).toContain(`HTTP/1.1 ${status} `);
      expect(head).toContain('application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ status, type: `urn:art33:problem:${code}` });
    });
  });

  describe('what a room says', () => {
    it('a refused command, by its kind, with the field and what helps to mend it', async () => {
      const bright = await post({ name: 'too bright' });
      expectProblem(bright, 422, 'lamp-too-bright');
      expect(bright.body).toMatchObject({
        title: 'Lamp too bright',
        detail: 'a lamp blinds nobody',
        errors: [{ field: 'name', rule: 'a lamp blinds nobody' }],
        details: { limit: 3 },
      });
      expectProblem(await post({ name: 'taken' }), 409, 'lamp-name-taken');
      expectProblem(await post({ name: 'secret' }), 403, 'lamp-forbidden');
      expectProblem(await post({ name: 'gone' }), 404, 'not-found');
    });
    it('an instant that cannot be meant, with both readings where there are two', async () => {
      const answer = await ask('POST', '/lamps/lit', { body: { at: '2026-10-25T02:30 Europe/Berlin' } });
      expectProblem(answer, 422, 'instant-in-double-hour');
      expect(answer.body['readings']).toMatchObject([{ offset: '+02:00' }, { offset: '+01:00' }]);
      expect(faults(answer)[0]).toMatch(/^at: /);
      expect(faults(await ask('POST', '/lamps/lit', { body: {} }))).toEqual(['at: is missing']);
    });
    it('a page, where a person followed a link', async () => {
      const answer = await ask('GET', '/lamps/page');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(answer.text).toBe('<p>no such lamp</p>');
    });
    it('an unexpected error: a 500 that shows nothing of the inside, whatever status the error carries', async () => {
      const answer = await ask('GET', '/lamps/fire');
      expectProblem(answer, 500, 'internal-error');
      expect(answer.text).not.toContain('secret');
    });
  });
});

/** Writes to the port as it is, and gives what comes back until the server closes. */
const sendRaw = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
