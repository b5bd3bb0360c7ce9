import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resolve } from '@art33/delivery';
import {
  CommandRefused,
  ERASED,
  isErased,
  KeyErased,
  toInstant,
  type Clock,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import type { Acknowledger } from '@art33/notices';
import { caseDecider } from '../domain/decider.js';
import type { CaseEvent } from '../domain/events.js';
import { caseStream } from '../domain/ids.js';
import type { ReceivedCommand, ReturnOutcome } from '../domain/received-commands.js';
import type { ReturnedReceipt } from '../domain/received-events.js';
import { dueReturns, lostReturns, type ReturnEntry } from '../read-model/returns.js';
import { postJson, type Posted } from './post-json.js';

export interface ReturnSenderOptions {
  readonly commands: Commands;
  readonly models: ReadModels;
  readonly clock: Clock;
  /** Of this node. */
  readonly node: string;
  /** Whether this node's clock is fit to decide what is due. */
  readonly guard: { mayDecide(): boolean };
  /** Whether senders may be at private addresses. */
  readonly privateAllowed: boolean;
  readonly resolve: Resolve;
  readonly onError: (error: unknown, about: string | null) => void;
  /** For one attempt. */
  readonly timeoutMilliseconds?: number;
}

const POLL_MILLISECONDS = 1_000;
const AT_ONCE = 4;
const TIMEOUT = 30_000;
const REST = 1_000;

/**
 * Tells the senders of received notices that they were acknowledged. Each attempt is recorded before and after; one whose
 * outcome nobody knows is made again, because acknowledging twice does no harm: the sender keeps one.
 */
export class ReturnSender {
  private readonly running = new Map<string, Promise<void>>();
  private readonly ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private stopped = true;

  constructor(private readonly options: ReturnSenderOptions) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.poll();
  }

  /** Begins nothing more, ends what is under way, and records what is known of it. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.ending.abort();
    await Promise.all(this.running.values());
  }

  /** Resolves when nothing runs and nothing is due: what the read models show by now has been dealt with. */
  async idle(): Promise<void> {
    for (this.tick(); this.running.size > 0; this.tick()) await Promise.race(this.running.values());
  }

  /** Looks once: declares lost what was left behind, and begins what is due. */
  tick(): void {
    const { guard, models, clock, node, onError } = this.options;
    if (this.ending.signal.aborted || !guard.mayDecide()) return;
    try {
      const now = toInstant(clock.now());
      const isFree = ({ acknowledgementId: id }: ReturnEntry) => !this.running.has(id);
      for (const left of lostReturns(models.db, node, now).filter(isFree)) {
        const { acknowledgementId, attempt } = left;
        this.occupy(left, () => this.run(left, { type: 'declare-return-lost', acknowledgementId, attempt }));
      }
      const due = dueReturns(models.db, now, AT_ONCE + this.running.size).filter(isFree);
      for (const entry of due.slice(0, AT_ONCE - this.running.size)) this.occupy(entry, () => this.deliver(entry));
    } catch (error) {
      onError(error, null);
    }
  }

  private poll(): void {
    this.tick();
    if (!this.stopped) this.timer = setTimeout(() => this.poll(), POLL_MILLISECONDS);
  }

  private occupy(entry: ReturnEntry, work: () => Promise<CommandOutcome<CaseEvent> | undefined>): void {
    const id = entry.acknowledgementId;
    const ended = work()
      .then(async (outcome) => {
        if (outcome?.position !== undefined) await this.options.models.waitFor(outcome.position);
      })
      .catch(async (error: unknown) => {
        // Another node was first, or the models are behind: the next look shows.
        if (!(error instanceof CommandRefused)) this.options.onError(error, id);
        if (!this.stopped) await sleep(REST, undefined, { signal: this.ending.signal }).catch(() => undefined);
      })
      .finally(() => this.running.delete(id));
    this.running.set(id, ended);
  }

  private async deliver(entry: ReturnEntry): Promise<CommandOutcome<CaseEvent> | undefined> {
    const { acknowledgementId } = entry;
    const { commands, node } = this.options;
    await this.run(entry, { type: 'start-return', acknowledgementId, node });
    const state = await commands.state(caseDecider, caseStream(entry.caseId));
    const of = state.received.find(
      (one) => one.acknowledgement?.acknowledgementId === acknowledgementId,
    )?.acknowledgement;
    if (!of) return undefined;
    const outcome: ReturnOutcome =
      isErased(of.link) || isErased(of.by)
        ? { kind: 'failed', why: 'erased', status: null, permanent: true }
        : outcomeOf(await this.post(of.link, of.by));
    return this.run(entry, { type: 'record-return', acknowledgementId, attempt: of.attempt, outcome });
  }

  private post(link: string, by: Acknowledger): Promise<Posted> {
    const { privateAllowed, resolve, timeoutMilliseconds = TIMEOUT } = this.options;
    const body = { name: by.name, ...(by.function === null ? {} : { function: by.function }) };
    return postJson(link, body, { privateAllowed, resolve, timeoutMilliseconds, signal: this.ending.signal });
  }

  /** A receipt is left out where the controller's key has been destroyed meanwhile: that it came is kept. */
  private async run(entry: ReturnEntry, command: ReceivedCommand): Promise<CommandOutcome<CaseEvent>> {
    const { commands } = this.options;
    const context: CommandContext = {
      actor: { kind: 'system', id: 'return-acknowledgements' },
      organisation: entry.controllerId,
      commandId: randomUUID(),
      correlationId: entry.acknowledgementId,
    };
    const stream = caseStream(entry.caseId);
    try {
      return await commands.run(caseDecider, stream, command, context);
    } catch (error) {
      if (!(error instanceof KeyErased) || command.type !== 'record-return') throw error;
      const outcome = { kind: 'accepted', receipt: ERASED } as const;
      return commands.run(caseDecider, stream, { ...command, outcome }, context);
    }
  }
}

function outcomeOf(posted: Posted): ReturnOutcome {
  if (posted.kind === 'no-answer') return { kind: 'unknown', why: 'no-answer' };
  if (posted.kind === 'not-sent')
    return { kind: 'failed', why: posted.why, status: null, permanent: posted.why === 'address-not-allowed' };
  const { status, body } = posted;
  if (status >= 200 && status < 300) {
    const receipt = receiptIn(body);
    return receipt ? { kind: 'accepted', receipt } : { kind: 'failed', why: 'no-receipt', status, permanent: false };
  }
  const isUnknown = status === 404 || status === 410;
  const isTemporary = status >= 500 || status === 408 || status === 425 || status === 429;
  return { kind: 'failed', why: isUnknown ? 'no-such-link' : 'refused', status, permanent: !isTemporary };
}

const MOST_FIELDS = 40;
const MOST_CHARACTERS = 2_000;

/** What the sender answered, as far as it is a receipt: flat, with an id of the acknowledgement. */
function receiptIn(body: string): ReturnedReceipt | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const fields = Object.entries(value).filter(
      (field): field is [string, string | number | boolean | null] =>
        (typeof field[1] === 'string' && field[1].length <= MOST_CHARACTERS && !/\p{Surrogate}/u.test(field[1])) ||
        typeof field[1] === 'boolean' ||
        field[1] === null ||
        Number.isSafeInteger(field[1]),
    );
    const receipt = Object.fromEntries(
      fields.filter(([name]) => /^[A-Za-z]\w{0,60}$/.test(name)).slice(0, MOST_FIELDS),
    );
    return typeof receipt['acknowledgementId'] === 'string' ? receipt : undefined;
  } catch {
    return undefined;
  }
}
