import { setTimeout as sleep } from 'node:timers/promises';
import {
  CommandRefused,
  toInstant,
  type Clock,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type Instant,
  type ReadModels,
  type RecordedEvent,
} from '@art33/event-log';
import { batchDecider, batchStream } from '../domain/batch.js';
import type { OmittedAttachment } from '../domain/attachments.js';
import { messageDecider } from '../domain/decider.js';
import type { MessageCommandData } from '../domain/commands.js';
import type { MessageEvent, MessageEventData } from '../domain/events.js';
import { messageStream } from '../domain/ids.js';
import {
  cancelledMessages,
  dueMessages,
  startedAttempts,
  type DueMessage,
  type OutboxEntry,
} from '../read-model/outbox.js';
import type { HandOver, MessageTransport, OutgoingMessage, SendingFailed, SendOutcome } from '../transport.js';
import { DEFAULT_LIMITS, type DispatchLimits } from './limits.js';
import { outgoing } from './outgoing.js';
import { ownContext, record, recordForCertain } from './recorder.js';
import { Throttle, type Verdict } from './throttle.js';

export interface OutboxOptions {
  readonly commands: Commands;
  readonly models: ReadModels;
  readonly clock: Clock;
  readonly transport: MessageTransport;
  /** This node's id: the same after a restart, another on every node. */
  readonly node: string;
  /** Nothing is sent while the node's clock disagrees with the log's. */
  readonly guard: { mayDecide(): boolean };
  readonly onError: (error: unknown, messageId: string | null) => void;
  /** How much goes out at once; default `DEFAULT_LIMITS`. */
  readonly limits?: DispatchLimits;
}

const POLL_MILLISECONDS = 250;
/** Well below the lease (15 minutes): an attempt ends before another node may take it for lost. */
const LONGEST_ATTEMPT = 10 * 60_000;
/** A slot rests so long after somebody else was first: until then the read models will show that. */
const REST_AFTER_REFUSAL = 100;
/** And so long after an error, which is likely to meet the next message too. */
const REST_AFTER_ERROR = 1_000;
/** Looking for what is due takes at most a tenth of the time, however much must be passed over. */
const REST_AFTER_LOOKING = 10;
/** A look that took less than this (milliseconds) needs no rest. */
const QUICK_LOOK = 4;
/** Messages of cancelled batches that are given up at the same time. */
const GIVEN_UP_AT_ONCE = 20;

/**
 * Sends what is due. It keeps nothing that matters: `started` is recorded at the exact revision once the line is open and
 * before anything of the message leaves, so that of several executors one sends; the outcome is recorded after it. A process that ends in between leaves a started
 * attempt; the next one of the same node declares it lost, and the message is sent again.
 */
export class Outbox {
  private readonly throttle: Throttle;
  /** What somebody works at, and what the models do not show yet. */
  private readonly running = new Map<string, Promise<void>>();
  private lookAgainAt = 0;
  private givingUp = 0;
  private readonly ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;

  constructor(private readonly options: OutboxOptions) {
    this.throttle = new Throttle(options.limits ?? DEFAULT_LIMITS);
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.poll();
  }

  /**
   * Takes no more messages and waits for those under way; after `graceMilliseconds` it ends them, and records what is
   * certain by then.
   */
  async stop(graceMilliseconds = 10_000): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const graceOver = setTimeout(() => this.ending.abort(), graceMilliseconds);
    await Promise.all(this.running.values());
    clearTimeout(graceOver);
    this.options.transport.close();
  }

  /** Looks once: declares lost what was left behind, gives up what was cancelled, and starts what is due and fits. */
  tick(): void {
    if (!this.options.guard.mayDecide()) return;
    try {
      for (const left of this.leftBehind()) this.occupy(left.id, this.declareLost(left));
      this.giveUpCancelled();
      this.startDue();
    } catch (error) {
      this.options.onError(error, null);
    }
  }

  /** Resolves when nothing runs and nothing is due: what the read models show by now has been dealt with. */
  async idle(): Promise<void> {
    for (;;) {
      this.tick();
      const rest = this.lookAgainAt - performance.now();
      if (this.running.size === 0 && rest <= 0) return;
      await Promise.race([...this.running.values(), ...(rest > 0 ? [sleep(rest)] : [])]);
    }
  }

  private poll(): void {
    this.tick();
    if (!this.stopped) this.timer = setTimeout(() => this.poll(), POLL_MILLISECONDS);
  }

  private get milliseconds(): number {
    return this.options.clock.now();
  }

  private get now(): Instant {
    return toInstant(this.milliseconds);
  }

  private leftBehind(): readonly OutboxEntry[] {
    const { models, node } = this.options;
    return startedAttempts(models.db, node, this.now).filter(({ id }) => !this.running.has(id));
  }

  /** Giving up sends nothing: it takes no line, and counts against no limit. */
  private giveUpCancelled(): void {
    const room = GIVEN_UP_AT_ONCE - this.givingUp;
    if (room === 0) return;
    const found = cancelledMessages(this.options.models.db, room + this.running.size);
    for (const entry of found.filter(({ id }) => !this.running.has(id)).slice(0, room)) {
      this.givingUp += 1;
      this.occupy(entry.id, this.giveUpOne(entry), () => (this.givingUp -= 1));
    }
  }

  private async giveUpOne({ id, organisation }: OutboxEntry): Promise<CommandOutcome<MessageEvent>> {
    const { commands } = this.options;
    const [prepared] = await commands.read<MessageEvent>(messageStream(id));
    const context = ownContext(organisation, prepared?.metadata.correlationId ?? id);
    return record(commands, id, { type: 'give-up', why: 'cancelled' }, context);
  }

  /** Starts as many as the limits allow. A domain that is at its limit is passed over, and asked for again later. */
  private startDue(): void {
    const { throttle, milliseconds } = this;
    if (performance.now() < this.lookAgainAt) return;
    for (let room = throttle.room(milliseconds); room > 0; room = throttle.room(milliseconds)) {
      const looked = performance.now();
      const limit = room + this.running.size;
      const found = dueMessages(this.options.models.db, this.now, limit, throttle.blocked(milliseconds));
      const took = performance.now() - looked;
      if (took > QUICK_LOOK) this.lookAgainAt = looked + took * REST_AFTER_LOOKING;
      const free = found.filter(({ id }) => !this.running.has(id));
      const started = free.filter((due) => this.startOne(due));
      // Where all that were found have begun, or none could, looking again finds nothing else.
      if (started.length === 0 || started.length === free.length) return;
    }
  }

  private startOne(due: DueMessage): boolean {
    const { throttle, milliseconds } = this;
    if (throttle.room(milliseconds) === 0 || !throttle.mayBegin(due.domain, milliseconds)) return false;
    throttle.begin(due.domain, milliseconds);
    let verdict: Verdict = 'other';
    const work = this.deliver(due, (seen) => (verdict = seen));
    this.occupy(due.id, work, () => throttle.end(due.domain, verdict, this.milliseconds, milliseconds));
    return true;
  }

  /** Leaves the message to whoever works at it until that has ended and is shown. Its place is filled as soon as it has ended. */
  private occupy(
    id: string,
    work: Promise<CommandOutcome<MessageEvent> | undefined>,
    vacate: () => void = () => undefined,
  ): void {
    const ended = work
      .then(async (outcome) => {
        vacate();
        if (!this.stopped) this.tick();
        if (outcome?.position !== undefined) await this.options.models.waitFor(outcome.position);
      })
      .catch(async (error: unknown) => {
        const refused = error instanceof CommandRefused;
        if (!refused) this.options.onError(error, id);
        await sleep(refused ? REST_AFTER_REFUSAL : REST_AFTER_ERROR);
        vacate();
      })
      .finally(() => {
        this.running.delete(id);
        if (!this.stopped) this.tick();
      });
    this.running.set(id, ended);
  }

  private declareLost({ id, organisation, attempt }: OutboxEntry): Promise<CommandOutcome<MessageEvent>> {
    const { commands, node } = this.options;
    return record(commands, id, { type: 'declare-lost', attempt, node }, ownContext(organisation, id));
  }

  private async deliver(
    { id, organisation, batch }: DueMessage,
    judge: (verdict: Verdict) => void,
  ): Promise<CommandOutcome<MessageEvent> | undefined> {
    const { commands } = this.options;
    const [prepared, ...earlier] = await commands.read<MessageEvent>(messageStream(id));
    if (prepared?.type !== 'MessagePrepared') return undefined;
    const context = () => ownContext(organisation, prepared.metadata.correlationId);
    const giveUp = (why: 'erased' | 'cancelled') => {
      judge('not-begun');
      return record(commands, id, { type: 'give-up', why }, context());
    };
    const message = outgoing(prepared as RecordedEvent<Extract<MessageEvent, { type: 'MessagePrepared' }>>, earlier);
    if (message === undefined) return giveUp('erased');

    const ready = await this.open(message);
    const attempt = await this.startUnlessHeld(id, batch, context, ready).catch((error: unknown) => {
      if (ready.kind === 'ready') ready.cancel();
      throw error;
    });
    if (typeof attempt !== 'number') {
      if (ready.kind === 'ready') ready.cancel();
      if (attempt === 'cancelled') return giveUp('cancelled');
      judge('not-begun');
      // The models will show in a moment that the batch is held.
      await sleep(REST_AFTER_REFUSAL);
      return undefined;
    }
    if (ready.kind === 'ready' && !(await this.stillHolds(id, attempt))) {
      ready.cancel();
      return undefined;
    }
    const outcome = ready.kind === 'ready' ? await ready.send() : ready;
    judge(verdictOf(outcome));
    const command = consequence(outcome, attempt, this.now);
    return recordForCertain(commands, id, command, context(), this.ending.signal);
  }

  /** The last moment in which a message can be held back is that before its attempt is recorded. Returns the attempt's number. */
  private async startUnlessHeld(
    id: string,
    batch: string | null,
    context: () => CommandContext,
    ready: HandOver | SendingFailed,
  ): Promise<number | 'held' | 'cancelled'> {
    const state = batch === null ? 'free' : await this.options.commands.state(batchDecider, batchStream(batch));
    return state === 'free'
      ? this.recordStart(id, context(), ready.kind === 'ready' ? ready.omitted : undefined)
      : state;
  }

  /** Records that an attempt starts, and returns its number. */
  private async recordStart(
    id: string,
    context: CommandContext,
    omitted: readonly OmittedAttachment[] | undefined,
  ): Promise<number> {
    const { commands, node } = this.options;
    const { events } = await record(commands, id, { type: 'start', node, ...(omitted && { omitted }) }, context);
    return (events[0]?.data as MessageEventData<'MessageStarted'>).attempt;
  }

  /**
   * Whether the attempt is still this node's, as the log has it now: a node that stood still since may find that another one
   * took its attempt for lost. What remains is the time between this look and the first byte.
   */
  private async stillHolds(id: string, attempt: number): Promise<boolean> {
    const { running } = await this.options.commands.state(messageDecider, messageStream(id), { fresh: true });
    return running?.attempt === attempt && this.now < running.leaseUntil;
  }

  private async open(message: OutgoingMessage): Promise<HandOver | SendingFailed> {
    const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(LONGEST_ATTEMPT)]);
    try {
      return await this.options.transport.open(message, signal);
    } catch (error) {
      // Over a message that cannot be composed.
      this.options.onError(error, message.messageId);
      return { kind: 'failed', permanent: false, code: 'not-composed' };
    }
  }
}

function verdictOf(outcome: SendOutcome): Verdict {
  if (outcome.kind === 'accepted') return 'accepted';
  if (outcome.kind === 'unknown' || outcome.permanent) return 'other';
  if (outcome.byServer) return 'server-refused';
  return /^4\d\d$/.test(outcome.code) ? 'deferred' : 'other';
}

function consequence(outcome: SendOutcome, attempt: number, at: Instant): MessageCommandData {
  switch (outcome.kind) {
    case 'accepted':
      return { type: 'record-acceptance', attempt, at, by: outcome.by, code: outcome.code, reply: outcome.reply };
    case 'failed': {
      const { permanent, code, reply } = outcome;
      const words = reply === undefined ? {} : { reply };
      return { type: 'record-failure', attempt, at, permanent, code, ...words, jitter: Math.random() };
    }
    case 'unknown':
      return { type: 'record-unknown', attempt, at, why: outcome.why, jitter: Math.random() };
  }
}
