import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  CatchUp,
  CommandRunner,
  DirectoryObjectStore,
  ObjectKeyStore,
  EventCodec,
  EventLogModule,
  EventRegistry,
  ModelHistory,
  ReadModelStore,
  Sealer,
  SqliteEventLog,
  TestClock,
  toInstant,
  type Actor,
  type Projection,
} from '@art33/event-log';
import { DEFAULT_LIMITS, deliveryProjections, DISPATCH_LIMITS } from '@art33/delivery';
import {
  addBodyParsers,
  CommandInterceptor,
  commandProjection,
  DIGEST_KEY,
  ProblemFilter,
  validationPipe,
} from '@art33/http';
import { allRightsOf, type AuthenticatedRequest, type Role } from '@art33/identity';
import { incidentEvents, incidentProjections } from '@art33/incidents';
import { partiesEvents, partiesProjections } from '@art33/parties';
import { noticeEvents } from '../domain/events.js';
import { NoticeLinks } from '../mail/links.js';
import { CONTACT_SIGN_IN } from '../page/contact-sign-in.js';
import { NoticesModule } from '../notices.module.js';
import { jobProjection } from '../read-model/jobs.js';
import { noticeProjection } from '../read-model/projection.js';
import { jobEvents } from '../domain/jobs/events.js';

const PROJECTIONS: readonly Projection[] = [
  commandProjection,
  ...partiesProjections,
  ...incidentProjections,
  noticeProjection,
  jobProjection,
  ...deliveryProjections,
];
const PATIENCE = 60_000;

/** Names organisation and role by headers, in place of a token. */
class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const header = (name: string) => String(request.headers[name]);
    request.principal = {
      actor: { kind: header('x-kind') as Actor['kind'], id: header('x-actor') },
      organisation: header('x-organisation'),
      role: header('x-role') as Role,
      rights: allRightsOf(header('x-role')),
    };
    return true;
  }
}

export interface Answered {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Somebody who asks. */
export interface Asker {
  readonly organisation: string;
  readonly role: Role;
  readonly actor?: string;
  /** Left out: a token. */
  readonly kind?: 'person' | 'token';
}

/** The notices' room with a real log, real keys, real models and a real HTTP port. */
export class Room {
  private constructor(
    readonly clock: TestClock,
    private readonly directory: string,
    private readonly log: SqliteEventLog,
    readonly commands: CommandRunner,
    readonly models: CatchUp,
    private readonly store: ReadModelStore,
    private readonly app: NestFastifyApplication,
    private readonly url: string,
  ) {}

  static async open(startAt: string): Promise<Room> {
    const directory = mkdtempSync(join(tmpdir(), 'art33-notices-'));
    const clock = new TestClock(toInstant(Date.parse(startAt)));
    const log = await SqliteEventLog.open({ file: join(directory, 'log.db'), clock });
    const objects = await DirectoryObjectStore.open({ directory });
    const keys = await ObjectKeyStore.open({ objects, masterKey: Buffer.alloc(32, 33), mayBegin: true });
    const codec = new EventCodec(
      new EventRegistry([partiesEvents, incidentEvents, noticeEvents, jobEvents]),
      new Sealer(keys),
    );
    const commands = new CommandRunner(log, codec, clock);
    const store = ReadModelStore.open({ directory: join(directory, 'models'), projections: PROJECTIONS });
    const models = new CatchUp({ log, codec, store });
    const history = new ModelHistory({ log, codec, models, projections: PROJECTIONS });
    models.start();

    @Global()
    @Module({
      providers: [
        { provide: CONTACT_SIGN_IN, useValue: () => undefined },
        { provide: NoticeLinks, useValue: new NoticeLinks(Buffer.alloc(32, 7), 'https://art33.example') },
        { provide: DIGEST_KEY, useValue: Buffer.alloc(32, 9) },
        { provide: DISPATCH_LIMITS, useValue: DEFAULT_LIMITS },
      ],
      exports: [CONTACT_SIGN_IN, NoticeLinks, DIGEST_KEY, DISPATCH_LIMITS],
    })
    class Shared {}
    @Module({ imports: [EventLogModule.with({ clock, log, keys, commands, models, history }), Shared, NoticesModule] })
    class App {}
    const adapter = new FastifyAdapter();
    const app = await NestFactory.create<NestFastifyApplication>(App, adapter, { logger: false, bodyParser: false });
    addBodyParsers(adapter.getInstance() as never);
    app.useGlobalPipes(validationPipe());
    app.useGlobalGuards(new HeaderGuard());
    app.useGlobalFilters(new ProblemFilter());
    app.useGlobalInterceptors(new CommandInterceptor(models, history, Buffer.alloc(32, 9), clock));
    await app.listen(0, '127.0.0.1');
    return new Room(clock, directory, log, commands, models, store, app, await app.getUrl());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.models.stop();
    this.store.close();
    await this.log.close();
    rmSync(this.directory, { recursive: true });
  }

  /** Waits until everything written is shown. */
  async settled(): Promise<void> {
    const { position } = await this.log.head();
    if (position !== undefined && !(await this.models.waitFor(position, PATIENCE)))
      throw new Error('the models do not keep up');
  }

  async request(
    who: Asker,
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered> {
    await this.settled();
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'x-organisation': who.organisation,
        'x-role': who.role,
        'x-actor': who.actor ?? 'one',
        'x-kind': who.kind ?? 'token',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    await this.settled();
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      body: (text === '' ? {} : JSON.parse(text)) as Answered['body'],
    };
  }
}
