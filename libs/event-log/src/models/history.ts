import { toInstant, toMilliseconds } from '../domain/clock.js';
import type { Instant } from '../domain/event.js';
import { LogUnavailable } from '../port/errors.js';
import type { EventLog, StoredEvent } from '../port/event-log.js';
import type { Projection, ReadModelDb } from '../port/projection.js';
import type { History, KeptPast, ListedPast, Moment, ReadModels } from '../port/services.js';
import { Slices } from '../runner/pace.js';
import type { EventCodec } from '../sealing/event-codec.js';
import { builtIn, lastLogNumber, lastLogTime, logNumberUpTo, logTimeAt } from './built-in.js';
import { scratchModels } from './connection.js';
import { inLogOrder } from './log-order.js';
import { PastModels, type PastBounds, type Records } from './past-models.js';

/** How long (milliseconds) a question about the present waits for the read models. */
const PATIENCE = 5_000;

/** Shows the past by letting the same projections build the same tables from fewer events. */
export class ModelHistory implements History {
  private readonly log: EventLog;
  private readonly codec: EventCodec;
  private readonly models: ReadModels;
  private readonly projections: readonly Projection[];
  private readonly pasts: PastModels;
  private readonly past: readonly ListedPast[];

  constructor(options: {
    readonly log: EventLog;
    readonly codec: EventCodec;
    readonly models: ReadModels;
    /** The features' projections. */
    readonly projections: readonly Projection[];
    /** What the rooms show of the past in lists; left out: nothing. */
    readonly listed?: readonly ListedPast[];
    readonly bounds?: PastBounds;
  }) {
    this.log = options.log;
    this.codec = options.codec;
    this.models = options.models;
    this.projections = [...builtIn, ...options.projections];
    const { log, codec, models, listed = [], bounds } = options;
    this.past = listed;
    this.pasts = new PastModels(log, codec, models.db, bounds);
  }

  /** Throws `LogUnavailable` where the models that know the answer are far behind the log. */
  async logNumberAt(instant: Instant): Promise<number | null> {
    const wanted = toInstant(toMilliseconds(instant));
    const last = lastLogTime(this.models.db);
    // Log time never runs backwards: what lies before its last known instant can no longer change.
    if (last === undefined || last <= wanted) await this.catchUp();
    return logNumberUpTo(this.models.db, wanted);
  }

  /** Throws `LogUnavailable` where the models that know the answer are far behind the log. */
  async momentOf(logNumber: number): Promise<Moment | null> {
    if (logNumber > lastLogNumber(this.models.db)) await this.catchUp();
    const number = Math.min(logNumber, lastLogNumber(this.models.db));
    const instant = logTimeAt(this.models.db, number);
    return instant === undefined ? null : { logNumber: number, instant };
  }

  /** Throws what an event that does not open, or cannot be applied, throws; `PastNotReady` and `PastTooLarge`. */
  listed<T>(organisation: string, logNumber: number, look: (db: ReadModelDb) => T): Promise<T> {
    return this.pasts.look(this.recordsOf(organisation), logNumber, look);
  }

  /** Throws as `listed` does. */
  kept<T>({ name, streams, among }: KeptPast, logNumber: number, look: (db: ReadModelDb) => T): Promise<T> {
    const records = { name: `some ${name}`, projections: [...builtIn, ...among], streams: () => new Set(streams) };
    return this.pasts.look(records, logNumber, look);
  }

  /** Lets go of all pasts. */
  close(): void {
    this.pasts.close();
  }

  /** Throws what an event that does not open, or cannot be applied, throws: half a past is none. */
  async asOf<T>(
    streams: readonly string[],
    upTo: number,
    look: (db: ReadModelDb) => T,
    among?: readonly Projection[],
  ): Promise<T> {
    const slices = new Slices();
    const found: StoredEvent[] = [];
    for (const stream of new Set(streams)) {
      for (const event of await this.log.readStream(stream)) if (event.logNumber <= upTo) found.push(event);
      await slices.breathe();
    }
    const stored = await inLogOrder(found, slices);

    const projections = among ? [...builtIn, ...among] : this.projections;
    const scratch = scratchModels(projections);
    try {
      scratch.database.exec('BEGIN');
      for (let from = 0; from < stored.length; from += PAGE) {
        for (const event of await this.codec.openMany(stored.slice(from, from + PAGE))) {
          for (const projection of projections) {
            if (projection.handles === 'all' || projection.handles.includes(event.type))
              projection.apply(event, scratch);
          }
          await slices.breathe();
        }
      }
      scratch.database.exec('COMMIT');
      return look(scratch);
    } finally {
      scratch.close();
    }
  }

  private recordsOf(organisation: string): Records {
    return {
      name: `all of ${organisation}`,
      projections: this.past.flatMap(({ projections }) => projections),
      streams: () => {
        const found = this.past.flatMap(({ streams }) =>
          streams === undefined ? [] : this.models.db.sql(streams).all({ organisation }),
        );
        return new Set(found.map(({ stream }) => String(stream)));
      },
    };
  }

  private async catchUp(): Promise<void> {
    const { position } = await this.log.head();
    if (position === undefined || (await this.models.waitFor(position, PATIENCE))) return;
    throw new LogUnavailable('the read models have not caught up with the log yet: try again');
  }
}

/** How many events are opened together, without others getting their turn. */
const PAGE = 32;
