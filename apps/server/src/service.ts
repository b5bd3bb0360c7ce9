import type { Provider } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DISPATCH_LIMITS, MAIL_IDENTITY } from '@art33/delivery';
import { EventLogModule, OwnClaim, ProcessRunner, systemClock, type Clock } from '@art33/event-log';
import { DIGEST_KEY, Limits } from '@art33/http';
import { LiveEvents } from '@art33/evidence';
import {
  Joining,
  OPERATOR_TOKEN,
  operatorToken,
  ORGANISATIONS,
  PEOPLE_KEY,
  TOKEN_HOLDERS,
  TOKEN_USES,
  TokenUses,
} from '@art33/identity';
import { Imports } from '@art33/imports';
import { CLOSING_GUARD, INTAKE_ADDRESSES, intakeAddresses, IntakeSecrets, TIMELINE_SOURCES } from '@art33/incidents';
import { NodeRegister } from '@art33/nodes';
import { BulkWorker, noticeDeeds, NoticeLinks, PRINT_RUN_FOLDER } from '@art33/notices';
import { ABOUT_DUTIES } from '@art33/watch';
import { aboutDuties } from './about-duties.js';
import { createApp } from './app.js';
import { backgroundWork } from './background-work.js';
import { ClockGuard } from './clock-guard.js';
import { closingGuard } from './closing-guard.js';
import type { Config } from './config.js';
import { READINESS } from './health/health.controller.js';
import { NodeReadiness } from './health/readiness.js';
import { importsOf, tellInterrupted } from './imports.js';
import { nodeId } from './node-id.js';
import { contactSignIn } from './sign-in/contact-sign-in.js';
import { signInParts } from './sign-in/providers.js';
import { processManagers } from './process/managers.js';
import { receivedNotices } from './received-notices.js';
import { organisations, tokenHolders } from './token-holders.js';
import { calendarProviders } from './calendar.js';
import { webhooks } from './webhooks/webhooks.js';
import { Shutdown } from './shutdown.js';
import { derivedKey, openStores, paths, type Stores } from './stores.js';
import { Logs } from './telemetry/logs.js';
import { observedManager } from './telemetry/observer.js';
import { Telemetry } from './telemetry/telemetry.js';
import { Workers } from './workers.js';
import { version } from '../../cli/src/version.js';

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
  /** The link for setting the installation up, good once and for a day; undefined: it has an operator. */
  setUpLink(): Promise<string | undefined>;
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
  const telemetry = await Telemetry.begin({ config, masterKey, logs: logger });
  const { observer } = telemetry;
  const stores = await openStores({ ...config, masterKey, clock, observer, onWaiting: (words) => logger.warn(words) });
  try {
    return await start(stores, telemetry, { config, masterKey, clock, logger });
  } catch (error) {
    await stores.close();
    throw error;
  }
}

async function start(
  stores: Stores,
  telemetry: Telemetry,
  { config, masterKey, clock, logger }: Required<ServiceOptions>,
): Promise<Service> {
  const { log, commands, models, codec } = stores;
  const where = paths(config.dataDirectory);
  const onError = (error: unknown, about: string | null = null) => logger.failure(about ?? 'service', error);
  const register = new NodeRegister({ log, commands, codec, node: nodeId(config.dataDirectory), release: version });
  await register.join();
  const guard = new ClockGuard(models, clock, stores.server);
  const links = new NoticeLinks(derivedKey(masterKey, 'notice-links'), config.publicUrl, config.linkDays);
  const readiness = new NodeReadiness(log, models, guard, telemetry.writing, register, stores.server);
  const imports = importsOf(stores, masterKey);
  const claim = stores.server?.claim('background') ?? new OwnClaim();
  const maySend = { mayDecide: () => guard.mayDecide() && claim.isHeld };
  const outgoing = webhooks(stores, config, { guard: maySend, onError });
  const received = receivedNotices(stores, config, { guard, onError });
  const onGivenUp = (why: string) => logger.warn(`a link could not be mailed: ${why}`);
  const signIn = signInParts(config, masterKey, { clock, onGivenUp });
  const tokenUses = new TokenUses(where.tokenUses);
  const providers: Provider[] = [
    ...received.providers,
    ...outgoing.providers,
    ...signIn.providers,
    contactSignIn(stores, onError),
    ...calendarProviders(commands, derivedKey(masterKey, 'calendar-addresses'), config.publicUrl),
    ...telemetry.providers,
    { provide: ABOUT_DUTIES, useValue: aboutDuties },
    { provide: DIGEST_KEY, useValue: derivedKey(masterKey, 'request-digests') },
    { provide: OPERATOR_TOKEN, useValue: operatorToken(masterKey) },
    { provide: PEOPLE_KEY, useValue: derivedKey(masterKey, 'people') },
    { provide: ORGANISATIONS, useValue: organisations(commands) },
    { provide: TOKEN_HOLDERS, useValue: tokenHolders(commands) },
    { provide: TOKEN_USES, useValue: tokenUses },
    { provide: MAIL_IDENTITY, useValue: config.mail },
    { provide: DISPATCH_LIMITS, useValue: config.dispatch },
    { provide: NoticeLinks, useValue: links },
    { provide: PRINT_RUN_FOLDER, useValue: where.printRuns },
    { provide: CLOSING_GUARD, useValue: closingGuard(commands) },
    { provide: TIMELINE_SOURCES, useValue: [noticeDeeds] },
    { provide: IntakeSecrets, useValue: new IntakeSecrets(derivedKey(masterKey, 'intake-webhooks')) },
    { provide: INTAKE_ADDRESSES, useValue: intakeAddresses(config.publicUrl) },
    { provide: READINESS, useValue: readiness },
    { provide: Imports, useValue: imports },
    { provide: NodeRegister, useValue: register },
  ];
  const app = await createApp(EventLogModule.with(stores), providers, logger, telemetry.observer, {
    ...config,
    limits: new Limits(clock, config.limitsOn),
  });
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
    claim,
    dataDirectory: config.dataDirectory,
    paths: where,
  });
  readiness.watch(processes);
  const jobs = app.get(BulkWorker);
  const workers = new Workers({
    stores,
    config,
    guard,
    links,
    logger,
    onError,
    jobs,
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
      shutdown.step('links', signIn.mailer.stop()),
      workers.stop(shutdown),
    ]);
    await shutdown.step('processes', claim.stop());
    await register.stop();
    processes.close();
    tokenUses.close();
    await stores.close();
    await shutdown.step('traces', telemetry.stop());
    if (shutdown.brokenOff.length > 0) logger.warn(`broken off while stopping: ${shutdown.brokenOff.join(', ')}`);
    logger.flush();
  }

  try {
    models.start();
    tellInterrupted(imports, stores, logger).catch(onError);
    await app.listen(config.port, config.host);
    register.start(onError);
    claim.start(backgroundWork(stores, { processes, jobs, webhooks: outgoing.sender, onError }));
    await workers.start();
  } catch (error) {
    await close();
    throw error;
  }

  return {
    url: (await app.getUrl()).replace('[::1]', 'localhost'),
    app,
    stores,
    async setUpLink() {
      const { position } = await log.head();
      if (position !== undefined) await models.waitFor(position, 600_000);
      return app.get(Joining).setUpLink();
    },
    tick: () => workers.tick(),
    async settled() {
      for (let before = -1, size = (await log.head()).size; before !== size; size = (await log.head()).size) {
        before = size;
        const { position } = await log.head();
        if (position === undefined) return;
        await models.waitFor(position, 60_000);
        await processes.idle(position);
        await workers.idle();
        await signIn.mailer.idle();
      }
    },
    close,
  };
}
