import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { deriveId, TestClock } from '@art33/event-log';
import { noticeIdOf, noticeMessageId, NoticeLinks } from '@art33/notices';
import { openStores, paths, type Stores } from '../../apps/server/src/stores.js';
import { registerMany } from '../support/many.js';
import { known, logIncident, tell } from '../support/story.js';
import { Family, type Played } from './family.js';
import type { Room } from './finding.js';
import { MailSink, MASTER_KEY, startInstallation, type BenchInstallation } from './installation.js';

/** How far an incident of the data goes: its notices are only open, or told, acknowledged and with cases. */
export type Stage = 'opened' | 'told';

/** A log as a processor's own would look, large. */
export interface LogData extends Played {
  readonly dataDirectory: string;
  readonly processorId: string;
  readonly controllers: readonly { readonly id: string; readonly agreementId: string }[];
  /** How often the incident that was played was copied, under ids and instants of its own. */
  readonly copies: number;
  readonly events: number;
  /** Events by type, the most frequent first. */
  readonly mix: Readonly<Record<string, number>>;
}

const START = '2026-01-05T08:00:00.000Z';
/** Between one incident and the next: no reminder of the one falls due with a deadline of the other. */
export const HOURS_APART = 48;

/** More of the same at the end of an open log, at least so many events; its read models are left where they are. */
export async function extendLog(stores: Stores, played: Played, events: number, firstCopy: number): Promise<number> {
  const family = await Family.of(stores, played);
  let added = 0;
  for (let copy = firstCopy; added < events; copy++) added += await family.copy(stores, copy, HOURS_APART);
  return added;
}

/**
 * A log that several benches look at, with its read models built: made by the first that asks, copied for each, because
 * they write to it.
 */
export async function sharedLog(
  { shared, folder, say }: Room,
  options: Pick<Parameters<typeof makeLog>[0], 'events' | 'controllers' | 'stage'>,
): Promise<LogData> {
  const original = join(shared, `${options.stage}-${options.events}`);
  const note = `${original}.json`;
  if (!existsSync(note)) {
    const data = await makeLog({ ...options, dataDirectory: original, say });
    say('building its read models');
    await buildModels(original);
    writeFileSync(note, JSON.stringify(data));
  }
  const dataDirectory = join(folder, 'data');
  cpSync(original, dataDirectory, { recursive: true });
  return { ...(JSON.parse(readFileSync(note, 'utf8')) as LogData), dataDirectory };
}

/** Brings the read models of a data directory up to its log. */
async function buildModels(dataDirectory: string): Promise<void> {
  const stores = await openStores({ dataDirectory, masterKey: MASTER_KEY, clock: new TestClock(START) });
  try {
    stores.models.start();
    const { position } = await stores.log.head();
    if (position !== undefined && !(await stores.models.waitFor(position, 3_600_000)))
      throw new Error('the read models did not catch up within an hour');
  } finally {
    await stores.close();
  }
}

/**
 * Makes a log of about so many events: the deciders play one incident over HTTP and real mail, and its events are copied,
 * each copy with the ids that the rules of derivation give it, two days after the one before, sealed anew.
 */
export async function makeLog(options: {
  readonly dataDirectory: string;
  readonly events: number;
  readonly controllers: number;
  readonly stage: Stage;
  readonly say: (progress: string) => void;
  /** Copies of the log as soon as it holds so many events. */
  readonly snapshots?: readonly { readonly events: number; readonly file: string }[];
}): Promise<LogData> {
  const { dataDirectory, events, say } = options;
  mkdirSync(dataDirectory, { recursive: true });
  const clock = new TestClock(START);
  const played = await play(options, clock);
  say(`${played.played} events played, copying them up to ${events}`);
  const stores = await openStores({ dataDirectory, masterKey: MASTER_KEY, clock });
  try {
    const family = await Family.of(stores, played);
    let size = (await stores.log.head()).size;
    let copies = 0;
    const snapshots = [...(options.snapshots ?? [])];
    for (let told = size; ; copies++) {
      while (snapshots[0] && size >= snapshots[0].events) await backUp(dataDirectory, snapshots.shift()!.file);
      if (size >= events) break;
      size += await family.copy(stores, copies + 1, HOURS_APART);
      if (size - told < events / 5) continue;
      told = size;
      say(`${size} events`);
    }
    const mix = await mixOf(stores);
    await markProcessed(stores, paths(dataDirectory).processes);
    return { dataDirectory, ...played, copies, events: size, mix };
  } finally {
    await stores.close();
  }
}

/** One incident from its first hour to its controllers' cases. */
async function play(
  { dataDirectory, controllers: count, stage }: Parameters<typeof makeLog>[0],
  clock: TestClock,
): Promise<Omit<LogData, 'dataDirectory' | 'copies' | 'mix' | 'events'>> {
  const mail = await MailSink.start();
  const installation = await startInstallation({ dataDirectory, clock, mail });
  const { service, processor } = installation;
  try {
    const controllers = await registerMany(installation, processor, count, () => true);
    await service.settled();
    clock.set('2026-01-05T09:00:00.000Z');
    const awareness = [known('suspicion-known', '2026-01-05T08:30:00.000Z')];
    const incidentId = await logIncident(processor, { awareness });
    await processor.api.done('post', `incidents/${incidentId}/affected`, { terms: processor.termsId });
    await service.settled();
    if (stage === 'told') {
      clock.set('2026-01-05T10:00:00.000Z');
      await tell(processor, incidentId);
      await service.settled();
      await acknowledge(installation, incidentId, controllers);
      await service.settled();
    }
    const { size } = await service.stores.log.head();
    return { processorId: processor.id, controllers, incidentId, played: size };
  } finally {
    await installation.stop();
    await mail.stop();
  }
}

/** Every second recipient presses the button. */
async function acknowledge(
  { service }: BenchInstallation,
  incidentId: string,
  controllers: LogData['controllers'],
): Promise<void> {
  const links = service.app.get(NoticeLinks);
  for (const { id, agreementId } of controllers.filter((_, index) => index % 2 === 0)) {
    const messageId = noticeMessageId(noticeIdOf(incidentId, agreementId), 1, deriveId(id, 'contact'));
    const token = links.tokenOf('notice', messageId);
    const answer = await fetch(`${service.url}/n/${token}/acknowledgement`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'Anna Muster', function: 'Praxis' }),
    });
    if (answer.status !== 200) throw new Error(`the acknowledgement was answered ${answer.status}`);
  }
}

/** A copy of the log with its pages where they are. */
async function backUp(dataDirectory: string, file: string): Promise<void> {
  const log = new BetterSqlite3(paths(dataDirectory).log, { readonly: true });
  await log.backup(file);
  log.close();
}

async function mixOf({ log }: Stores): Promise<Readonly<Record<string, number>>> {
  const counts = new Map<string, number>();
  let after: string | undefined;
  for (;;) {
    const page = await log.readAll(after, 5_000);
    for (const { type } of page) counts.set(type, (counts.get(type) ?? 0) + 1);
    after = page.at(-1)?.position;
    if (page.length < 5_000) return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
  }
}

/** The processes have seen everything: a service that starts on the data has nothing to catch up with but its models. */
async function markProcessed({ log }: Stores, file: string): Promise<void> {
  const { position, size } = await log.head();
  const checkpoints = new BetterSqlite3(file);
  checkpoints.prepare('UPDATE processes SET position = ?, log_number = ?').run(position, size - 1);
  checkpoints.close();
}

/** `NoticeSent 12 %, …`: what the data are made of. */
export const mixInWords = ({ mix, events }: LogData): string =>
  Object.entries(mix)
    .map(([type, count]) => `${type} ${((count * 100) / events).toFixed(1)} %`)
    .join(', ');
