import { ServedRooms, TEST_OPERATOR_TOKEN, type Ask, type HttpAnswer } from '../testing/rooms.js';
import { IdentityModule } from '../identity.module.js';
import { operatorToken, sameToken } from './operator.js';

const organisation = '11111111-1111-4111-8111-111111111111';

describe('tokens over HTTP', () => {
  let rooms: ServedRooms;
  let operator: Ask;
  beforeAll(async () => {
    rooms = await ServedRooms.open({ imports: [IdentityModule] });
    operator = rooms.with(TEST_OPERATOR_TOKEN);
  });
  afterAll(() => rooms.close());

  const issue = (change: object = {}, ask = operator): Promise<HttpAnswer> =>
    ask('POST', '/tokens', { body: { organisation, role: 'processor', label: 'security-desk', ...change } });
  const revoke = (id: unknown, of = organisation): Promise<HttpAnswer> =>
    operator('POST', `/tokens/${id as string}/revocation`, { body: { organisation: of } });
  /** Who may write nothing gets 403, whoever is not known 401. */
  const knows = async (token: unknown): Promise<boolean> =>
    (await rooms.with(token as string)('POST', '/tokens')).status === 403;

  test('are the operator’s to give', async () => {
    const { status, body } = await issue();
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      token: expect.stringMatching(/^art33_[\w-]{43}$/),
      position: (await rooms.test.log.head()).position,
    });
    expect(await knows(body['token'])).toBe(true);
    expect((await issue({}, rooms.with(body['token'] as string))).status).toBe(403);
    expect((await issue({}, rooms.with())).status).toBe(401);
  });
  test('are kept nowhere: the log holds their hash', async () => {
    const { body } = await issue();
    const stored = JSON.stringify(await rooms.test.log.readAll(undefined, 1_000));
    expect(stored).not.toContain('art33_');
    expect(stored).toContain(body['id']);
  });
  test('begin like all tokens of art33, so that scanners find them', () => {
    expect(operatorToken(new Uint8Array(32))).toMatch(/^art33_[\w-]{43}$/);
    expect(operatorToken(new Uint8Array(32).fill(1))).not.toBe(operatorToken(new Uint8Array(32)));
  });
  test('are compared whole', () => {
    const token = operatorToken(new Uint8Array(32));
    expect(sameToken(token, operatorToken(new Uint8Array(32)))).toBe(true);
    for (const other of ['', token.slice(1), `${token}a`, token.toUpperCase(), `${token.slice(0, -1)}\u00ff`])
      expect(sameToken(token, other)).toBe(false);
  });

  test.each([
    ['organisation', { organisation: 'ratiomedicus' }],
    ['organisation', { organisation: organisation.replace('1', 'A') }],
    ['role', { role: 'operator' }],
    ['role', { role: ['processor'] }],
    ['label', { label: 'Dr. Anna Meier' }],
    ['label', { label: '' }],
    ['expiresAt', { expiresAt: '2027-01-01T00:00:00' }],
    ['expiresAt', { expiresAt: '2027-01-01' }],
    ['expiresAt', { expiresAt: '2027-02-30T00:00:00Z' }],
    ['expiresAt', { expiresAt: 1_800_000_000 }],
    ['expiresAt', { expiresAt: '2026-01-01T00:00:00Z' }],
    ['scope', { scope: 'all' }],
  ])('are refused for their %s: %j', async (field, change) => {
    const { status, body } = await issue(change);
    expect([status, body['errors']]).toMatchObject([422, expect.arrayContaining([expect.objectContaining({ field })])]);
  });
  test('are refused for an end in the hour that the clocks go through twice, with both readings', async () => {
    const { status, body } = await issue({ expiresAt: '2026-10-25T02:30 Europe/Berlin' });
    expect([status, body['details']]).toMatchObject([
      422,
      { readings: [{ at: '2026-10-25T00:30:00.000Z' }, { at: '2026-10-25T01:30:00.000Z' }] },
    ]);
  });
  test('end at the instant that was meant', async () => {
    const { body } = await issue({ expiresAt: '2026-03-02T05:10:00+01:00' });
    rooms.test.clock.set('2026-03-02T04:09:59.999Z');
    expect(await knows(body['token'])).toBe(true);
    rooms.test.clock.set('2026-03-02T04:10:00.000Z');
    expect(await knows(body['token'])).toBe(false);
  });

  test('have only the rights that are named, where some are', async () => {
    const { body } = await issue({ rights: ['processor:reader'] });
    const asToken = rooms.with(body['token'] as string);
    const refusal = await asToken('POST', '/tokens', { body: {} });
    expect([refusal.status, refusal.body['detail']]).toEqual([403, 'this needs the role admin; yours: reader']);
    const admin = await issue({ rights: ['processor:admin'] });
    const { status, body: list } = await rooms.with(admin.body['token'] as string)('GET', '/tokens');
    expect(status).toBe(200);
    const tokens = list['items'] as readonly { readonly id: string }[];
    expect(tokens.find(({ id }) => id === body['id'])).toMatchObject({
      label: 'security-desk',
      rights: ['processor:reader'],
      issuedBy: { kind: 'system', id: 'operator' },
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    });
    expect(JSON.stringify(list)).not.toContain('art33_');
  });
  test('make no other tokens, whatever their rights', async () => {
    const { body } = await issue();
    const answer = await issue({}, rooms.with(body['token'] as string));
    expect([answer.status, answer.body['detail']]).toEqual([403, 'a token may not do this: sign in']);
  });
  test.each([
    ['processor', ['controller:admin']],
    ['controller', ['processor:admin']],
    ['auditor', ['processor:reader']],
    ['processor', ['operator']],
    ['processor', []],
  ])('of the role %s are refused the rights %j', async (role, rights) => {
    const { status, body } = await issue({ role, rights });
    expect([status, body['errors']]).toMatchObject([422, [expect.objectContaining({ field: 'rights' })]]);
  });

  test('are withdrawn for good, and that may be said twice', async () => {
    const { body } = await issue();
    expect([(await revoke(body['id'])).status, (await revoke(body['id'])).status]).toEqual([204, 204]);
    expect(await knows(body['token'])).toBe(false);
  });
  test('open with the next request, and no longer open with the next after they were withdrawn', async () => {
    const at = (path: string, token: string, body: object): Promise<Response> =>
      fetch(rooms.url + path, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    for (let round = 1; round <= 20; round += 1) {
      const issued = await at('/tokens', TEST_OPERATOR_TOKEN, { organisation, role: 'processor', label: 'desk' });
      const { id, token } = (await issued.json()) as { readonly id: string; readonly token: string };
      expect((await at('/tokens', token, {})).status).toBe(403);
      await at(`/tokens/${id}/revocation`, TEST_OPERATOR_TOKEN, { organisation });
      expect((await at('/tokens', token, {})).status).toBe(401);
    }
  });
  test('are withdrawn only by their id and organisation', async () => {
    const { body } = await issue();
    const strange = '22222222-2222-4222-8222-222222222222';
    for (const answer of [await revoke(strange), await revoke(body['id'], strange)])
      expect([answer.status, answer.body['type']]).toEqual([404, 'urn:art33:problem:unknown-token']);
    expect(await knows(body['token'])).toBe(true);
  });
});
