import type { Json } from '../domain/event.js';

/** Work in the background that one node does at a time. That it is done once is the log's business, not the claim's. */
export interface ClaimedWork {
  /** It is this node's now. */
  begin(): void;
  /** It is no longer: resolves when nothing of it runs any more. */
  end(): Promise<void>;
  /** How far it has come, for the node that goes on with it: written down again and again while it is this node's. */
  handOver(): Json;
  /** What another node has handed over; while the work is not this node's. */
  takeOver(handedOver: Json): Promise<void>;
}

/** Decides which node does such work. */
export interface Claim {
  readonly isHeld: boolean;
  start(work: ClaimedWork): void;
  /** Ends the work and lets another node have it. */
  stop(): Promise<void>;
}

/** Where there is one node, the work is its own. */
export class OwnClaim implements Claim {
  private work: ClaimedWork | undefined;

  get isHeld(): boolean {
    return this.work !== undefined;
  }

  start(work: ClaimedWork): void {
    this.work = work;
    work.begin();
  }

  async stop(): Promise<void> {
    const { work } = this;
    this.work = undefined;
    await work?.end();
  }
}
