import { mkdirSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import {
  canonicalJson,
  deriveId,
  idOfStream,
  TestClock,
  toInstant,
  toMilliseconds,
  type AppendItem,
  type Json,
  type RecordedEvent,
} from '@art33/event-log';
import { caseIdOf, filingDutyId } from '@art33/cases';
import { dutyIdOf, noticeIdOf, noticeMessageId, NoticeLinks } from '@art33/notices';
import { openStores, paths, type Stores } from '../../apps/server/src/stores.js';
import { registerMany } from '../support/many.js';
import { known, logIncident, tell } from '../support/story.js';
import { MailSink, MASTER_KEY, startInstallation, type BenchInstallation } from './installation.js';

/** How far an incident of the data goes: its notices are only open, or told, acknowledged and with cases. */
export type Stage = 'opened' | 'told';

/** A log as a processor's own would look, large. */
export interface LogData {
  readonly dataDirectory: string;
  readonly processorId: string;
  readonly controllers: readonly { readonly id: string; readonly agreementId: string }[];
  /** The incident that was really played; all others are copies of its events under ids and instants of their own. */
  readonly incidentId: string;
  readonly copies: number;
  readonly events: number;
  /** Events by type, the most frequent first. */
  readonly mix: Readonly<Record<string, number>>;
}

const START = '2026-01-05T08:00:00.000Z';
const HOUR = 3_600_000;

/**
 * Makes a log of about so many events: the deciders play one incident over HTTP and real mail, and its events are copied,
 * each copy with the ids that the rules of derivation give it, an hour after the one before, sealed anew.
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
  say(`${played.events} events played, copying them up to ${events}`);
  const stores = await openStores({ dataDirectory, masterKey: MASTER_KEY, clock });
  try {
    const family = await Family.of(stores, played.incidentId);
    let size = (await stores.log.head()).size;
    let copies = 0;
    const snapshots = [...(options.snapshots ?? [])];
    for (let told = size; ; copies++) {
      while (snapshots[0] && size >= snapshots[0].events) await backUp(dataDirectory, snapshots.shift()!.file);
      if (size >= events) break;
      size += await family.copy(stores, copies + 1);
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
): Promise<Omit<LogData, 'dataDirectory' | 'copies' | 'mix'>> {
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
    return { processorId: processor.id, controllers, incidentId, events: size };
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

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
/** Streams that one incident leads to; all others are shared by the copies. */
const OWN = /^(?:incident|notice|message|case)-/;

/** The events of one incident with everything that followed from it, ready to be copied. */
class Family {
  private constructor(
    private readonly events: readonly { readonly event: RecordedEvent; readonly text: string }[],
    private readonly incidentId: string,
    private readonly shared: ReadonlySet<string>,
  ) {}

  static async of({ log, codec }: Stores, incidentId: string): Promise<Family> {
    const all = await codec.openMany(await log.readAll(undefined, Number.MAX_SAFE_INTEGER));
    const own = all.filter(({ stream }) => OWN.test(stream));
    const others = all.filter(({ stream }) => !OWN.test(stream));
    const shared = new Set(others.flatMap((event) => JSON.stringify(event).match(UUID) ?? []));
    const textOf = ({ stream, metadata, data }: RecordedEvent) => canonicalJson({ stream, metadata, data });
    return new Family(
      own.map((event) => ({ event, text: textOf(event) })),
      incidentId,
      shared,
    );
  }

  /** Appends the events once more, under other ids and `number` hours later; returns how many they are. */
  async copy({ log, codec }: Stores, number: number): Promise<number> {
    const ids = this.idsOf(number);
    const idOf = (id: string): string => {
      if (this.shared.has(id)) return id;
      const known = ids.get(id);
      if (known !== undefined) return known;
      const derived = deriveId('copy', number, id);
      ids.set(id, derived);
      return derived;
    };
    const later = (instant: string): string => toInstant(toMilliseconds(instant as never) + number * HOUR);
    // One append per event, as they were written: short streams grow beside each other.
    for (let from = 0; from < this.events.length; from += BATCH) {
      const items: AppendItem[] = [];
      for (const { event, text } of this.events.slice(from, from + BATCH)) {
        const copied = JSON.parse(text.replace(UUID, idOf).replace(INSTANT, later)) as Pick<
          RecordedEvent,
          'stream' | 'metadata' | 'data'
        >;
        const { stream, metadata, data } = copied;
        const append = await codec.toAppend(
          { type: event.type, data: data as Json },
          { id: idOf(event.id), stream, metadata, recordedAt: later(event.recordedAt) as never },
        );
        items.push({
          stream,
          expectedRevision: event.revision === 0 ? 'none' : event.revision - 1,
          events: [append],
        });
      }
      const outcomes = await log.appendMany(items);
      const failure = outcomes.find((outcome) => !outcome.ok);
      if (failure && !failure.ok) throw failure.error;
    }
    return this.events.length;
  }

  /** The ids that follow from others by rule, so that whoever derives them finds the copy. */
  private idsOf(number: number): Map<string, string> {
    const incident = deriveId('copy', number, this.incidentId);
    const ids = new Map([[this.incidentId, incident]]);
    for (const { event } of this.events) {
      const data = event.data as Record<string, unknown>;
      if (event.type === 'NoticeOpened') {
        const old = idOfStream(event.stream);
        const { agreementId: agreement } = data['notice'] as { readonly agreementId: string };
        const notice = noticeIdOf(incident, agreement);
        ids.set(old, notice);
        ids.set(caseIdOf(old), caseIdOf(notice));
        ids.set(filingDutyId(caseIdOf(old)), filingDutyId(caseIdOf(notice)));
      } else if (event.type === 'DutyOpened') {
        const { dutyId, trigger } = data as { readonly dutyId: string; readonly trigger: string };
        const old = idOfStream(event.stream);
        ids.set(dutyId, dutyIdOf(ids.get(old) ?? old, trigger));
      } else if (event.type === 'NoticeSent') {
        const { sendNumber, recipients } = data as {
          readonly sendNumber: number;
          readonly recipients: readonly string[];
        };
        const old = idOfStream(event.stream);
        for (const contact of recipients)
          ids.set(noticeMessageId(old, sendNumber, contact), noticeMessageId(ids.get(old) ?? old, sendNumber, contact));
      }
    }
    return ids;
  }
}

const BATCH = 500;

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
