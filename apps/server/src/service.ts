import type { Provider } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DISPATCH_LIMITS, MAIL_IDENTITY } from '@art33/delivery';
import { EventLogModule, ProcessRunner, systemClock, type Clock } from '@art33/event-log';
import { DIGEST_KEY } from '@art33/http';
import { LiveEvents } from '@art33/evidence';
import { OPERATOR_TOKEN, operatorToken, TOKEN_HOLDERS } from '@art33/identity';
import { Imports } from '@art33/imports';
import { CLOSING_GUARD, INTAKE_ADDRESSES, intakeAddresses, IntakeSecrets } from '@art33/incidents';
import { BulkWorker, NoticeLinks, PRINT_RUN_FOLDER } from '@art33/notices';
import { createApp } from './app.js';
import { ClockGuard } from './clock-guard.js';
import { closingGuard } from './closing-guard.js';
import type { Config } from './config.js';
import { READINESS } from './health/health.controller.js';
import { NodeReadiness } from './health/readiness.js';
import { importsOf, tellInterrupted } from './imports.js';
import { processManagers } from './process/managers.js';
import { receivedNotices } from './received-notices.js';
import { tokenHolders } from './token-holders.js';
import { calendarProviders } from './calendar.js';
import { webhooks } from './webhooks/webhooks.js';
import { Shutdown } from './shutdown.js';
import { derivedKey, openStores, paths, type Stores } from './stores.js';
import { Logs } from './telemetry/logs.js';
import { observedManager } from './telemetry/observer.js';
import { Telemetry } from './telemetry/telemetry.js';
import { Workers } from './workers.js';

export interface ServiceOptions {
  readonly config: Config;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** The time of everything that is decided here; the system's unless a test brings its own. */
  readonly clock?: Clock;
  readonly logger?: Logs;
}

/** A running service. */
export interface Service {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly stores: Stores;
  /** Looks now which deadlines have been reached, instead of within a second. */
  tick(): Promise<void>;
  /** Resolves when everything that follows from what the log holds has happened: models, processes, mails due. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Starts everything in order: stores, rooms, listening, then what works by itself. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, masterKey, clock = systemClock } = options;
  const logger = options.logger ?? Logs.standard(config.logLevel);
  const telemetry = new Telemetry({ config, masterKey, logs: logger });
  const { observer } = telemetry;
  const stores = await openStores({ dataDirectory: config.dataDirectory, masterKey, clock, observer });
  try {
    return await start(stores, telemetry, { config, masterKey, clock, logger });
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** How long (milliseconds) what follows from the log waits at the start for the read models to show it. */
const SHOWN_FIRST = 30_000;

/** What was left behind is shown first and then worked on: side by side, people would wait for both. */
async function shownBefore({ log, models }: Stores): Promise<void> {
  const { position } = await log.head();
  if (position !== undefined) await models.waitFor(position, SHOWN_FIRST);
}

async function start(
  stores: Stores,
  telemetry: Telemetry,
  { config, masterKey, clock, logger }: Required<ServiceOptions>,
): Promise<Service> {
  const { log, commands, models, codec } = stores;
  const where = paths(config.dataDirectory);
  const onError = (error: unknown, about: string | null = null) => logger.failure(about ?? 'service', error);
  const guard = new ClockGuard(models, clock);
  const links = new NoticeLinks(derivedKey(masterKey, 'notice-links'), config.publicUrl);
  const readiness = new NodeReadiness(log, models, guard, telemetry.writing);
  const imports = importsOf(stores, masterKey);
  const outgoing = webhooks(stores, config, { guard, onError });
  const received = await receivedNotices(stores, config, { guard, onError });
  const providers: Provider[] = [
    ...received.providers,
    ...outgoing.providers,
    ...calendarProviders(commands, derivedKey(masterKey, 'calendar-addresses'), config.publicUrl),
    ...telemetry.providers,
    { provide: DIGEST_KEY, useValue: derivedKey(masterKey, 'request-digests') },
    { provide: OPERATOR_TOKEN, useValue: operatorToken(masterKey) },
    { provide: TOKEN_HOLDERS, useValue: tokenHolders(commands) },
    { provide: MAIL_IDENTITY, useValue: config.mail },
    { provide: DISPATCH_LIMITS, useValue: config.dispatch },
    { provide: NoticeLinks, useValue: links },
    { provide: PRINT_RUN_FOLDER, useValue: where.printRuns },
    { provide: CLOSING_GUARD, useValue: closingGuard(commands) },
    { provide: IntakeSecrets, useValue: new IntakeSecrets(derivedKey(masterKey, 'intake-webhooks')) },
    { provide: INTAKE_ADDRESSES, useValue: intakeAddresses(config.publicUrl) },
    { provide: READINESS, useValue: readiness },
    { provide: Imports, useValue: imports },
  ];
  const app = await createApp(
    EventLogModule.with(stores),
    providers,
    logger,
    telemetry.observer,
    config.trustedProxies,
  );
  const managers = processManagers(stores, app.get(CommandBus), links, config);
  const processes = new ProcessRunner({
    log,
    codec,
    managers: managers.map((manager) => observedManager(manager, telemetry.observer)),
    file: where.processes,
  });
  telemetry.watch({
    ...stores,
    processes,
    live: app.get(LiveEvents),
    guard,
    dataDirectory: config.dataDirectory,
    paths: where,
  });
  readiness.watch(processes);
  const workers = new Workers({
    stores,
    config,
    guard,
    links,
    logger,
    onError,
    jobs: app.get(BulkWorker),
    webhooks: outgoing.sender,
    acknowledgements: received.sender,
  });

  async function close(): Promise<void> {
    const shutdown = new Shutdown(config.shutdownMilliseconds);
    readiness.stop();
    // No new work, and what is under way ends side by side: a request, an import, a mail, a webhook.
    await Promise.all([
      shutdown.http(app.getHttpServer(), app.close()),
      shutdown.step('imports', imports.close()),
      workers.stop(shutdown),
    ]);
    await shutdown.step('processes', processes.stop());
    processes.close();
    await stores.close();
    await shutdown.step('traces', telemetry.stop());
    if (shutdown.brokenOff.length > 0) logger.warn(`broken off while stopping: ${shutdown.brokenOff.join(', ')}`);
    logger.flush();
  }

  try {
    models.start();
    tellInterrupted(imports, stores, logger).catch(onError);
    await app.listen(config.port, config.host);
    processes.start(shownBefore(stores).catch(onError));
    await workers.start();
  } catch (error) {
    await close();
    throw error;
  }

  return {
    url: (await app.getUrl()).replace('[::1]', 'localhost'),
    app,
    stores,
    tick: () => workers.tick(),
    async settled() {
      for (let before = -1, size = (await log.head()).size; before !== size; size = (await log.head()).size) {
        before = size;
        const { position } = await log.head();
        if (position === undefined) return;
        await models.waitFor(position, 60_000);
        await processes.idle(position);
        await workers.idle();
      }
    },
    close,
  };
}
