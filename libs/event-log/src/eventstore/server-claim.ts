import { randomUUID } from 'node:crypto';
import type { Clock } from '../domain/clock.js';
import type { Json } from '../domain/event.js';
import type { Claim, ClaimedWork } from '../port/claim.js';
import { rest } from '../runner/pace.js';
import type { ServerEvent } from './client.js';
import type { Cluster } from './cluster.js';
import { Conflict } from './failures.js';

/** A claim that was not renewed for so long (milliseconds, by the server's clock) is anybody's. */
const LEASE = 15_000;
const EVERY = 4_000;
/** The holder lets go this long before others may take the claim. */
const MARGIN = 3_000;

interface Claimed {
  readonly node: string;
  readonly released: boolean;
  readonly handedOver: Json;
}

/**
 * A claim on a server: the last event of a stream beside the log says whose it is and since when. It is taken, renewed and
 * given back by appends at the exact revision, so that of several nodes one gets it. Ages are told by the server's clock.
 */
export class ServerClaim implements Claim {
  private revision: number | 'none' = 'none';
  /** Until when it is this node's, by this process's own stopwatch; undefined while it is not. */
  private heldUntil: number | undefined;
  private running:
    { readonly work: ClaimedWork; readonly abort: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(
    private readonly options: {
      readonly cluster: Cluster;
      readonly stream: string;
      readonly node: string;
      readonly clock: Clock;
      /** By how much the clock is ahead of the server's, in milliseconds. */
      readonly clockAhead: () => number;
      /** Whether this node may do the work at all: not while it could write nothing of what it does. */
      readonly mayHold: () => boolean;
    },
  ) {}

  get isHeld(): boolean {
    return this.heldUntil !== undefined && performance.now() < this.heldUntil;
  }

  start(work: ClaimedWork): void {
    const abort = new AbortController();
    this.running = { work, abort, ended: this.goOn(work, abort.signal) };
  }

  async stop(): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    running.abort.abort();
    await running.ended;
    if (this.heldUntil !== undefined) await this.giveBack(running.work);
  }

  private async goOn(work: ClaimedWork, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look(work).catch(() => undefined);
      if (this.heldUntil !== undefined && !this.isHeld) await this.letGo(work);
      // Those who wait do not all come at the same moment.
      await rest(this.isHeld ? EVERY : EVERY * (0.5 + Math.random()), signal);
    }
  }

  private async look(work: ClaimedWork): Promise<void> {
    if (!this.options.mayHold()) {
      if (this.heldUntil !== undefined) await this.giveBack(work);
      return;
    }
    if (this.heldUntil !== undefined) {
      try {
        await this.write(work, false);
      } catch (error) {
        if (error instanceof Conflict) await this.letGo(work);
        throw error;
      }
      return;
    }
    const last = await this.options.cluster.call((server) => server.lastOf(this.options.stream));
    const claimed = last && claimedIn(last);
    this.revision = last?.revision ?? 'none';
    if (claimed) await work.takeOver(claimed.handedOver);
    if (last && claimed && !this.isFree(last, claimed)) return;
    if (last === undefined) await this.options.cluster.call((server) => server.keepOnly(this.options.stream, 1));
    await this.write(work, false);
    work.begin();
  }

  private isFree({ created }: ServerEvent, { node, released }: Claimed): boolean {
    const { clock, clockAhead } = this.options;
    return released || node === this.options.node || clock.now() - clockAhead() - created > LEASE;
  }

  private async write(work: ClaimedWork, released: boolean): Promise<void> {
    const { cluster, stream, node } = this.options;
    const data: Claimed = { node, released, handedOver: work.handOver() };
    const event = { id: randomUUID(), type: 'Claimed', data: data as unknown as Json, metadata: {} };
    const asked = performance.now();
    await cluster.call((server) => server.append(stream, this.revision, [event]));
    this.revision = this.revision === 'none' ? 0 : this.revision + 1;
    this.heldUntil = released ? undefined : asked + LEASE - MARGIN;
  }

  /** Whoever wants it need not wait for the lease to end; where the server does not answer, he does. */
  private async giveBack(work: ClaimedWork): Promise<void> {
    await this.letGo(work);
    await this.write(work, true).catch(() => undefined);
  }

  private async letGo(work: ClaimedWork): Promise<void> {
    this.heldUntil = undefined;
    await work.end();
  }
}

const claimedIn = ({ data }: ServerEvent): Claimed | undefined => {
  const { node, released, handedOver } = (data ?? {}) as Partial<Claimed>;
  if (typeof node !== 'string' || handedOver === undefined) return undefined;
  return { node, released: released === true, handedOver };
};
