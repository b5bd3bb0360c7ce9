import { toInstant, type Clock, type Instant } from '@art33/event-log';

/** Nobody may try now. Nothing was checked; `retryAfter`: in how many seconds somebody may. */
export class LockedOut extends Error {
  constructor(readonly retryAfter: number) {
    super('there were too many failed tries; wait, then try again');
  }
}

/** What is counted: failures in a row, and until when nobody may try. */
interface Count {
  failures: number;
  /** Tries that are being checked. */
  pending: number;
  lockedUntil: number;
  lastFailure: number;
}
/** From so many failures on there is a wait. */
export interface Threshold {
  readonly account: number;
  readonly address: number;
}

const MINUTE = 60_000;
export const LONGEST_WAIT = 60 * MINUTE;
/** Failures that lie so far back are forgotten. */
const FORGOTTEN_AFTER: Readonly<Record<keyof Threshold, number>> = { account: 24 * 60 * MINUTE, address: 60 * MINUTE };
/** More accounts or addresses than these are not kept apart: the ones longest ago are forgotten first. */
const MOST_KEPT = 100_000;
/** An address may be a whole house. */
export const THRESHOLDS: Threshold = { account: 5, address: 20 };

/** One, two, four … minutes, an hour at most. */
export const waitAfter = (failures: number, threshold: number): number =>
  failures < threshold ? 0 : Math.min(LONGEST_WAIT, MINUTE * 2 ** (failures - threshold));

/** A try that may be made: exactly one of its methods is called when it was. */
export interface Attempt {
  /** It was wrong. Gives until when the account is locked because of it, and after how many failures; undefined: it is not. */
  failed(): { readonly until: Instant; readonly failures: number } | undefined;
  /** It was right, and all that was asked for: the account's failures are forgotten. */
  succeeded(): void;
  /** It was not checked, or was right and more is asked for: nothing changes. */
  undecided(): void;
}

/**
 * Slows down whoever guesses: by account and by address, with a growing wait. Counted on each node by itself and in memory: with n
 * nodes somebody has n times as many tries, and as many again after a restart. Tries that are still being checked count as
 * failures of the account, so that many at once gain nothing.
 */
export class LockOut {
  private readonly counts: Readonly<Record<keyof Threshold, Map<string, Count>>> = {
    account: new Map(),
    address: new Map(),
  };

  constructor(
    private readonly clock: Clock,
    private readonly thresholds: Threshold = THRESHOLDS,
  ) {}

  /** Begins a try at an account (its id, known or not) from an address. Throws `LockedOut`. */
  begin(accountId: string, address: string): Attempt {
    const now = this.clock.now();
    const account = this.countOf('account', accountId);
    const from = this.countOf('address', address);
    const lockedUntil = Math.max(account.lockedUntil, from.lockedUntil);
    if (lockedUntil > now) throw new LockedOut(Math.ceil((lockedUntil - now) / 1_000));
    // As many as would lock the account are under way.
    if (account.failures < this.thresholds.account && account.failures + account.pending >= this.thresholds.account)
      throw new LockedOut(1);
    if (account.failures >= this.thresholds.account && account.pending > 0) throw new LockedOut(1);
    account.pending += 1;
    return {
      failed: () => {
        account.pending -= 1;
        this.fail('address', from);
        this.fail('account', account);
        if (account.lockedUntil <= this.clock.now()) return undefined;
        return { until: toInstant(account.lockedUntil), failures: account.failures };
      },
      succeeded: () => {
        account.pending -= 1;
        account.failures = 0;
        account.lockedUntil = 0;
      },
      undecided: () => {
        account.pending -= 1;
      },
    };
  }

  private fail(kind: keyof Threshold, count: Count): void {
    const now = this.clock.now();
    count.failures += 1;
    count.lastFailure = now;
    const wait = waitAfter(count.failures, this.thresholds[kind]);
    if (wait > 0) count.lockedUntil = now + wait;
  }

  private countOf(kind: keyof Threshold, key: string): Count {
    const counts = this.counts[kind];
    const known = counts.get(key);
    const isForgotten = known && known.pending === 0 && this.clock.now() - known.lastFailure > FORGOTTEN_AFTER[kind];
    const count =
      known && !isForgotten ? known : { failures: 0, pending: 0, lockedUntil: 0, lastFailure: this.clock.now() };
    // The map keeps the order of insertion: whatever is in use moves to its end.
    counts.delete(key);
    counts.set(key, count);
    if (counts.size > MOST_KEPT) {
      const [oldest] = counts.keys();
      if (oldest !== undefined) counts.delete(oldest);
    }
    return count;
  }
}
