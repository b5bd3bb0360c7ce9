import { computeDeadline, stateInstant, type Deadline } from '@art33/deadlines';
import { deriveId, scratchModels, type Projection, type ReadModelDb, type RecordedEvent } from '@art33/event-log';
import { watchProjection } from '../read-model/projection.js';
import type { WatchChange, WatchSource } from '../source.js';
import { Ticker, type StepDue, type StepHandler, type TickerOptions } from '../ticker.js';

/** A feature whose events are the changes themselves. */
const source: WatchSource = { handles: ['Changed'], read: (event) => [event.data as WatchChange] };

/** What every node shares: the events, in order. A command id is taken once, as the command runner does. */
export class SharedLog {
  readonly events: RecordedEvent[] = [];
  private readonly commandIds = new Set<string>();

  append(change: WatchChange, commandId = deriveId('event', this.events.length)): void {
    if (this.commandIds.has(commandId)) return;
    this.commandIds.add(commandId);
    const logNumber = this.events.length;
    this.events.push({
      id: deriveId(commandId, 'event'),
      stream: 'lamp-1',
      revision: logNumber,
      logNumber,
      position: String(logNumber),
      type: 'Changed',
      schemaVersion: 1,
      data: change,
      metadata: {
        actor: { kind: 'system', id: 'test' },
        organisation: 'processor',
        correlationId: commandId,
        commandId,
      },
      recordedAt: '2026-01-01T00:00:00.000Z',
    });
  }

  /** The steps recorded, e.g. `missed 2026-11-03T12:30:00.000Z`. */
  get steps(): readonly string[] {
    return this.events.flatMap(({ data }) => {
      const change = data as WatchChange;
      return change.type === 'done' ? [`${change.step} ${change.noticedAt}`] : [];
    });
  }
}

/** One process: its own index in memory, built from the log, and its ticker. Making a new one is a restart. */
export class Node {
  readonly db: ReadModelDb;
  readonly errors: unknown[] = [];
  /** What the handler was given, page by page. */
  readonly pages: (readonly StepDue[])[] = [];
  readonly ticker: Ticker;
  private applied = 0;
  private readonly projection: Projection = watchProjection([source]);

  constructor(
    private readonly log: SharedLog,
    options: Partial<Pick<TickerOptions, 'clock' | 'guard' | 'caughtUp' | 'handlers'>> = {},
  ) {
    this.db = scratchModels([this.projection]);
    this.catchUp();
    this.ticker = new Ticker({
      db: this.db,
      clock: { now: () => 0 },
      guard: { mayDecide: () => true },
      caughtUp: () => Promise.resolve(true),
      handlers: { notice: this.recorder },
      onError: (error) => this.errors.push(error),
      ...options,
    });
  }

  /** Applies what the log holds beyond what is applied. */
  catchUp(): void {
    for (const event of this.log.events.slice(this.applied)) this.projection.apply(event, this.db);
    this.applied = this.log.events.length;
  }

  /** Ticks at an instant and catches up with what came of it. */
  async tickAt(instant: string): Promise<number> {
    const count = await this.ticker.tick(Date.parse(instant));
    this.catchUp();
    return count;
  }

  /** Records every step under its command id. */
  readonly recorder: StepHandler = {
    handle: (steps) => {
      this.pages.push(steps);
      for (const { owner, duty, step, end, noticedAt, commandId } of steps) {
        this.log.append({ type: 'done', owner, duty, step, end, noticedAt }, commandId);
      }
      return Promise.resolve();
    },
  };
}

export const duty = (id = 'd1', owner = { kind: 'notice', id: 'n1' }) => ({ owner, duty: id });

/** 24 hours, or an undated duty with or without a target, from an instant. */
export const deadlineFrom = (at: string, hours: number | null = 24, targetHours: number | null = null): Deadline =>
  computeDeadline({
    rule: {
      id: 'r',
      version: '1',
      regime: 'contract',
      source: '9',
      period: hours === null ? { kind: 'undated', wording: 'unverzüglich' } : { kind: 'hours', hours },
    },
    anchor: { what: 'breach-established', at: stateInstant(new Date(at).toISOString(), 'Europe/Berlin') },
    zone: 'Europe/Berlin',
    targetHours,
  });

export const arm = (deadline: Deadline, ref = duty(), organisation = 'processor'): WatchChange => ({
  type: 'arm',
  ...ref,
  organisation,
  subject: 'incident-1',
  deadline,
});
