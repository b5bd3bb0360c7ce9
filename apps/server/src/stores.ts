import { hkdfSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { caseEvents, caseProjection, caseWatchSource } from '@art33/cases';
import {
  batchEvents,
  deliveryEvents,
  deliveryProjections,
  publicEventProjection,
  webhookEvents,
  webhookProjection,
} from '@art33/delivery';
import {
  CatchUp,
  CommandRunner,
  DirectoryKeyStore,
  EventCodec,
  EventRegistry,
  LogUnusable,
  ModelHistory,
  ReadModelStore,
  Sealer,
  SqliteEventLog,
  type Clock,
  type EventLogServices,
  type Projection,
} from '@art33/event-log';
import { eventListProjection } from '@art33/evidence';
import { commandProjection } from '@art33/http';
import { identityEvents, tokenProjection } from '@art33/identity';
import { importEvents } from '@art33/imports';
import { incidentEvents, incidentProjections, intakeEvents, reportEvents } from '@art33/incidents';
import { jobEvents, noticeEvents, noticeProjections, noticeWatchSource } from '@art33/notices';
import { partiesEvents, partiesProjections } from '@art33/parties';
import { calendarEvents, calendarProjection, watchProjection } from '@art33/watch';
import { publicEventKinds } from './webhooks/public-events.js';
import { observedCommands, observedLog, sliceFor, type Observer } from './telemetry/observer.js';

/** Every event type of the installation. */
export const declarations = [
  identityEvents,
  importEvents,
  partiesEvents,
  incidentEvents,
  reportEvents,
  intakeEvents,
  noticeEvents,
  jobEvents,
  caseEvents,
  deliveryEvents,
  webhookEvents,
  calendarEvents,
  batchEvents,
];

/** Every read model of a node. */
export const projections: readonly Projection[] = [
  commandProjection,
  tokenProjection,
  eventListProjection,
  ...partiesProjections,
  ...incidentProjections,
  ...noticeProjections,
  caseProjection,
  ...deliveryProjections,
  watchProjection([noticeWatchSource, caseWatchSource]),
  calendarProjection([noticeWatchSource, caseWatchSource]),
  webhookProjection,
  publicEventProjection(publicEventKinds),
];

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = (error as Error).message;
    throw new LogUnusable(
      `${directory} cannot be the data directory (${why}): set ART33_DATA to one that this user may write`,
    );
  }
}

/** Where things are kept below the data directory. */
export const paths = (dataDirectory: string) => ({
  log: join(dataDirectory, 'log.db'),
  keys: join(dataDirectory, 'keys'),
  keyJournal: join(dataDirectory, 'keys-journal'),
  models: join(dataDirectory, 'models'),
  processes: join(dataDirectory, 'models', 'processes.db'),
  mails: join(dataDirectory, 'mails'),
  printRuns: join(dataDirectory, 'print-runs'),
  bounces: join(dataDirectory, 'bounces'),
  attachments: join(dataDirectory, 'attachments'),
  webhooks: join(dataDirectory, 'webhooks.db'),
});

/** A key for one purpose, derived from the master key (HKDF, RFC 5869). */
export const derivedKey = (masterKey: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), `art33 ${purpose}`, 32));

/** The log, the keys and the read models of this node: what the service and the command line both stand on. */
export interface Stores extends EventLogServices {
  readonly log: SqliteEventLog;
  readonly codec: EventCodec;
  readonly models: CatchUp;
  close(): Promise<void>;
}

/**
 * Opens everything, taking the log's lock. Throws `LogUnusable` (foreign, corrupt, newer, held by another writer) and
 * `KeyUnusable` (wrong master key) with what to do.
 */
export async function openStores(options: {
  readonly dataDirectory: string;
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  /** Is told what is done here. */
  readonly observer?: Required<Observer>;
}): Promise<Stores> {
  const { dataDirectory, masterKey, clock, observer } = options;
  const where = paths(dataDirectory);
  makeDirectory(dataDirectory);
  const log = await SqliteEventLog.open({ file: where.log, clock });
  try {
    const keys = await DirectoryKeyStore.open({ directory: where.keys, masterKey, clock, journal: where.keyJournal });
    const codec = new EventCodec(new EventRegistry(declarations), new Sealer(keys));
    const runner = new CommandRunner(observer ? observedLog(log, observer) : log, codec, clock);
    const commands = observer ? observedCommands(runner, observer) : runner;
    const store = ReadModelStore.open({ directory: where.models, projections });
    const models = new CatchUp({ log, codec, store, ...(observer && { onSlice: sliceFor(observer) }) });
    const history = new ModelHistory({ log, codec, models, projections });
    return {
      clock,
      log,
      keys,
      codec,
      commands,
      models,
      history,
      async close() {
        await models.stop();
        store.close();
        await log.close();
        await keys.close();
      },
    };
  } catch (error) {
    await log.close();
    throw error;
  }
}
