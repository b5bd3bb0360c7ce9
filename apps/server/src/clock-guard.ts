import { lastLogTime, toMilliseconds, type Clock, type ReadModels } from '@art33/event-log';

/** Beyond this the node reports that it is not ready, in milliseconds. */
const NOT_READY = 2_000;
/** Beyond this it decides no deadline and sends nothing. */
const NO_DECISIONS = 30_000;

/**
 * Compares this node's clock with the log's time and, where the log is on a server, with that server's clock. A clock that
 * stands before what the log already recorded has jumped back; one that differs from the server's differs from other nodes'.
 * Nothing about deadlines can be decided by either.
 */
export class ClockGuard {
  constructor(
    private readonly models: ReadModels,
    private readonly clock: Clock,
    private readonly server?: { readonly clockAhead: number },
  ) {}

  /** How far this clock stands behind the log's time, in milliseconds; 0 where it does not. */
  behind(): number {
    const logTime = lastLogTime(this.models.db);
    return logTime === undefined ? 0 : Math.max(0, toMilliseconds(logTime) - this.clock.now());
  }

  /** By how much it is ahead of the server's clock, in milliseconds; negative where it is behind, 0 without a server. */
  ahead(): number {
    return this.server?.clockAhead ?? 0;
  }

  mayDecide(): boolean {
    return this.farthest() <= NO_DECISIONS;
  }

  /** True, or what is wrong with it. */
  check(): true | string {
    if (this.farthest() <= NOT_READY) return true;
    if (this.behind() > NOT_READY) return `${this.behind()} ms behind the log`;
    return `${Math.abs(this.ahead())} ms ${this.ahead() > 0 ? 'ahead of' : 'behind'} the server`;
  }

  private farthest(): number {
    return Math.max(this.behind(), Math.abs(this.ahead()));
  }
}
