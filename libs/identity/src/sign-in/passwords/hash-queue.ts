import { hash, parseOptions, verify } from '@node-rs/argon2';
import { normalisedPassword } from './password-rules.js';

/** Too many passwords wait to be hashed. Nothing was checked; the same may be asked again in `retryAfter` seconds. */
export class HashingBusy extends Error {
  constructor(readonly retryAfter: number) {
    super('too many people sign in at this moment; try again soon');
  }
}

/** How a password is hashed. */
export interface HashCost {
  /** KiB. */
  readonly memoryCost: number;
  /** Passes. */
  readonly timeCost: number;
  /** Lanes. */
  readonly parallelism: number;
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB of memory, two passes, one lane. */
export const OWASP_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** How many hashes may wait: at some 30 ms each, the last one waits for about two seconds. */
const MOST_WAITING = 64;
const RETRY_AFTER_SECONDS = 2;

/**
 * Hashes passwords (Argon2id), one at a time: each takes 19 MiB and one processor, and what else the service does must not wait
 * for it. A bounded number waits; beyond that, `HashingBusy` is thrown at once.
 */
export class HashQueue {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  /** Of a password that nobody has: checked where there is none, so that it takes as long. */
  private readonly nobodys: Promise<string>;

  constructor(
    private readonly cost: HashCost = OWASP_COST,
    private readonly mostWaiting: number = MOST_WAITING,
  ) {
    this.nobodys = this.queued(() => hash('nobody has this password', this.cost));
  }

  /** The password's hash as a PHC string, with a salt of its own. */
  hash(password: string): Promise<string> {
    return this.queued(() => hash(normalisedPassword(password), this.cost));
  }

  /**
   * Whether the password is the one whose hash `find` gives, in its turn: many who come at once are not even looked up at once. Undefined:
   * there is none, which takes as long to find out.
   */
  async verify(find: () => Promise<string | undefined>, password: string): Promise<boolean> {
    const nobodys = await this.nobodys;
    return this.queued(async () => {
      const hashed = await find();
      const isRight = await verify(hashed ?? nobodys, normalisedPassword(password));
      return isRight && hashed !== undefined;
    });
  }

  /** Whether a hash was made at another cost than today's, and is to be made anew as soon as the password is known. */
  isOutdated(hashed: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(hashed);
    const { cost } = this;
    return memoryCost !== cost.memoryCost || timeCost !== cost.timeCost || parallelism !== cost.parallelism;
  }

  private async queued<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= this.mostWaiting) throw new HashingBusy(RETRY_AFTER_SECONDS);
    this.waiting += 1;
    const before = this.last;
    const mine = before.then(work, work);
    this.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.waiting -= 1;
    }
  }
}
