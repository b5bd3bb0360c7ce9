import { Module, RequestMethod, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CasesModule, InboxModule } from '@art33/cases';
import { DeliveryModule, WebhooksModule } from '@art33/delivery';
import { EvidenceModule } from '@art33/evidence';
import {
  AccountLimit,
  CommandInterceptor,
  httpAdapter,
  Limits,
  limitVisitors,
  ProblemFilter,
  REQUEST_LIMITS,
  secureHeaders,
  validationPipe,
  type RequestLimits,
} from '@art33/http';
import {
  AccessInterceptor,
  AccessModule,
  AUTHENTICATORS,
  DirectoriesModule,
  IdentityModule,
  letInOneByOne,
  MembersModule,
  People,
  sessionAuthenticator,
  Sessions,
  SightGuard,
  SignInModule,
  TokenGuard,
} from '@art33/identity';
import { ImportsModule } from '@art33/imports';
import { IncidentsModule } from '@art33/incidents';
import { NodesModule } from '@art33/nodes';
import { NoticesModule, PrintRunsModule } from '@art33/notices';
import { PartiesModule, RecordLinksModule } from '@art33/parties';
import { CalendarModule, WatchModule } from '@art33/watch';
import { HealthController } from './health/health.controller.js';
import { serveApiPage } from './openapi.js';
import { SIGN_IN_PAGES } from './sign-in/pages.js';
import { ReplayController } from './operations/replay.controller.js';
import type { Logs } from './telemetry/logs.js';
import { MetricsController } from './telemetry/metrics.controller.js';
import type { Observer } from './telemetry/observer.js';
import { observeRequests } from './telemetry/requests.js';
import { serveWebApp } from './web/static-files.js';

@Module({})
class AppModule {
  /** All rooms, and what they are given. */
  static with(kernel: DynamicModule, providers: readonly Provider[]): DynamicModule {
    return {
      module: AppModule,
      imports: [
        kernel,
        { module: SharedModule, global: true, providers: [...providers], exports: providers.map(tokenOf) },
        CqrsModule.forRoot(),
        IdentityModule,
        MembersModule,
        SignInModule,
        AccessModule,
        DirectoriesModule,
        ImportsModule,
        PartiesModule,
        RecordLinksModule,
        IncidentsModule,
        NoticesModule,
        PrintRunsModule,
        CasesModule,
        InboxModule,
        DeliveryModule,
        WebhooksModule,
        WatchModule,
        CalendarModule,
        EvidenceModule,
        NodesModule,
      ],
      controllers: [HealthController, MetricsController, ReplayController],
      providers: [
        {
          provide: AUTHENTICATORS,
          useFactory: (sessions: Sessions, people: People) => [sessionAuthenticator(sessions, people)],
          inject: [Sessions, People],
        },
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_GUARD, useClass: SightGuard },
        { provide: APP_GUARD, useClass: AccountLimit },
        { provide: APP_FILTER, useClass: ProblemFilter },
        // Outermost: it sees what is answered, after everything that may still refuse it.
        { provide: APP_INTERCEPTOR, useClass: AccessInterceptor },
        { provide: APP_INTERCEPTOR, useClass: CommandInterceptor },
      ],
    };
  }
}

/** Holds what several rooms are given. */
@Module({})
class SharedModule {}

const tokenOf = (provider: Provider) => (typeof provider === 'function' ? provider : provider.provide);

/** How the service stands towards those who ask. */
export interface Front {
  readonly publicUrl: string;
  /** Proxies (addresses or ranges) that are believed when they say whom they speak for. */
  readonly trustedProxies: readonly string[];
  /** How much is taken from each who asks. */
  readonly limits: Limits;
  readonly requestLimits: RequestLimits;
}

/** The HTTP side of the service, ready to listen. */
export async function createApp(
  kernel: DynamicModule,
  providers: readonly Provider[],
  logger: Logs,
  observer: Required<Observer>,
  front: Front,
): Promise<NestFastifyApplication> {
  const { publicUrl, trustedProxies, limits, requestLimits } = front;
  const adapter = httpAdapter(trustedProxies);
  const all = [
    ...providers,
    { provide: Limits, useValue: limits },
    { provide: REQUEST_LIMITS, useValue: requestLimits },
  ];
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(kernel, all), adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  observeRequests(fastify as never, observer, logger);
  letInOneByOne(fastify as never);
  await secureHeaders(fastify as never, publicUrl);
  limitVisitors(fastify as never, limits, requestLimits);
  await serveWebApp(fastify as never);
  app.setGlobalPrefix('api/v1', {
    exclude: [
      'health/{*path}',
      'metrics',
      'n/{*path}',
      'd/{*path}',
      'r/{*path}',
      { path: 'calendar/:file', method: RequestMethod.GET },
      ...SIGN_IN_PAGES,
    ],
  });
  app.useGlobalPipes(validationPipe());
  serveApiPage(app);
  await app.init();
  return app;
}
