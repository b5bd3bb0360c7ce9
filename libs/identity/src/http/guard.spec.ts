import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { deriveId } from '@art33/event-log';
import { ServedRooms, TEST_OPERATOR_TOKEN, type Ask } from '../testing/rooms.js';
import type { OrganisationScope, Principal, TokenRole } from '../domain/principal.js';
import { hashToken, issueToken, revokeToken } from '../handlers/tokens.js';
import { CurrentPrincipal, CurrentScope, Public, Roles } from './guard.js';

const organisation = '11111111-1111-4111-8111-111111111111';

@Controller('doors')
class DoorsController {
  @Get()
  look(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
  @Get('scope')
  scope(@CurrentScope() scope: OrganisationScope): OrganisationScope {
    return scope;
  }
  @Get('processors')
  @Roles('processor:responder')
  processors(): void {}
  @Post()
  @HttpCode(200)
  @Roles('processor:responder', 'controller:contact')
  open(): void {}
  @Post('operator')
  @HttpCode(200)
  @Roles('operator')
  operate(): void {}
  @Post('unsaid')
  @HttpCode(200)
  unsaid(): void {}
}

@Public()
@Controller('street')
class StreetController {
  @Get()
  look(): { readonly seen: boolean } {
    return { seen: true };
  }
  @Get('who')
  who(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
}

describe('the guard', () => {
  let rooms: ServedRooms;
  const tokens = new Map<string, string>();
  beforeAll(async () => {
    rooms = await ServedRooms.open({ controllers: [DoorsController, StreetController] });
    for (const role of ['processor', 'controller', 'auditor'] as const)
      tokens.set(role, (await issueToken(rooms.test.commands, { organisation, role, label: 'test' })).token);
    tokens.set('operator', TEST_OPERATOR_TOKEN);
    tokens.set('janitor', await tokenOfLaterRelease());
  });
  afterAll(() => rooms.close());

  /** A token with a role that only a later release knows. */
  async function tokenOfLaterRelease(): Promise<string> {
    const { log, codec, clock } = rooms.test;
    const [token, id] = ['art33_of-a-later-release', deriveId('later')];
    const data = { organisation, role: 'janitor', label: 'later', hash: hashToken(token), expiresAt: null };
    const metadata = { actor: { kind: 'system', id: 'test' }, organisation, correlationId: id, commandId: id } as const;
    const stream = `token-${id}`;
    const event = await codec.toAppend(
      { type: 'TokenIssued', data },
      { id, stream, metadata, recordedAt: clock.instant },
    );
    await log.append(stream, 'none', [event]);
    return token;
  }
  const as = (role: string): Ask => rooms.with(tokens.get(role));
  const status = async (ask: Ask, method: 'GET' | 'POST', path: string): Promise<number> =>
    (await ask(method, path)).status;

  test.each([
    ['processor', 200, 200, 200, 403, 403],
    ['controller', 200, 403, 200, 403, 403],
    ['auditor', 200, 403, 403, 403, 403],
    ['operator', 403, 403, 403, 200, 403],
    ['janitor', 403, 403, 403, 403, 403],
  ])(
    'lets the role %s read (%i), read what is for processors (%i), write (%i), operate (%i), write where nobody is named (%i)',
    async (role, ...expected) => {
      const ask = as(role);
      expect([
        await status(ask, 'GET', '/doors'),
        await status(ask, 'GET', '/doors/processors'),
        await status(ask, 'POST', '/doors'),
        await status(ask, 'POST', '/doors/operator'),
        await status(ask, 'POST', '/doors/unsaid'),
      ]).toEqual(expected);
    },
  );
  test('says which role may not, as a problem', async () => {
    const answer = await as('operator')('GET', '/doors');
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      type: 'urn:art33:problem:not-allowed',
      detail: 'the role operator may not do this',
    });
  });
  test('knows who is asking, and for whom', async () => {
    const { body } = await as('auditor')('GET', '/doors');
    expect(body).toEqual({
      actor: { kind: 'token', id: expect.any(String) },
      organisation,
      role: 'auditor',
      rights: ['auditor'],
    });
    expect((await as('auditor')('GET', '/doors/scope')).body).toEqual({ organisation, role: 'auditor' });
  });

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['no token', {}],
    ['an empty header', { Authorization: '' }],
    ['no scheme', { Authorization: TEST_OPERATOR_TOKEN }],
    ['another scheme', { Authorization: `Basic ${TEST_OPERATOR_TOKEN}` }],
    ['a scheme alone', { Authorization: 'Bearer ' }],
    ['an unknown token', { Authorization: `Bearer art33_${'a'.repeat(43)}` }],
    ['a token that is too short', { Authorization: 'Bearer art33_' }],
    ['a token that is too long', { Authorization: `Bearer art33_${'a'.repeat(10_000)}` }],
    ['a token with something behind it', { Authorization: `Bearer ${TEST_OPERATOR_TOKEN} x` }],
    ['a token with a quote', { Authorization: `Bearer ${TEST_OPERATOR_TOKEN}' OR 1=1` }],
    ['almost the operator’s token', { Authorization: `Bearer ${TEST_OPERATOR_TOKEN.slice(0, -1)}` }],
    ['bytes that are no text', { Authorization: 'Bearer \u00ff\u00fe' }],
  ])('answers 401 to %s, and says what is needed', async (_, headers) => {
    const answer = await rooms.with()('GET', '/doors', { headers });
    expect([answer.status, answer.body['type']]).toEqual([401, 'urn:art33:problem:not-authenticated']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="art33"');
    expect(answer.text).not.toContain('operator-of-the-tests');
  });
  test('takes the scheme in any case', async () => {
    const headers = { Authorization: `bearer ${tokens.get('processor')}` };
    expect((await rooms.with()('GET', '/doors', { headers })).status).toBe(200);
  });

  test('lets everybody onto public routes, with or without a token', async () => {
    expect((await rooms.with()('GET', '/street')).body).toEqual({ seen: true });
    expect((await rooms.with('art33_garbage')('GET', '/street')).status).toBe(200);
  });
  test('knows nobody there', async () => {
    expect((await as('processor')('GET', '/street/who')).status).toBe(401);
  });

  describe('and time', () => {
    const issue = (role: TokenRole, expiresAt: string | null) =>
      issueToken(rooms.test.commands, { organisation, role, label: 'test', expiresAt });
    test('a token ends at the instant it was given', async () => {
      rooms.test.clock.set('2026-10-23T19:40:00.000Z');
      const { token } = await issue('processor', '2026-10-24T19:40:00.000Z');
      rooms.test.clock.set('2026-10-24T19:39:59.999Z');
      expect(await status(rooms.with(token), 'GET', '/doors')).toBe(200);
      rooms.test.clock.advance({ milliseconds: 1 });
      expect(await status(rooms.with(token), 'GET', '/doors')).toBe(401);
    });
    test('a revoked token opens nothing any more, and others still do', async () => {
      const [one, other] = [await issue('processor', null), await issue('processor', null)];
      await revokeToken(rooms.test.commands, one.id, organisation);
      expect(await status(rooms.with(one.token), 'GET', '/doors')).toBe(401);
      expect(await status(rooms.with(other.token), 'GET', '/doors')).toBe(200);
    });
  });
});
