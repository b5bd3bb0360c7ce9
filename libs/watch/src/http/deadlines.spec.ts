import 'reflect-metadata';
import { Global, Module, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HISTORY, READ_MODELS } from '@art33/event-log';
import { CommandInterceptor, validationPipe, type Page } from '@art33/http';
import type { AuthenticatedRequest } from '@art33/identity';
import { WatchModule, type WatchedDeadline } from '../index.js';
import { arm, deadlineFrom, duty, Node, SharedLog } from '../testing/harness.js';

const log = new SharedLog();
for (let index = 0; index < 5; index++) {
  log.append(
    arm(deadlineFrom(`2026-11-0${index + 1}T10:00:00Z`), duty(`d${index}`, { kind: 'notice', id: `n${index}` })),
  );
}
log.append({ type: 'disarm', ...duty('d0', { kind: 'notice', id: 'n0' }) });

@Global()
@Module({
  providers: [
    { provide: READ_MODELS, useValue: { db: new Node(log).db } },
    { provide: HISTORY, useValue: {} },
  ],
  exports: [READ_MODELS, HISTORY],
})
class Kernel {}
@Module({ imports: [Kernel, WatchModule] })
class App {}

/** Names the organisation by a header, in place of a token. */
class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const organisation = String(request.headers['x-organisation']);
    request.principal = { actor: { kind: 'token', id: 't' }, organisation, role: 'processor', rights: [] };
    return true;
  }
}

describe('GET /deadlines', () => {
  let app: NestFastifyApplication;
  let url = '';
  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(App, new FastifyAdapter(), { logger: false });
    app.useGlobalPipes(validationPipe());
    app.useGlobalInterceptors(new CommandInterceptor({} as never, {} as never, new Uint8Array(32), { now: () => 0 }));
    app.useGlobalGuards(new HeaderGuard());
    await app.listen(0, '127.0.0.1');
    url = `${await app.getUrl()}/deadlines`;
  });
  afterAll(() => app.close());

  const get = (query: string, organisation = 'processor'): Promise<Response> =>
    fetch(`${url}?${query}`, { headers: { 'x-organisation': organisation } });
  const list = async (query: string, organisation?: string): Promise<Page<WatchedDeadline>> =>
    (await get(query, organisation)).json() as Promise<Page<WatchedDeadline>>;
  const duties = (page: Page<WatchedDeadline>): readonly string[] => page.items.map((item) => item.duty);

  it('lists what is owed, the nearest first, page by page', async () => {
    const first = await list('limit=3');
    expect(duties(first)).toEqual(['d1', 'd2', 'd3']);
    const second = await list(`limit=3&cursor=${first.nextCursor}`);
    expect(duties(second)).toEqual(['d4']);
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toMatchObject({ state: 'open', due: '2026-11-03T10:00:00.000Z', target: null, source: '9' });
  });
  it('the other way round, by state, and up to an instant', async () => {
    expect(duties(await list('sort=-due'))).toEqual(['d4', 'd3', 'd2', 'd1']);
    expect(duties(await list('state=settled'))).toEqual(['d0']);
    expect(duties(await list('state=settled&state=open&limit=2'))).toEqual(['d0', 'd1']);
    expect(duties(await list(`dueUntil=${encodeURIComponent('2026-11-04T11:00:00+01:00')}`))).toEqual(['d1', 'd2']);
  });
  it('shows another organisation nothing', async () => {
    expect(await list('', 'stranger')).toEqual({ items: [], nextCursor: null });
  });
  it.each([
    'state=late',
    'sort=clause',
    'cursor=abc',
    'dueUntil=tomorrow',
    'dueUntil=2026-11-04T11:00:00',
    'limit=0',
    'foo=1',
  ])('refuses %s', async (query) => {
    expect((await get(query)).status).toBe(422);
  });
});
