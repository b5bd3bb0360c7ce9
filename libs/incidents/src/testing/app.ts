import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CLOCK, COMMANDS, EVENT_LOG, HISTORY, READ_MODELS } from '@art33/event-log';
import { addBodyParsers, CommandInterceptor, DIGEST_KEY, Limits, ProblemFilter, validationPipe } from '@art33/http';
import { issueToken, OPERATOR_TOKEN, PEOPLE_KEY, TokenGuard, type TokenRole } from '@art33/identity';
import type { ClosingBlocker } from '../domain/values.js';
import {
  CLOSING_GUARD,
  TIMELINE_SOURCES,
  INTAKE_ADDRESSES,
  intakeAddresses,
  IncidentsModule,
  IntakeSecrets,
} from '../index.js';
import type { World } from './world.js';

/** The answer to a request, its body read. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly etag: string | null;
}
export type Ask = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** This room behind real HTTP, with real tokens; what holds incidents open is what a test puts into `blockers`. */
export class TestApp {
  readonly blockers: ClosingBlocker[] = [];
  private app!: NestFastifyApplication;

  private constructor(private readonly world: World) {}

  static async start(world: World): Promise<TestApp> {
    const test = new TestApp(world);
    const kernel = [
      { provide: CLOCK, useValue: world.test.clock },
      { provide: EVENT_LOG, useValue: world.test.log },
      { provide: COMMANDS, useValue: world.test.commands },
      { provide: READ_MODELS, useValue: world.models },
      { provide: HISTORY, useValue: world.history },
      { provide: DIGEST_KEY, useValue: new Uint8Array(32) },
      { provide: Limits, useValue: new Limits(world.test.clock) },
      { provide: PEOPLE_KEY, useValue: new Uint8Array(32) },
      { provide: OPERATOR_TOKEN, useValue: 'art33_operator-of-the-test' },
      { provide: IntakeSecrets, useValue: new IntakeSecrets(new Uint8Array(32)) },
      { provide: INTAKE_ADDRESSES, useValue: intakeAddresses('https://art33.example') },
      { provide: TIMELINE_SOURCES, useValue: [] },
      { provide: CLOSING_GUARD, useValue: { blockers: async () => test.blockers } },
    ];
    @Global()
    @Module({ providers: kernel, exports: kernel.map(({ provide }) => provide) })
    class Kernel {}
    @Module({
      imports: [Kernel, CqrsModule.forRoot(), IncidentsModule],
      providers: [
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: CommandInterceptor },
      ],
    })
    class Root {}
    const adapter = new FastifyAdapter();
    test.app = await NestFactory.create<NestFastifyApplication>(Root, adapter, { bodyParser: false, logger: false });
    addBodyParsers(adapter.getInstance() as never);
    test.app.useGlobalPipes(validationPipe());
    await test.app.listen(0, '127.0.0.1');
    return test;
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** Asks on behalf of one organisation, in one role, and sees its own writes. */
  async as(organisation: string, role: TokenRole): Promise<Ask> {
    const { token } = await issueToken(this.world.test.commands, { organisation, role, label: 'test' });
    await this.world.settled();
    const url = await this.app.getUrl();
    return async (method, path, body, headers = {}) => {
      await this.world.settled();
      const response = await fetch(`${url}/${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(method === 'POST' && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      return { status: response.status, body: answer, etag: response.headers.get('etag') };
    };
  }
}
