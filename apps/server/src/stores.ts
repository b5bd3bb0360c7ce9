import { hkdfSync } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { caseEvents, casePast, caseProjection, caseWatchSource } from '@art33/cases';
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
  EventCodec,
  EventRegistry,
  EventStoreLog,
  KeyUnusable,
  LogUnusable,
  ModelHistory,
  ObjectKeyStore,
  openObjectStore,
  ReadModelStore,
  Sealer,
  SqliteEventLog,
  type Clock,
  type EventLogServices,
  type ListedPast,
  type ObjectStore,
  type Projection,
  type S3Address,
} from '@art33/event-log';
import { eventListProjection } from '@art33/evidence';
import { commandProjection } from '@art33/http';
import {
  accessEvents,
  accessProjection,
  identityEvents,
  issuerEvents,
  issuerProjection,
  memberEvents,
  memberProjection,
  restrictionEvents,
  scimEvents,
  scimProjection,
  sightProjection,
  signInEvents,
  signInProjection,
  tokenProjection,
} from '@art33/identity';
import { importEvents, importPast } from '@art33/imports';
import { incidentEvents, incidentPasts, incidentProjections, intakeEvents, reportEvents } from '@art33/incidents';
import { honourSwitches, nodeEvents } from '@art33/nodes';
import { jobEvents, noticeEvents, noticePast, noticeProjections, noticeWatchSource } from '@art33/notices';
import { partiesEvents, partiesProjections } from '@art33/parties';
import { calendarEvents, calendarProjection, watchProjection } from '@art33/watch';
import type { Config, EventStoreAddress } from './config.js';
import { matterSources } from './matters.js';
import { nodeId } from './node-id.js';
import { publicEventKinds } from './webhooks/public-events.js';
import { observedCommands, observedLog, sliceFor, type Observer } from './telemetry/observer.js';

/** Every event type of the installation. */
export const declarations = [
  identityEvents,
  memberEvents,
  accessEvents,
  restrictionEvents,
  signInEvents,
  issuerEvents,
  scimEvents,
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
  nodeEvents,
];

const deadlineProjection = watchProjection([noticeWatchSource, caseWatchSource]);

/** Every read model of a node. */
export const projections: readonly Projection[] = [
  commandProjection,
  tokenProjection,
  memberProjection,
  accessProjection,
  sightProjection(matterSources),
  signInProjection,
  issuerProjection,
  scimProjection,
  eventListProjection,
  ...partiesProjections,
  ...incidentProjections,
  ...noticeProjections,
  caseProjection,
  ...deliveryProjections,
  deadlineProjection,
  calendarProjection([noticeWatchSource, caseWatchSource]),
  webhookProjection,
  publicEventProjection(publicEventKinds),
];

/** What lists are shown of as it was. */
const listed: readonly ListedPast[] = [
  importPast,
  ...incidentPasts,
  noticePast,
  casePast,
  { projections: [deadlineProjection] },
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
  replica: join(dataDirectory, 'replica.db'),
  keys: join(dataDirectory, 'keys'),
  keyJournal: join(dataDirectory, 'keys-journal'),
  models: join(dataDirectory, 'models'),
  processes: join(dataDirectory, 'models', 'processes.db'),
  mails: join(dataDirectory, 'mails'),
  printRuns: join(dataDirectory, 'print-runs'),
  bounces: join(dataDirectory, 'bounces'),
  attachments: join(dataDirectory, 'attachments'),
  webhooks: join(dataDirectory, 'webhooks.db'),
  tokenUses: join(dataDirectory, 'token-uses.db'),
});

/** The file in which this node can read the log: the log itself, or its copy of the one on EventStoreDB. */
export const logFile = ({ dataDirectory, eventStore }: Pick<Config, 'dataDirectory' | 'eventStore'>): string => {
  const { log, replica } = paths(dataDirectory);
  return eventStore === undefined ? log : replica;
};

/** A key for one purpose, derived from the master key (HKDF, RFC 5869). */
export const derivedKey = (masterKey: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), `art33 ${purpose}`, 32));

/** The log, the keys and the read models of this node: what the service and the command line both stand on. */
export interface Stores extends EventLogServices {
  /** The same log where it is on EventStoreDB: how this node stands with the server. */
  readonly server: EventStoreLog | undefined;
  readonly codec: EventCodec;
  /** Holds the keys and the attachments. */
  readonly objects: ObjectStore;
  readonly models: CatchUp;
  close(): Promise<void>;
}

/** The log on EventStoreDB, where one is set. */
async function openServerLog(options: Parameters<typeof openStores>[0]): Promise<EventStoreLog | undefined> {
  const { dataDirectory, eventStore, clock, onWaiting } = options;
  if (eventStore === undefined) return undefined;
  const { log, replica } = paths(dataDirectory);
  if (existsSync(log)) {
    throw new LogUnusable(
      `${log} holds a log of its own, and ART33_EVENTSTORE is set: bring it there with art33 migrate, then move it away`,
    );
  }
  const node = nodeId(dataDirectory);
  return EventStoreLog.open({ ...eventStore, node, file: replica, clock, ...(onWaiting && { onWaiting }) });
}

/** Where keys and attachments are. Two places would be two answers to whether a key was erased. */
async function openObjects({ dataDirectory, objects }: Parameters<typeof openStores>[0]): Promise<ObjectStore> {
  const { keys, keyJournal } = paths(dataDirectory);
  if (objects !== undefined && existsSync(keys)) {
    throw new KeyUnusable(
      `${keys} holds keys of its own, and ART33_OBJECTS is set: bring them there with art33 migrate, then move that folder away`,
    );
  }
  return openObjectStore({ address: objects, dataDirectory, journal: keyJournal });
}

/**
 * Opens everything, taking the log's lock. Throws `LogUnusable` (foreign, corrupt, newer, held by another writer),
 * `KeyUnusable` (wrong master key) and `CommandRefused` (its events are written as this release cannot read them) with what
 * to do.
 */
export async function openStores(options: {
  readonly dataDirectory: string;
  /** Where keys and attachments are kept; undefined: in the data directory. */
  readonly objects?: S3Address | undefined;
  /** Undefined: the log is a file in the data directory. */
  readonly eventStore?: EventStoreAddress | undefined;
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
  /** Is told what is waited for while opening. */
  readonly onWaiting?: (words: string) => void;
  /** Is told what is done here. */
  readonly observer?: Required<Observer>;
}): Promise<Stores> {
  const { dataDirectory, masterKey, clock, observer } = options;
  const where = paths(dataDirectory);
  makeDirectory(dataDirectory);
  const server = await openServerLog(options);
  const log = server ?? (await SqliteEventLog.open({ file: where.log, clock }));
  let objects: ObjectStore | undefined;
  try {
    objects = await openObjects(options);
    const mayBegin = (await log.head()).size === 0;
    const keys = await ObjectKeyStore.open({ objects, masterKey, clock, mayBegin });
    const codec = new EventCodec(new EventRegistry(declarations), new Sealer(keys));
    const runner = new CommandRunner(observer ? observedLog(log, observer) : log, codec, clock);
    const commands = observer ? observedCommands(runner, observer) : runner;
    await honourSwitches(commands, codec);
    const store = ReadModelStore.open({ directory: where.models, projections });
    const models = new CatchUp({ log, codec, store, ...(observer && { onSlice: sliceFor(observer) }) });
    const history = new ModelHistory({ log, codec, models, projections, listed });
    return {
      clock,
      log,
      server,
      objects,
      keys,
      codec,
      commands,
      models,
      history,
      async close() {
        await models.stop();
        history.close();
        store.close();
        await log.close();
        await objects?.close();
      },
    };
  } catch (error) {
    await log.close();
    await objects?.close();
    throw error;
  }
}
