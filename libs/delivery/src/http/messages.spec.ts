import 'reflect-metadata';
import { Global, Module, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CLOCK, COMMANDS, READ_MODELS, testContext } from '@art33/event-log';
import { CommandInterceptor, validationPipe, type Page } from '@art33/http';
import { allRightsOf, type AuthenticatedRequest, type Role } from '@art33/identity';
import { DeliveryModule } from '../delivery.module.js';
import { MAIL_IDENTITY, PrepareMessage } from '../handlers/prepare-message.js';
import { DEFAULT_LIMITS, DISPATCH_LIMITS } from '../outbox/limits.js';
import { FORECAST } from '../read-model/to-come.js';
import type { MessageDetails, MessageView } from '../read-model/queries.js';
import { DeliveryTest, smtpSettings } from '../testing/harness.js';
import { MailServer, smtpError } from '../testing/mail-server.js';

/** Names the organisation and the role by headers, in place of a token. */
class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const organisation = String(request.headers['x-organisation']);
    const role = String(request.headers['x-role']) as Role;
    request.principal = { actor: { kind: 'token', id: 't' }, organisation, role, rights: allRightsOf(role) };
    return true;
  }
}

describe('GET /messages', () => {
  let test: DeliveryTest;
  let server: MailServer;
  let app: NestFastifyApplication;
  let url = '';
  let ids: string[] = [];

  beforeAll(async () => {
    test = await DeliveryTest.open();
    server = await MailServer.start();
    const clock = test.base.clock;
    for (const number of [1, 2, 3]) {
      clock.advance({ seconds: 1 });
      ids.push(await test.prepare(number));
    }
    server.atRecipient = (address) =>
      address.startsWith('praxis-2') ? smtpError(550, `<${address}> unknown`) : undefined;
    await test.outbox(server.port).idle();
    clock.advance({ seconds: 1 });
    ids.push(await test.prepare(4, { about: { kind: 'alert', id: '44444444-4444-4444-8444-444444444444' } }));

    @Global()
    @Module({
      providers: [
        { provide: READ_MODELS, useValue: test.models },
        { provide: COMMANDS, useValue: test.base.commands },
        { provide: CLOCK, useValue: test.base.clock },
        { provide: DISPATCH_LIMITS, useValue: DEFAULT_LIMITS },
        { provide: MAIL_IDENTITY, useValue: smtpSettings(server.port) },
        { provide: FORECAST, useValue: { toCome: async () => [] } },
      ],
      exports: [CLOCK, READ_MODELS, COMMANDS, DISPATCH_LIMITS, MAIL_IDENTITY, FORECAST],
    })
    class Kernel {}
    @Module({ imports: [Kernel, DeliveryModule] })
    class App {}
    app = await NestFactory.create<NestFastifyApplication>(App, new FastifyAdapter(), { logger: false });
    app.useGlobalPipes(validationPipe());
    app.useGlobalInterceptors(new CommandInterceptor({} as never, {} as never, new Uint8Array(32), { now: () => 0 }));
    app.useGlobalGuards(new HeaderGuard());
    await app.listen(0, '127.0.0.1');
    url = `${await app.getUrl()}/messages`;
  });
  afterAll(async () => {
    await app.close();
    await test.close();
    await server.stop();
    ids = [];
  });

  const get = (path: string, role: Role = 'processor', organisation = 'processor'): Promise<Response> =>
    fetch(`${url}${path}`, { headers: { 'x-organisation': organisation, 'x-role': role } });
  const list = async (query: string, role?: Role, organisation?: string): Promise<Page<MessageView>> =>
    (await get(`?${query}`, role, organisation)).json() as Promise<Page<MessageView>>;
  const one = async (id: string | undefined, role?: Role): Promise<MessageDetails> =>
    (await get(`/${id}`, role)).json() as Promise<MessageDetails>;
  const idsOf = ({ items }: Page<MessageView>): readonly string[] => items.map(({ id }) => id);

  it('lists what the own organisation sends, the latest first, page by page', async () => {
    const first = await list('limit=3');
    expect(idsOf(first)).toEqual([ids[3], ids[2], ids[1]]);
    const second = await list(`limit=3&cursor=${first.nextCursor}`);
    expect(idsOf(second)).toEqual([ids[0]]);
    expect(second.nextCursor).toBeNull();
    expect(idsOf(await list('sort=preparedAt'))).toEqual(ids);
  });

  it('filters by state and by what messages are about', async () => {
    expect(idsOf(await list('state=accepted'))).toEqual([ids[2], ids[0]]);
    expect(idsOf(await list('aboutKind=alert'))).toEqual([ids[3]]);
    expect(idsOf(await list('aboutId=44444444-4444-4444-8444-444444444444&state=prepared'))).toEqual([ids[3]]);
  });

  it('shows where one message stands and every step, but nothing of what it says', async () => {
    const message = await one(ids[1]);
    expect(message).toMatchObject({
      id: ids[1],
      about: { kind: 'notice', part: 1 },
      recipient: { contactId: 'contact-2', address: 'praxis-2@klinik.example' },
      state: 'failed',
      attempts: 1,
      nextAttemptAt: null,
      mayHaveArrivedTwice: false,
      omitted: [],
      steps: [
        { type: 'MessagePrepared' },
        { type: 'MessageStarted', attempt: 1 },
        {
          type: 'MessageFailed',
          attempt: 1,
          code: '550',
          reply: expect.stringContaining('<praxis-2@klinik.example> unknown'),
        },
      ],
    });
    expect(JSON.stringify(message)).not.toContain('Sehr geehrte');
    expect(JSON.stringify(message)).not.toContain('Meldung 2');
  });

  it('masks addresses for auditors, and withholds what repeats them', async () => {
    const message = await one(ids[1], 'auditor');
    expect(message.recipient.address).toBe('p…@klinik.example');
    expect(JSON.stringify([message, await list('', 'auditor')])).not.toContain('praxis-');
    expect(message.steps.map(({ code }) => code)).toEqual([null, null, '550']);
  });

  it('shows another organisation nothing, and tells unknown and foreign alike', async () => {
    expect(await list('', 'processor', 'stranger')).toEqual({ items: [], nextCursor: null });
    const foreign = await get(`/${ids[0]}`, 'processor', 'stranger');
    const unknown = await get('/99999999-9999-4999-8999-999999999999');
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(await foreign.text()).toBe(await unknown.text());
  });

  it.each(['state=lost', 'sort=address', 'cursor=abc', 'aboutId=1', 'limit=0', 'foo=1'])(
    'refuses %s',
    async (query) => {
      expect((await get(`?${query}`)).status).toBe(422);
    },
  );

  it('shows no address that has been erased', async () => {
    const id = await test.prepare(9);
    const before = await one(id);
    expect(before.recipient.address).toBe('praxis-9@klinik.example');
    await test.base.keys.erase('person:contact-9');
    await test.models.rebuild();
    expect((await one(id)).recipient).toEqual({ contactId: 'contact-9', address: null });
  });

  it('prepares messages by the command that features send', async () => {
    const message = {
      messageId: '55555555-5555-4555-8555-555555555555',
      organisation: 'processor',
      about: { kind: 'receipt', id: '66666666-6666-4666-8666-666666666666' },
      recipient: { address: 'praxis@klinik.example' },
      priority: 'normal' as const,
      language: 'en' as const,
      subject: 'Receipt',
      text: 'text',
      scopes: { recipient: [], content: [] },
    };
    const outcome = await app.get(CommandBus).execute(new PrepareMessage(message, testContext()));
    await test.shown(outcome);
    expect(await one(message.messageId)).toMatchObject({ state: 'prepared', recipient: { contactId: null } });
    expect(outcome.events[0]?.data).toMatchObject({
      headerMessageId: '<55555555-5555-4555-8555-555555555555@art33.example>',
      returnPathToken: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const again = await app.get(CommandBus).execute(new PrepareMessage(message, testContext()));
    expect(again.events).toEqual([]);
  });
});
