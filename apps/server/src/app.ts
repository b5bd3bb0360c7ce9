import helmet from '@fastify/helmet';
import { Module, RequestMethod, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CasesModule } from '@art33/cases';
import { DeliveryModule, WebhooksModule } from '@art33/delivery';
import { EvidenceModule } from '@art33/evidence';
import { CommandInterceptor, httpAdapter, ProblemFilter, validationPipe } from '@art33/http';
import { IdentityModule, TokenGuard } from '@art33/identity';
import { ImportsModule } from '@art33/imports';
import { IncidentsModule } from '@art33/incidents';
import { NoticesModule, PrintRunsModule } from '@art33/notices';
import { PartiesModule } from '@art33/parties';
import { CalendarModule, WatchModule } from '@art33/watch';
import { HealthController } from './health/health.controller.js';
import { serveApiPage } from './openapi.js';
import { ReplayController } from './operations/replay.controller.js';
import type { Logs } from './telemetry/logs.js';
import { MetricsController } from './telemetry/metrics.controller.js';
import type { Observer } from './telemetry/observer.js';
import { observeRequests } from './telemetry/requests.js';

/** Pages carry no script and load nothing from anywhere else; only the API's own page needs its scripts. */
const policyWith = (...sources: readonly string[]): string =>
  ["default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", ...sources].join('; ');
const API_POLICY = policyWith(
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
);
const PAGE_POLICY = policyWith("style-src 'self'");

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
        ImportsModule,
        PartiesModule,
        IncidentsModule,
        NoticesModule,
        PrintRunsModule,
        CasesModule,
        DeliveryModule,
        WebhooksModule,
        WatchModule,
        CalendarModule,
        EvidenceModule,
      ],
      controllers: [HealthController, MetricsController, ReplayController],
      providers: [
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: CommandInterceptor },
      ],
    };
  }
}

/** Holds what several rooms are given. */
@Module({})
class SharedModule {}

const tokenOf = (provider: Provider) => (typeof provider === 'function' ? provider : provider.provide);

/** The HTTP side of the service, ready to listen. */
export async function createApp(
  kernel: DynamicModule,
  providers: readonly Provider[],
  logger: Logs,
  observer: Required<Observer>,
  trustedProxies: readonly string[] = [],
): Promise<NestFastifyApplication> {
  const adapter = httpAdapter(trustedProxies);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(kernel, providers), adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  observeRequests(fastify as never, observer, logger);
  await app.register(helmet as never, { contentSecurityPolicy: false, referrerPolicy: { policy: 'no-referrer' } });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header('Content-Security-Policy', request.url.startsWith('/api') ? API_POLICY : PAGE_POLICY);
    done();
  });
  app.setGlobalPrefix('api/v1', {
    exclude: [
      'health/{*path}',
      'metrics',
      'n/{*path}',
      'd/{*path}',
      'r/{*path}',
      { path: 'calendar/:file', method: RequestMethod.GET },
    ],
  });
  app.useGlobalPipes(validationPipe());
  serveApiPage(app);
  await app.init();
  return app;
}
