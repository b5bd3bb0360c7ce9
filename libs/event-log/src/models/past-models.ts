import { performance } from 'node:perf_hooks';
import { PastNotReady, PastTooLarge } from '../port/errors.js';
import type { EventLog, StoredEvent } from '../port/event-log.js';
import type { Projection, ReadModelDb } from '../port/projection.js';
import { rest, Slices } from '../runner/pace.js';
import type { EventCodec } from '../sealing/event-codec.js';
import { scratchModels, type ModelConnection } from './connection.js';
import { inLogOrder } from './log-order.js';

/** Bounds of what is kept of the past. */
export interface PastBounds {
  /** So many events are replayed for one past; one of more is refused. */
  readonly events: number;
  /** So large may all that is kept be together, and one alone; in bytes. */
  readonly bytes: number;
  /** How long (milliseconds) a question waits for a past that is being built. It is built on, for whoever asks again. */
  readonly patience: number;
  /** How long (milliseconds) a past is kept after somebody looked. */
  readonly idle: number;
  /** How long it is kept at the longest: what was erased meanwhile goes with it. */
  readonly age: number;
}
const MEBIBYTE = 1024 * 1024;
const BOUNDS: PastBounds = {
  events: 250_000,
  bytes: 384 * MEBIBYTE,
  patience: 30_000,
  idle: 2 * 60_000,
  age: 10 * 60_000,
};

/** So many pasts are kept of the same records: two to compare, and one to walk on with. */
const KEPT_FOR_ONE = 3;
const KEPT = 12;
/** So many more may wait to be built. */
const WAITING = 12;
/** Up to so many streams are read one by one; for more the log is read through. */
const FEW_STREAMS = 500;
const PAGE = 500;
/** How many events are opened together, without others getting their turn. */
const OPENED_AT_ONCE = 32;
const SWEEP = 30_000;

/** Records whose past can be looked at. */
export interface Records {
  /** The same for the same records. */
  readonly name: string;
  readonly projections: readonly Projection[];
  /** The names of all streams that they are kept in, as far as they are known now. */
  streams(): ReadonlySet<string>;
}

/** Records as they were when the log stood at a log number. */
interface Past {
  records: Records;
  readonly models: ModelConnection;
  readonly builtAt: number;
  logNumber: number;
  /** Of the last event that was read, where the log was read through. */
  position: string | undefined;
  events: number;
  bytes: number;
  usedAt: number;
}

/**
 * Pasts of many records, for lists: the same projections fed with the records' events up to a log number, in memory. A few
 * are kept; a later one is made of an earlier one by the events between them. One is built at a time, in slices.
 */
export class PastModels {
  private readonly kept: Past[] = [];
  private readonly building = new Map<string, Promise<Past>>();
  private last: Promise<unknown> = Promise.resolve();
  private sweeper: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly codec: EventCodec,
    private readonly live: ReadModelDb,
    private readonly bounds: PastBounds = BOUNDS,
  ) {}

  /**
   * Runs `look` on records as they were. What the past holds no tables of (names, who may see what) is read as it is
   * now. Throws `PastNotReady`, `PastTooLarge`, and what an event that does not open throws.
   */
  async look<T>(records: Records, logNumber: number, look: (db: ReadModelDb) => T): Promise<T> {
    for (;;) {
      const past = this.find(records, logNumber) ?? (await this.built(records, logNumber));
      // Between two turns it may have been taken to build another one from.
      if (past.logNumber !== logNumber || !past.models.database.open) continue;
      past.usedAt = performance.now();
      return this.overNow(past.models, look);
    }
  }

  close(): void {
    clearInterval(this.sweeper);
    this.sweeper = undefined;
    for (const past of this.kept.splice(0)) past.models.close();
  }

  /** Tables that the past has come before the live ones of the same name; the others are those of now. */
  private overNow<T>(models: ModelConnection, look: (db: ReadModelDb) => T): T {
    const { file } = this.live.sql("SELECT file FROM pragma_database_list WHERE name = 'main'").get() as {
      readonly file: string;
    };
    // For this one look only: the live file may be replaced by another at any turn.
    models.database.prepare('ATTACH ? AS live').run(file);
    try {
      return look(models);
    } finally {
      models.database.exec('DETACH live');
    }
  }

  private find({ name }: Records, logNumber: number): Past | undefined {
    return this.kept.find((past) => past.records.name === name && past.logNumber === logNumber);
  }

  private async built(records: Records, logNumber: number): Promise<Past> {
    const key = `${records.name} ${logNumber}`;
    let building = this.building.get(key);
    if (building === undefined) {
      if (this.building.size >= WAITING) throw new PastNotReady('too many looks at the past at once: try again');
      building = this.last.then(() => this.build(records, logNumber));
      this.last = building.catch(() => undefined);
      this.building.set(key, building);
      const done = (): boolean => this.building.delete(key);
      building.then(done, done);
    }
    const patience = new AbortController();
    try {
      return await Promise.race([building, this.outOfPatience(patience.signal)]);
    } finally {
      patience.abort();
    }
  }

  private async outOfPatience(signal: AbortSignal): Promise<never> {
    await rest(this.bounds.patience, signal);
    throw new PastNotReady('the past is still being put together: try again in a moment');
  }

  private async build(records: Records, logNumber: number): Promise<Past> {
    const there = this.find(records, logNumber);
    if (there) return there;
    const past = this.takeEarlier(records, logNumber) ?? this.begun(records);
    // Streams may have come to them since it was built.
    past.records = records;
    try {
      await this.feed(past, logNumber);
    } catch (error) {
      past.models.close();
      throw error;
    }
    past.logNumber = logNumber;
    past.usedAt = performance.now();
    this.kept.push(past);
    this.tidy();
    return past;
  }

  private begun(records: Records): Past {
    const models = scratchModels(records.projections);
    models.database.pragma('journal_mode = OFF');
    const now = performance.now();
    return {
      records,
      models,
      builtAt: now,
      usedAt: now,
      logNumber: -1,
      position: undefined,
      events: 0,
      bytes: 0,
    };
  }

  /** Where enough are kept, the one that nobody looked at for longest goes on to the later log number. */
  private takeEarlier({ name }: Records, logNumber: number): Past | undefined {
    const own = this.kept.filter((past) => past.records.name === name);
    if (own.length < KEPT_FOR_ONE) return undefined;
    const [earlier] = own
      .filter((past) => past.logNumber < logNumber)
      .toSorted((one, other) => one.usedAt - other.usedAt);
    if (earlier) this.kept.splice(this.kept.indexOf(earlier), 1);
    return earlier;
  }

  private async feed(past: Past, upTo: number): Promise<void> {
    const slices = new Slices();
    past.models.database.exec('BEGIN');
    for await (const page of this.eventsFor(past, upTo)) {
      past.events += page.length;
      past.bytes = bytesOf(past.models);
      const { events, bytes } = this.bounds;
      if (past.events > events || past.bytes > bytes) throw new PastTooLarge(events, Math.floor(bytes / MEBIBYTE));
      for (let from = 0; from < page.length; from += OPENED_AT_ONCE) {
        for (const event of await this.codec.openMany(page.slice(from, from + OPENED_AT_ONCE))) {
          for (const projection of past.records.projections)
            if (projection.handles === 'all' || projection.handles.includes(event.type))
              projection.apply(event, past.models);
          await slices.breathe();
        }
      }
    }
    past.models.database.exec('COMMIT');
  }

  /** The events of the records that the past does not hold yet, in log order. */
  private async *eventsFor(past: Past, upTo: number): AsyncGenerator<readonly StoredEvent[]> {
    const streams = past.records.streams();
    const handles = past.records.projections.map((projection) => projection.handles);
    const types = handles.includes('all') ? undefined : new Set(handles.flat());
    const isMissing = ({ logNumber, type }: StoredEvent): boolean =>
      logNumber > past.logNumber && logNumber <= upTo && (types === undefined || types.has(type));
    if (streams.size > FEW_STREAMS) yield* this.readThrough(past, streams, upTo, isMissing);
    else yield* this.readStreams(streams, isMissing);
  }

  private async *readThrough(
    past: Past,
    streams: ReadonlySet<string>,
    upTo: number,
    isMissing: (event: StoredEvent) => boolean,
  ): AsyncGenerator<readonly StoredEvent[]> {
    const slices = new Slices();
    for (let reached = -1; reached < upTo;) {
      const page = await this.log.readAll(past.position, PAGE);
      const last = page.findLast(({ logNumber }) => logNumber <= upTo);
      if (last === undefined) return;
      past.position = last.position;
      reached = page.at(-1)?.logNumber ?? upTo;
      await slices.breathe();
      const missing = page.filter((event) => isMissing(event) && streams.has(event.stream));
      if (missing.length > 0) yield missing;
    }
  }

  private async *readStreams(
    streams: ReadonlySet<string>,
    isMissing: (event: StoredEvent) => boolean,
  ): AsyncGenerator<readonly StoredEvent[]> {
    const slices = new Slices();
    const found: StoredEvent[] = [];
    for (const stream of streams) {
      found.push(...(await this.log.readStream(stream)).filter(isMissing));
      await slices.breathe();
    }
    yield await inLogOrder(found, slices);
  }

  /** Lets go of what is too much, what nobody looks at, and what is old. */
  private tidy(): void {
    const now = performance.now();
    const byUse = this.kept.toSorted((one, other) => other.usedAt - one.usedAt);
    const counts = new Map<string, number>();
    let bytes = 0;
    for (const [place, past] of byUse.entries()) {
      const count = (counts.get(past.records.name) ?? 0) + 1;
      counts.set(past.records.name, count);
      bytes += past.bytes;
      const isTooMuch = place > 0 && (place >= KEPT || count > KEPT_FOR_ONE || bytes > this.bounds.bytes);
      const isOld = now - past.usedAt > this.bounds.idle || now - past.builtAt > this.bounds.age;
      if (!isTooMuch && !isOld) continue;
      bytes -= past.bytes;
      this.kept.splice(this.kept.indexOf(past), 1);
      past.models.close();
    }
    if (this.kept.length === 0) this.close();
    else this.sweeper ??= setInterval(() => this.tidy(), SWEEP).unref();
  }
}

const bytesOf = ({ database }: ModelConnection): number =>
  Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true }));
