import { setTimeout as sleep } from 'node:timers/promises';
import {
  CommandRefused,
  isErased,
  toInstant,
  type Clock,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type Instant,
  type ReadModels,
  type RecordedEvent,
} from '@art33/event-log';
import type { MessageCommandData } from '../domain/commands.js';
import type { MessageEvent, MessageEventData } from '../domain/events.js';
import { messageStream } from '../domain/ids.js';
import { dueMessages, startedAttempts, type OutboxEntry } from '../read-model/outbox.js';
import type { HandOver, MessageTransport, OutgoingMessage, SendingFailed, SendOutcome } from '../transport.js';
import { ownContext, record, recordForCertain } from './recorder.js';

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
  /** How many messages are sent at the same time; default 4. */
  readonly parallel?: number;
}

const POLL_MILLISECONDS = 250;
/** Well below the lease (15 minutes): an attempt ends before another node may take it for lost. */
const LONGEST_ATTEMPT = 10 * 60_000;
/** How long a slot waits until the read models show what became of its message. */
const WAIT_FOR_MODELS = 5_000;
/** A slot rests so long after somebody else was first: until then the read models will show that. */
const REST_AFTER_REFUSAL = 100;
/** And so long after an error, which is likely to meet the next message too. */
const REST_AFTER_ERROR = 1_000;

/**
 * Sends what is due. It keeps nothing that matters: `started` is recorded at the exact revision once the line is open and
 * before anything of the message leaves, so that of several executors one sends; the outcome is recorded after it. A process that ends in between leaves a started
 * attempt; the next one of the same node declares it lost, and the message is sent again.
 */
export class Outbox {
  private readonly running = new Map<string, Promise<void>>();
  private readonly ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;

  constructor(private readonly options: OutboxOptions) {}

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

  /** Looks once: declares lost what was left behind, and starts what is due and fits. */
  tick(): void {
    if (!this.options.guard.mayDecide()) return;
    try {
      for (const left of this.leftBehind()) this.occupy(left.id, this.declareLost(left));
      for (const due of this.due()) this.occupy(due.id, this.deliver(due));
    } catch (error) {
      this.options.onError(error, null);
    }
  }

  /** Resolves when nothing runs and nothing is due: what the read models show by now has been dealt with. */
  async idle(): Promise<void> {
    for (this.tick(); this.running.size > 0; this.tick()) await Promise.race(this.running.values());
  }

  private poll(): void {
    this.tick();
    if (!this.stopped) this.timer = setTimeout(() => this.poll(), POLL_MILLISECONDS);
  }

  private get now(): Instant {
    return toInstant(this.options.clock.now());
  }

  private leftBehind(): readonly OutboxEntry[] {
    const { models, node } = this.options;
    return startedAttempts(models.db, node, this.now).filter(({ id }) => !this.running.has(id));
  }

  private due(): readonly OutboxEntry[] {
    const parallel = this.options.parallel ?? 4;
    const free = parallel - this.running.size;
    if (free <= 0) return [];
    const candidates = dueMessages(this.options.models.db, this.now, parallel + this.running.size);
    return candidates.filter(({ id }) => !this.running.has(id)).slice(0, free);
  }

  /** Holds a slot for the message until the work has ended and is shown, then fills the slot again. */
  private occupy(id: string, work: Promise<CommandOutcome<MessageEvent> | undefined>): void {
    const ended = work
      .then(async (outcome) => {
        if (outcome?.position !== undefined) await this.options.models.waitFor(outcome.position, WAIT_FOR_MODELS);
      })
      .catch(async (error: unknown) => {
        const refused = error instanceof CommandRefused;
        if (!refused) this.options.onError(error, id);
        await sleep(refused ? REST_AFTER_REFUSAL : REST_AFTER_ERROR);
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

  private async deliver({ id, organisation }: OutboxEntry): Promise<CommandOutcome<MessageEvent> | undefined> {
    const { commands } = this.options;
    const [prepared] = await commands.read<MessageEvent>(messageStream(id));
    if (prepared?.type !== 'MessagePrepared') return undefined;
    const correlationId = prepared.metadata.correlationId;
    const message = outgoing(prepared as RecordedEvent<Extract<MessageEvent, { type: 'MessagePrepared' }>>);
    if (message === undefined)
      return record(commands, id, { type: 'give-up-erased' }, ownContext(organisation, correlationId));

    const ready = await this.open(message);
    const attempt = await this.recordStart(id, ownContext(organisation, correlationId)).catch((error: unknown) => {
      if (ready.kind === 'ready') ready.cancel();
      throw error;
    });
    const outcome = ready.kind === 'ready' ? await ready.send() : ready;
    const command = consequence(outcome, attempt, this.now);
    return recordForCertain(commands, id, command, ownContext(organisation, correlationId), this.ending.signal);
  }

  /** Records that an attempt starts, and returns its number. */
  private async recordStart(id: string, context: CommandContext): Promise<number> {
    const { commands, node } = this.options;
    const { events } = await record(commands, id, { type: 'start', node }, context);
    return (events[0]?.data as MessageEventData<'MessageStarted'>).attempt;
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

/** The message as a transport takes it; undefined where the address or the text has been erased. */
function outgoing({ data }: { readonly data: MessageEventData<'MessagePrepared'> }): OutgoingMessage | undefined {
  const { recipient, subject, text, html } = data;
  if (isErased(recipient.address) || isErased(subject) || isErased(text) || isErased(html)) return undefined;
  const { messageId, headerMessageId, returnPathToken, language, at } = data;
  return {
    messageId,
    address: recipient.address,
    headerMessageId,
    returnPathToken,
    language,
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    preparedAt: at,
  };
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
