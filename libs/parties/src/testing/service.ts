import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventLogModule } from '@art33/event-log';
import {
  addBodyParsers,
  CommandInterceptor,
  commandProjection,
  DIGEST_KEY,
  ProblemFilter,
  validationPipe,
} from '@art33/http';
import {
  identityEvents,
  issueToken,
  TokenGuard,
  tokenProjection,
  OPERATOR_TOKEN,
  type TokenRole,
} from '@art33/identity';
import { PartiesModule } from '../index.js';
import { World } from './world.js';

export const operatorToken = 'art33_operator-of-the-tests';

/** What this room is given beside the log. */
@Module({})
class Given {}

const given: DynamicModule = {
  module: Given,
  global: true,
  providers: [
    { provide: DIGEST_KEY, useValue: new Uint8Array(32) },
    { provide: OPERATOR_TOKEN, useValue: operatorToken },
  ],
  exports: [DIGEST_KEY, OPERATOR_TOKEN],
};

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & { readonly id: string; readonly items: readonly Record<string, unknown>[] };
}
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answered>;

/** This room behind a real port, with tokens as the service has them. */
export class Service {
  private constructor(
    readonly world: World,
    private readonly app: NestFastifyApplication,
    private readonly url: string,
  ) {}

  static async open(): Promise<Service> {
    const world = await World.open([identityEvents], [tokenProjection, commandProjection]);
    const { log: test, models, history } = world;
    const { log, keys, clock, commands } = test;
    const adapter = new FastifyAdapter();
    const root: DynamicModule = {
      module: class RootModule {},
      imports: [
        EventLogModule.with({ log, keys, clock, commands, models, history }),
        given,
        CqrsModule.forRoot(),
        PartiesModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: CommandInterceptor },
      ],
    };
    const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
      abortOnError: false,
      bodyParser: false,
      logger: false,
    });
    addBodyParsers(adapter.getInstance() as never);
    app.useGlobalPipes(validationPipe());
    await app.listen(0, '127.0.0.1');
    return new Service(world, app, await app.getUrl());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.world.close();
  }

  /** Calls in a role of the organisation. */
  async as(organisation: string, role: TokenRole): Promise<Call> {
    const { token } = await issueToken(this.world.log.commands, { organisation, role, label: role });
    await this.world.catchUp();
    return this.with(token);
  }

  /** Calls with this token; every answer waits until what was written is shown. */
  with(token: string): Call {
    return async (method, path, body, headers = {}) => {
      const response = await fetch(this.url + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await response.json();
      await this.world.catchUp();
      return { status: response.status, headers: response.headers, body: answer as Answered['body'] };
    };
  }
}
