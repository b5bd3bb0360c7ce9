import { join } from 'node:path';
import { Global, Module, type ModuleMetadata, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  ATTACHMENTS,
  CatchUp,
  EventLogModule,
  ModelHistory,
  ReadModelStore,
  SealedAttachments,
  TestLog,
  type EventDeclarations,
  type Projection,
} from '@art33/event-log';
import {
  CommandInterceptor,
  commandProjection,
  DIGEST_KEY,
  Limits,
  httpAdapter,
  ProblemFilter,
  validationPipe,
} from '@art33/http';
import { identityEvents } from '../domain/events.js';
import type { TokenRole } from '../domain/principal.js';
import { TOKEN_HOLDERS } from '../handlers/token-holders.js';
import { issueToken } from '../handlers/tokens.js';
import { TokenGuard } from '../http/guard.js';
import { OPERATOR_TOKEN } from '../http/operator.js';
import { tokenProjection } from '../read-model/tokens.js';

/** What a test looks at in an answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly text: string;
  /** Read as JSON; empty where it is none. */
  readonly body: Readonly<Record<string, unknown>>;
}
export interface HttpRequest {
  /** Sent as JSON, unless it is text or bytes already. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
export type Ask = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  request?: HttpRequest,
) => Promise<HttpAnswer>;

/** What the operator's token is in tests. */
export const TEST_OPERATOR_TOKEN = 'art33_operator-of-the-tests';

/** Rooms behind real HTTP, over a real log with real read models and real tokens; only the clock stands still. */
export class ServedRooms {
  private constructor(
    readonly test: TestLog,
    private readonly store: ReadModelStore,
    readonly models: CatchUp,
    readonly history: ModelHistory,
    private readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  static async open(options: {
    readonly imports?: ModuleMetadata['imports'];
    readonly controllers?: ModuleMetadata['controllers'];
    readonly providers?: readonly Provider[];
    readonly events?: EventDeclarations;
    readonly projections?: readonly Projection[];
  }): Promise<ServedRooms> {
    const test = await TestLog.open(identityEvents, options.events ?? {});
    const { log, keys, codec, clock, commands } = test;
    const projections = [commandProjection, tokenProjection, ...(options.projections ?? [])];
    const store = ReadModelStore.open({ directory: join(test.directory, 'models'), projections });
    const models = new CatchUp({ log, codec, store });
    const history = new ModelHistory({ log, codec, models, projections });
    const given: Provider[] = [
      { provide: ATTACHMENTS, useValue: new SealedAttachments(keys, test.objects) },
      { provide: DIGEST_KEY, useValue: new Uint8Array(32) },
      { provide: Limits, useValue: new Limits(clock) },
      { provide: OPERATOR_TOKEN, useValue: TEST_OPERATOR_TOKEN },
      { provide: TOKEN_HOLDERS, useValue: async () => undefined },
    ];
    @Global()
    @Module({ providers: given, exports: [ATTACHMENTS, DIGEST_KEY, Limits, OPERATOR_TOKEN, TOKEN_HOLDERS] })
    class Given {}
    @Module({
      imports: [
        EventLogModule.with({ clock, log, keys, commands, models, history }),
        Given,
        CqrsModule.forRoot(),
        ...(options.imports ?? []),
      ],
      controllers: options.controllers ?? [],
      providers: [
        ...(options.providers ?? []),
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: CommandInterceptor },
      ],
    })
    class Root {}
    const app = await NestFactory.create<NestFastifyApplication>(Root, httpAdapter(), {
      bodyParser: false,
      logger: false,
    });
    app.useGlobalPipes(validationPipe());
    models.start();
    await app.listen(0, '127.0.0.1');
    return new ServedRooms(test, store, models, history, app, await app.getUrl());
  }

  /** One of the rooms' providers. */
  get<T>(type: Type<T>): T {
    return this.app.get(type);
  }

  /** Ends the HTTP side, as a service that stops does first. */
  stopServing(): Promise<void> {
    return this.app.close();
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.models.stop();
    this.store.close();
    await this.test.close();
  }

  /** Waits until the read models show everything. */
  async settled(): Promise<void> {
    const { position } = await this.test.log.head();
    if (position !== undefined) await this.models.waitFor(position, 60_000);
  }

  /** Asks with this token, or without any. */
  with(token?: string): Ask {
    return async (method, path, { body, headers = {} } = {}) => {
      await this.settled();
      const response = await fetch(this.url + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: asSent(body) }),
      });
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
      return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
    };
  }

  /** Asks on behalf of one organisation in one role. */
  async as(organisation: string, role: TokenRole): Promise<Ask> {
    const { token } = await issueToken(this.test.commands, { organisation, role, label: 'test' });
    return this.with(token);
  }
}

const asSent = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body);
