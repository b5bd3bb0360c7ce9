import type { Ask, HttpAnswer } from '@art33/identity';
import { delivery, gone, practice, processor, sunday, utc } from '../testing/story.js';
import { World } from '../testing/world.js';

const other = '44444444-4444-4444-8444-444444444444';
const MONDAY = '2026-10-26T09:00:00+01:00';
const filing = { phase: 'initial', authority: 'BayLDA', reference: 'LDA-1', filedAt: '2026-10-26T08:00:00+01:00' };
const communication = { outcome: 'sent', decidedBy: 'Dr. A', at: '2026-10-26T08:00:00+01:00' };

describe('cases over HTTP', () => {
  let world: World;
  let ask: Ask;
  let id: string;
  let count = 0;
  beforeAll(async () => {
    world = await World.open();
    ask = await world.rooms.as(practice, 'controller');
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    id = await world.deliver(`case ${count++}`, sunday, [delivery(sunday)]);
    world.rooms.test.clock.set(utc(MONDAY));
  });

  const post = (
    path: string,
    body: unknown = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> => ask('POST', `/cases/${id}/${path}`, { body, headers });
  const read = (query = ''): Promise<HttpAnswer> => ask('GET', `/cases/${id}${query}`);
  const told = ({ status, body }: HttpAnswer): readonly unknown[] => [
    status,
    String(body['type']).replace('urn:art33:problem:', ''),
    ((body['errors'] ?? []) as readonly { readonly field: string }[]).map(({ field }) => field),
  ];

  describe('are the controller’s own', () => {
    it('a processor, its auditor and another controller learn nothing, not even that there is a case', async () => {
      const [unknown, strangers] = [
        await ask('GET', '/cases/55555555-5555-4555-8555-555555555555'),
        [
          await world.rooms.as(processor, 'processor'),
          await world.rooms.as(processor, 'auditor'),
          await world.rooms.as(other, 'controller'),
        ],
      ];
      expect(unknown.status).toBe(404);
      for (const stranger of strangers) {
        const answer = await stranger('GET', `/cases/${id}`);
        expect([answer.status, answer.body]).toEqual([404, unknown.body]);
        expect((await stranger('GET', '/cases')).body).toEqual({ items: [], nextCursor: null });
        expect((await stranger('GET', `/cases/${id}?asOf=99`)).status).toBe(404);
      }
    });
    it('another controller changes nothing, and learns nothing by trying', async () => {
      const stranger = await world.rooms.as(other, 'controller');
      const answer = await stranger('POST', `/cases/${id}/closure`, { body: {} });
      expect(told(answer)).toEqual([404, 'not-found', []]);
      const known = await stranger('POST', `/cases/${id}/filings`, { body: filing });
      expect(told(known)).toEqual([404, 'not-found', []]);
    });
    it('an auditor of the controller reads and writes nothing, a processor’s token may not even try to write', async () => {
      const auditor = await world.rooms.as(practice, 'auditor');
      expect((await auditor('GET', `/cases/${id}`)).status).toBe(200);
      for (const [reader, role] of [
        [auditor, 'auditor'],
        [await world.rooms.as(processor, 'processor'), 'processor'],
      ] as const)
        for (const path of ['awareness', 'filings', 'decision-not-to-file', 'communications', 'closure', 'reopening'])
          expect([role, path, (await reader('POST', `/cases/${id}/${path}`, { body: {} })).status]).toEqual([
            role,
            path,
            403,
          ]);
    });
  });

  describe('tell their story', () => {
    it('from the delivery to the closed file', async () => {
      const aware = await post('awareness', { aware: { local: '2026-10-24T23:00', zone: 'Europe/Berlin' } });
      expect([aware.status, aware.headers.get('etag')]).toEqual([200, '"1"']);
      const filed = await post('filings', { ...filing, reference: undefined });
      expect([filed.status, filed.body['events']]).toMatchObject([201, [{ type: 'FilingRecorded' }]]);
      const { body } = await read();
      expect(body).toMatchObject({
        deadline: { clock: 'decided', deadline: { due: utc('2026-10-27T22:00:00+01:00') } },
        awareness: [{ before: { due: utc('2026-10-28T09:12:00+01:00') } }],
        filings: [{ phase: 'initial', reference: null, lateness: { onTime: true } }],
      });
      const [filingId] = body['unprovenFilings'] as readonly string[];
      expect((await post(`filings/${filingId}/reference`, { reference: 'LDA-1' })).status).toBe(200);
      expect((await post('communications', communication)).status).toBe(201);
      expect((await post('closure')).status).toBe(200);
      expect((await read()).body).toMatchObject({ status: 'closed', unprovenFilings: [], edits: 5 });
      expect(told(await post('filings', { ...filing, phase: 'follow-up' }))).toEqual([409, 'case-closed', []]);
      expect((await post('reopening')).status).toBe(200);
      expect((await read()).body['status']).toBe('open');
    });
    it('as it was recorded at an instant or log number', async () => {
      const { headers, body: before } = await read();
      expect(headers.get('etag')).toBe('"0"');
      world.rooms.test.clock.set(utc('2026-10-26T10:00:00+01:00'));
      const decided = await post('decision-not-to-file', { reason: 'keys safe', decidedBy: 'Dr. A' });
      expect((await read()).body['decided']).toBe(true);
      expect((await read(`?asOf=${encodeURIComponent('2026-10-26T09:59:59.999+01:00')}`)).body).toEqual(before);
      expect((await read(`?asOf=${(decided.body['logNumber'] as number) - 1}`)).body).toEqual(before);
      expect((await read(`?asOf=${encodeURIComponent('2026-10-25T09:11:59.999+01:00')}`)).status).toBe(404);
    });
    it('to one person at a time: who comes second is told what was changed', async () => {
      const etag = (await read()).headers.get('etag') ?? '';
      const first = await post(
        'decision-not-to-file',
        { reason: 'keys safe', decidedBy: 'Dr. A' },
        { 'If-Match': etag },
      );
      expect(first.status).toBe(200);
      const second = await post('filings', filing, { 'If-Match': etag });
      expect(told(second)).toEqual([412, 'changed-meanwhile', []]);
      expect(second.body['changes']).toMatchObject([{ type: 'DecidedNotToFile', data: { decidedBy: 'Dr. A' } }]);
    });
    it('and a delivery that bounces meanwhile holds nobody up', async () => {
      const etag = (await read()).headers.get('etag') ?? '';
      await world.deliver(`case ${count - 1}`, MONDAY, [gone(delivery(sunday))]);
      expect((await post('filings', filing, { 'If-Match': etag })).status).toBe(201);
    });
    it('of eight filings at once one is recorded', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => post('filings', filing)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    });
    it('the same request again is the same filing', async () => {
      const key = { 'Idempotency-Key': `filing of ${id}`.replaceAll(' ', '-') };
      const [first, again] = [await post('filings', filing, key), await post('filings', filing, key)];
      expect(again.body).toEqual(first.body);
      expect((await read()).body['filings']).toHaveLength(1);
    });
  });

  describe('refuse by name', () => {
    it.each<readonly [string, string, unknown, readonly unknown[]]>([
      [
        'a later awareness without a reason',
        'awareness',
        { aware: MONDAY },
        [422, 'later-awareness-needs-reason', ['reason']],
      ],
      [
        'an awareness to come',
        'awareness',
        { aware: '2026-10-27T09:00:00Z', reason: 'r' },
        [422, 'awareness-in-the-future', ['aware']],
      ],
      [
        'an hour that comes twice',
        'awareness',
        { aware: '2026-10-25T02:30 Europe/Berlin' },
        [422, 'instant-in-double-hour', ['aware']],
      ],
      [
        'a filing to come',
        'filings',
        { ...filing, filedAt: '2026-10-27T09:00:00Z' },
        [422, 'filing-in-the-future', ['filedAt']],
      ],
      ['a withdrawal of nothing', 'filings', { ...filing, phase: 'withdrawal' }, [409, 'nothing-filed', ['phase']]],
      [
        'a reference to no filing',
        'filings/55555555-5555-4555-8555-555555555555/reference',
        { reference: 'A' },
        [404, 'unknown-filing', ['filingId']],
      ],
      [
        'an exemption without its letter',
        'communications',
        { ...communication, outcome: 'exempt', reason: 'r' },
        [422, 'exemption-needs-letter', ['letter']],
      ],
      ['a closed file without an outcome', 'closure', {}, [409, 'case-undecided', []]],
    ])('%s', async (_, path, body, expected) => expect(told(await post(path, body))).toEqual(expected));
    it('a filing after the 72 hours without its reasons (Art. 33(1) GDPR)', async () => {
      world.rooms.test.clock.set(utc('2026-10-28T12:12:00+01:00'));
      const late = { ...filing, filedAt: '2026-10-28T12:00:00+01:00' };
      const refused = await post('filings', late);
      expect(told(refused)).toEqual([422, 'late-filing-needs-reasons', ['reasonsForDelay']]);
      expect(refused.body['detail']).toContain('Art. 33(1)');
      expect((await post('filings', { ...late, reasonsForDelay: 'the office was flooded' })).status).toBe(201);
    });
  });

  describe('hold a request to its fields', () => {
    it.each<readonly [string, unknown, readonly string[]]>([
      ['awareness', {}, ['aware']],
      ['awareness', { aware: MONDAY, reason: '' }, ['reason']],
      ['awareness', { aware: MONDAY, reason: ' \t' }, ['reason']],
      ['awareness', { aware: MONDAY, reason: 'a'.repeat(4001) }, ['reason']],
      ['filings', {}, ['phase', 'authority', 'filedAt']],
      ['filings', { ...filing, phase: 'late' }, ['phase']],
      ['filings', { ...filing, authority: ' ' }, ['authority']],
      ['filings', { ...filing, authority: 'a'.repeat(201) }, ['authority']],
      ['filings', { ...filing, reference: '' }, ['reference']],
      ['filings', { ...filing, reasonsForDelay: ' ' }, ['reasonsForDelay']],
      ['filings', { ...filing, lateness: null }, ['lateness']],
      ['filings', { ...filing, filingId: 'mine' }, ['filingId']],
      ['filings/55555555-5555-4555-8555-555555555555/reference', {}, ['reference']],
      ['decision-not-to-file', { reason: 'r' }, ['decidedBy']],
      ['decision-not-to-file', { reason: '  ', decidedBy: ['Dr. A'] }, ['decidedBy', 'reason']],
      ['communications', {}, ['outcome', 'decidedBy', 'at']],
      ['communications', { ...communication, letter: 'd' }, ['letter']],
      ['communications', { ...communication, outcome: 'maybe' }, ['outcome']],
      ['closure', { force: true }, ['force']],
    ])('%s %j', async (path, body, fields) => {
      const answer = await post(path, body);
      const [status, code, faults] = told(answer);
      expect([status, code, [...new Set(faults as readonly string[])].sort()]).toEqual([
        422,
        'invalid-request',
        [...fields].sort(),
      ]);
    });
    it.each(['status=late', 'sort=clock', 'limit=0', 'limit=500', 'cursor=x', 'controller=x'])(
      'the list refuses %s',
      async (query) => expect((await ask('GET', `/cases?${query}`)).status).toBe(422),
    );
    it('an id is a UUID', async () => {
      const { status, body } = await ask('GET', '/cases/1');
      expect([status, body['errors']]).toEqual([
        400,
        [{ field: 'id', rule: expect.stringMatching(/^an id is a UUID/) as string }],
      ]);
    });
  });

  it('are listed page by page', async () => {
    for (let index = 0; index < 5; index++) await world.deliver(`more ${index}`, sunday, [delivery(sunday)]);
    const ids: unknown[] = [];
    let cursor: unknown;
    do {
      const { body } = await ask(
        'GET',
        `/cases?status=open&limit=3&sort=-openedAt${cursor ? `&cursor=${cursor as string}` : ''}`,
      );
      ids.push(...(body['items'] as readonly { readonly id: string }[]).map((item) => item.id));
      cursor = body['nextCursor'];
    } while (cursor !== null);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(
      ((await ask('GET', '/cases?status=open&limit=200')).body['items'] as readonly unknown[]).length,
    );
  });
});
