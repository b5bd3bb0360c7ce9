import { lastLogTime, toMilliseconds, type Clock, type ReadModels } from '@art33/event-log';

/** Beyond this the node reports that it is not ready, in milliseconds. */
const NOT_READY = 2_000;
/** Beyond this it decides no deadline and sends nothing. */
const NO_DECISIONS = 30_000;

/**
 * Compares this node's clock with the log's time. A clock that stands before what the log already recorded has jumped
 * back, and nothing about deadlines can be decided by it.
 */
export class ClockGuard {
  constructor(
    private readonly models: ReadModels,
    private readonly clock: Clock,
  ) {}

  /** How far this clock stands behind the log's time, in milliseconds; 0 where it does not. */
  behind(): number {
    const logTime = lastLogTime(this.models.db);
    return logTime === undefined ? 0 : Math.max(0, toMilliseconds(logTime) - this.clock.now());
  }

  mayDecide(): boolean {
    return this.behind() <= NO_DECISIONS;
  }

  isReady(): boolean {
    return this.behind() <= NOT_READY;
  }
}
