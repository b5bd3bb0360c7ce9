import { wordsOfError } from '../domain/words-of-error.js';
import type { EventLog, StoredEvent } from '../port/event-log.js';
import type { ProcessManager } from '../port/projection.js';
import type { LogTail } from '../runner/log-tail.js';
import { backOff, rest, Slices } from '../runner/pace.js';
import type { RecentEvents } from '../runner/recent-events.js';
import type { EventCodec } from '../sealing/event-codec.js';
import type { ProcessCheckpoint, ProcessCheckpoints } from './process-checkpoints.js';

export interface ProcessStatus {
  readonly name: string;
  /** The last event that it is done with; undefined before the first. */
  readonly position: string | undefined;
  /** The same event's log number, -1 before the first. */
  readonly logNumber: number;
  /** Set while an event fails, or the log cannot be read: it is tried again and again, and nothing is skipped. */
  readonly failing: ProcessFailure | undefined;
}
export interface ProcessFailure {
  /** Undefined where the log could not be read. */
  readonly event: { readonly id: string; readonly type: string; readonly logNumber: number } | undefined;
  readonly attempts: number;
  readonly reason: string;
}

/** How many events a manager that takes several is given at once. */
const TOGETHER = 64;
/** After so many events that are none of its own a manager's place is written down: to see them again does no harm. */
const PASSED_OVER = 1_000;
const FIRST_WAIT = 50;
const LONGEST_WAIT = 30_000;

/** Leads one process manager through the log, strictly in order: one event at a time, or several where it takes them. */
export class ProcessFollower {
  private readonly handled: ReadonlySet<string>;
  private readonly slices = new Slices();
  private done: ProcessCheckpoint | undefined;
  /** Log number of the last event that is written down as done with. */
  private kept: number;
  private failing: ProcessFailure | undefined;

  constructor(
    private readonly manager: ProcessManager,
    private readonly log: Pick<EventLog, 'head'>,
    private readonly recent: RecentEvents,
    private readonly codec: EventCodec,
    private readonly checkpoints: ProcessCheckpoints,
    /** Called whenever it has come further. */
    private readonly moved: () => void,
  ) {
    this.handled = new Set(manager.handles);
    this.done = checkpoints.of(manager.name);
    this.kept = this.done?.logNumber ?? -1;
  }

  get name(): string {
    return this.manager.name;
  }

  /** The last event that it is done with. */
  get reached(): ProcessCheckpoint | undefined {
    return this.done && { position: this.done.position, logNumber: this.done.logNumber };
  }

  /** Others have dealt with everything up to there. While it does not follow. */
  skipTo(place: ProcessCheckpoint): void {
    if (this.done !== undefined && this.done.logNumber >= place.logNumber) return;
    this.done = place;
    this.kept = place.logNumber;
    this.checkpoints.move(this.manager.name, place);
  }

  get position(): string | undefined {
    return this.done?.position;
  }

  status(): ProcessStatus {
    return {
      name: this.manager.name,
      position: this.position,
      logNumber: this.done?.logNumber ?? -1,
      failing: this.failing,
    };
  }

  async follow(tail: LogTail, signal: AbortSignal): Promise<void> {
    await this.untilDone(undefined, signal, () => this.checkAgainstLog());
    while (!signal.aborted) {
      const { rings } = tail;
      let page: readonly StoredEvent[] = [];
      await this.untilDone(undefined, signal, async () => {
        page = await this.recent.after(this.done, rings);
      });
      await this.take(page, signal);
      if (page.length === 0) await tail.ringAfter(rings, signal);
    }
    // Where somebody else goes on, nothing fails here any more.
    this.failing = undefined;
    if (this.done && this.done.logNumber > this.kept) this.checkpoints.move(this.manager.name, this.done);
  }

  private async take(page: readonly StoredEvent[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < page.length;) {
      if (signal.aborted) return;
      const taken = await this.takeTogether(page, from);
      from += taken;
      const event = page[taken > 0 ? from - 1 : from++]!;
      if (this.handled.has(event.type)) {
        const isDone =
          taken > 0 ||
          (await this.untilDone(event, signal, async () => this.manager.handle(await this.codec.open(event))));
        if (!isDone || !(await this.keep(event, signal))) return;
        await this.slices.breathe();
      }
      this.done = { position: event.position, logNumber: event.logNumber };
      this.moved();
    }
    const last = page.at(-1);
    if (last !== undefined && last.logNumber - this.kept >= PASSED_OVER) await this.keep(last, signal);
  }

  /**
   * Has the manager deal with the next of its events in one go. Returns how many events of the page that settles: none
   * where there is but one, where the manager takes no more than one, or where it did not work.
   */
  private async takeTogether(page: readonly StoredEvent[], from: number): Promise<number> {
    const { manager } = this;
    if (!manager.handleMany || !this.handled.has(page[from]?.type ?? '')) return 0;
    const mine = page
      .slice(from)
      .filter(({ type }) => this.handled.has(type))
      .slice(0, TOGETHER);
    const last = mine.at(-1);
    if (last === undefined || mine.length < 2) return 0;
    try {
      await manager.handleMany(await this.codec.openMany(mine));
      return page.indexOf(last, from) + 1 - from;
    } catch {
      return 0;
    }
  }

  /** Moves the checkpoint; where the disk takes nothing, as soon as it does. */
  private keep(event: StoredEvent, signal: AbortSignal): Promise<boolean> {
    return this.untilDone(event, signal, async () => {
      this.checkpoints.move(this.manager.name, event);
      this.kept = event.logNumber;
    });
  }

  /** Tries until it works, at least once; false when the signal aborts first. An attempt under way is always finished. */
  private async untilDone(
    event: StoredEvent | undefined,
    signal: AbortSignal,
    work: () => Promise<void>,
  ): Promise<boolean> {
    for (let attempts = 1; ; attempts++) {
      try {
        await work();
        this.failing = undefined;
        return true;
      } catch (error) {
        const reason = wordsOfError(error);
        this.failing = {
          event: event && { id: event.id, type: event.type, logNumber: event.logNumber },
          attempts,
          reason,
        };
        await rest(backOff(attempts - 1, FIRST_WAIT, LONGEST_WAIT), signal);
        if (signal.aborted) return false;
      }
    }
  }

  /** A checkpoint behind the log's end is one of a log that was replaced by an older copy: it begins again. */
  private async checkAgainstLog(): Promise<void> {
    const { size } = await this.log.head();
    if (this.done === undefined || this.done.logNumber < size) return;
    this.checkpoints.forget(this.manager.name);
    this.done = undefined;
    this.kept = -1;
  }
}
