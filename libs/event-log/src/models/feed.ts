import type { RecordedEvent } from '../domain/event.js';
import type { EventLog, StoredEvent } from '../port/event-log.js';
import type { Projection } from '../port/projection.js';
import { Slices, turn } from '../runner/pace.js';
import type { EventCodec } from '../sealing/event-codec.js';
import { sqliteCodeOf } from './connection.js';
import { checkpointsOf, moveCheckpoint, type ModelFile } from './model-file.js';

/** Why a projection stopped: this event could not be opened, or its `apply` threw. */
export interface Halt {
  readonly logNumber: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly reason: string;
}

/** A projection on its way through the log. */
interface Member {
  readonly projection: Projection;
  readonly handled: ReadonlySet<string> | 'all';
  /** The others see events as stored: they use the envelope alone. */
  readonly needsData: boolean;
  position: string | undefined;
  /** Log number of the last event that is in its tables. */
  done: number;
  /** It goes on up to here, exclusive. */
  end: number;
  halt: Halt | undefined;
}
export type MemberStatus = Readonly<Pick<Member, 'projection' | 'position' | 'done' | 'halt'>>;

/** Events that came into the read models in one transaction, and how long that took. */
export interface AppliedSlice {
  readonly events: readonly StoredEvent[];
  readonly milliseconds: number;
}

/**
 * How many events go into one transaction where so many are waiting: fewer would write the same pages again and again, more
 * would hold up everybody when they are written.
 */
const PAGE = 250;
/** How many of them are opened at once. */
const OPENED_AT_ONCE = 100;

/**
 * Feeds one file of read models. All projections take the same events in the same transactions; each has its own
 * checkpoint, so that one that was halted, or stopped at a bound, can be behind the others.
 */
export class Feed {
  private readonly members: readonly Member[];
  private reached: { position: string | undefined; logNumber: number };

  /** `bounds`: where a projection shall stop, as the log number of its last event. */
  constructor(
    private readonly models: ModelFile,
    projections: readonly Projection[],
    private readonly codec: EventCodec,
    bounds?: ReadonlyMap<string, number>,
  ) {
    const checkpoints = checkpointsOf(models.writer);
    this.members = projections.map((projection) => {
      const { position, logNumber: done } = checkpoints.get(projection.name) ?? { position: undefined, logNumber: -1 };
      const handled = projection.handles === 'all' ? 'all' : new Set(projection.handles);
      const end = bounds === undefined ? Infinity : (bounds.get(projection.name) ?? -1) + 1;
      return { projection, handled, needsData: projection.reads !== 'envelope', position, done, end, halt: undefined };
    });
    const last = this.members.reduce((least, member) => (member.done < least.done ? member : least));
    this.reached = { position: last.position, logNumber: last.done };
  }

  /** Up to here the log has been read: everything up to here is in the tables of every projection that is not halted. */
  get position(): string | undefined {
    return this.reached.position;
  }
  get logNumber(): number {
    return this.reached.logNumber;
  }
  get status(): readonly MemberStatus[] {
    return this.members;
  }

  /** Reads and applies the next page of the log. False: there was none. Stops early, between slices, when the signal aborts. */
  async next(
    log: EventLog,
    signal: AbortSignal,
    onSlice: (slice: AppliedSlice) => void = () => undefined,
  ): Promise<boolean> {
    const page = await log.readAll(this.position, PAGE);
    if (page.length === 0) return false;
    await turn();
    const opened = await this.open(page);
    const began = performance.now();
    const end = await this.write(page, opened, signal);
    onSlice({ events: page.slice(0, end), milliseconds: performance.now() - began });
    await this.models.tidy(end);
    return true;
  }

  /** Opens what some projection needs opened. The result is as long as the page. */
  private async open(page: readonly StoredEvent[]): Promise<readonly (RecordedEvent | Error | undefined)[]> {
    const wanted = page.filter((event) => this.members.some((member) => member.needsData && takes(member, event)));
    const opened = new Map<StoredEvent, RecordedEvent | Error>();
    const slices = new Slices();
    for (let from = 0; from < wanted.length; from += OPENED_AT_ONCE) {
      const some = wanted.slice(from, from + OPENED_AT_ONCE);
      (await this.codec.openEach(some)).forEach((event, index) => opened.set(some[index]!, event));
      await slices.breathe();
    }
    return page.map((event) => opened.get(event));
  }

  /** One transaction for the page, or for its beginning when the signal aborts; the index after its last event. */
  private async write(
    page: readonly StoredEvent[],
    opened: readonly (RecordedEvent | Error | undefined)[],
    signal: AbortSignal,
  ): Promise<number> {
    for (;;) {
      try {
        return await this.transact(page, opened, signal);
      } catch (error) {
        // The page is undone for all and taken again without the one that threw, up to the event that it threw at.
        if (!(error instanceof Poisoned)) throw error;
        const { id, type, logNumber } = error.event;
        error.member.end = logNumber;
        error.member.halt = { logNumber, eventId: id, eventType: type, reason: error.message };
      }
    }
  }

  /** Stays open while the event loop turns: nobody else writes to the models, and readers see what stood before. */
  private async transact(
    page: readonly StoredEvent[],
    opened: readonly (RecordedEvent | Error | undefined)[],
    signal: AbortSignal,
  ): Promise<number> {
    const { database } = this.models.writer;
    const slices = new Slices();
    let index = 0;
    database.exec('BEGIN IMMEDIATE');
    try {
      do {
        const event = page[index]!;
        for (const member of this.members) if (takes(member, event)) this.apply(member, event, opened[index]);
        index++;
        await slices.breathe();
      } while (index < page.length && !signal.aborted);
      const moved = this.members.flatMap((member) => {
        const last = lastFor(member, page, index);
        return last === undefined ? [] : [{ member, last }];
      });
      for (const { member, last } of moved) moveCheckpoint(this.models.writer, member.projection.name, last);
      database.exec('COMMIT');
      for (const { member, last } of moved) {
        member.position = last.position;
        member.done = last.logNumber;
      }
      this.reached = page[index - 1]!;
      return index;
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  private apply(member: Member, event: StoredEvent, opened: RecordedEvent | Error | undefined): void {
    const seen = member.needsData ? opened : event;
    if (seen === undefined || seen instanceof Error) throw new Poisoned(member, event, seen);
    try {
      member.projection.apply(seen, this.models.writer);
    } catch (error) {
      if (isPassing(error)) throw error;
      throw new Poisoned(member, event, error);
    }
  }
}

class Poisoned extends Error {
  constructor(
    readonly member: Member,
    readonly event: StoredEvent,
    cause: unknown,
  ) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
  }
}

const takes = (member: Member, { logNumber, type }: StoredEvent): boolean =>
  logNumber > member.done && logNumber < member.end && (member.handled === 'all' || member.handled.has(type));

/** The last event before `end` that the member has now behind it, if that is news. */
const lastFor = (member: Member, page: readonly StoredEvent[], end: number): StoredEvent | undefined => {
  const first = page[0]!.logNumber;
  const last = page[Math.min(end, member.end - first) - 1];
  return last !== undefined && last.logNumber > member.done ? last : undefined;
};

/** A full disk says nothing about the event: the same may work later. */
const isPassing = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM|READONLY|CANTOPEN)/.test(sqliteCodeOf(error) ?? '');
