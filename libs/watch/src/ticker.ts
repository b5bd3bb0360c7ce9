import { stepToTake, type DeadlineStep } from '@art33/deadlines';
import {
  deriveId,
  toInstant,
  turn,
  type Clock,
  type EventLog,
  type Instant,
  type ReadModelDb,
  type ReadModels,
} from '@art33/event-log';
import { dueAfter, START, type DueRow } from './read-model/due.js';
import type { DutyRef } from './source.js';

/** A step that has been reached and is not yet recorded. `end` is when the duty *was due*. */
export interface StepDue extends DutyRef, DeadlineStep {
  readonly organisation: string;
  readonly subject: string;
  /** Now: when it was *noticed*. UTC. */
  readonly noticedAt: Instant;
  /** The same for this step of this duty and this due time, on every node and after every restart. */
  readonly commandId: string;
}

/**
 * Takes the steps of one kind of owner: sends a command for each, with its `commandId`. Refusals of single steps are its
 * own business; it throws only when nothing can be done now, and is then asked again a second later.
 */
export interface StepHandler {
  handle(steps: readonly StepDue[]): Promise<void>;
}

/** Says whether this node may decide anything about time: not while its clock disagrees with the log's. */
export interface TimeGuard {
  mayDecide(): boolean;
}

export interface TickerOptions {
  readonly db: ReadModelDb;
  readonly clock: Clock;
  readonly guard: TimeGuard;
  /** Whether the index shows what the log held a moment ago; until then nothing is decided. */
  readonly caughtUp: () => Promise<boolean>;
  /** By owner kind. */
  readonly handlers: Readonly<Record<string, StepHandler>>;
  readonly onError: (error: unknown, ownerKind: string | null) => void;
}

const EVERY_MILLISECONDS = 1000;
const PAGE = 200;
/** A step that was handed over without an effect in the log is not handed over again for so many ticks. */
const PATIENCE = 60;

/**
 * Looks every second which steps have been reached, and has them recorded. It keeps nothing that matters: what is
 * outstanding stands in the index, the commands are idempotent, so restarts, several nodes and clocks that jump lead to
 * one event per step.
 */
export class Ticker {
  private readonly handedOver = new Map<string, number>();
  private ticks = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(private readonly options: TickerOptions) {}

  start(): void {
    this.stopped = false;
    this.rearm();
  }

  /** Resolves when a tick that is under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Hands over every step reached by now (milliseconds since 1970), and says how many. Never throws for a handler. */
  async tick(now: number): Promise<number> {
    const { guard, caughtUp, handlers, onError } = this.options;
    if (!guard.mayDecide() || !(await caughtUp())) return 0;
    this.ticks++;
    for (const [commandId, tick] of this.handedOver) {
      if (this.ticks - tick > PATIENCE) this.handedOver.delete(commandId);
    }
    let count = 0;
    for (const [kind, handler] of Object.entries(handlers)) {
      try {
        count += await this.takeSteps(kind, handler, toInstant(now));
      } catch (error) {
        onError(error, kind);
      }
    }
    return count;
  }

  private async takeSteps(kind: string, handler: StepHandler, now: Instant): Promise<number> {
    let count = 0;
    let after = START;
    for (;;) {
      const rows = dueAfter(this.options.db, kind, now, after, PAGE);
      const steps = rows.flatMap((row) => stepDue(row, now)).filter(({ commandId }) => !this.handedOver.has(commandId));
      if (steps.length > 0) await handler.handle(steps);
      for (const { commandId } of steps) this.handedOver.set(commandId, this.ticks);
      count += steps.length;
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return count;
      after = last;
      await turn();
    }
  }

  private rearm(): void {
    // Short and armed anew each time: a long timer fires at once beyond 2^31-1 ms, and sleeps through a clock that jumps.
    this.timer = setTimeout(() => {
      this.running = this.tick(this.options.clock.now())
        .then(() => undefined)
        .catch((error: unknown) => this.options.onError(error, null))
        .finally(() => {
          if (!this.stopped) this.rearm();
        });
    }, EVERY_MILLISECONDS);
  }
}

function stepDue(row: DueRow, noticedAt: Instant): readonly StepDue[] {
  const step = stepToTake(row.deadline, row.nextAt, noticedAt);
  if (!step) return [];
  const { owner, duty, organisation, subject } = row;
  // The due time is part of the id: a deadline that is computed anew has steps of its own.
  return [{ ...step, owner, duty, organisation, subject, noticedAt, commandId: deriveId(duty, step.step, step.end) }];
}

/**
 * How long (milliseconds) a tick waits for the index. Under load it is seconds behind: giving up after one second would put a
 * deadline off for as long as the load lasts.
 */
const LAG = 10_000;

/** Waits for the index to show everything that the log holds as the tick begins. */
export const caughtUpWith =
  (log: EventLog, models: ReadModels): (() => Promise<boolean>) =>
  async () => {
    const { position } = await log.head();
    return position === undefined || models.waitFor(position, LAG);
  };
