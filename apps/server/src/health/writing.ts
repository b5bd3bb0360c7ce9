import { statfs } from 'node:fs/promises';
import { LogUnavailable } from '@art33/event-log';
import type { AppendSeen, Observer } from '../telemetry/observer.js';

/** How long a write that failed is held against the log, in milliseconds: then somebody may try again. */
const HELD_AGAINST = 15_000;
/** With less space than this on the disk (bytes), the next writes fail. */
const LEAST_SPACE = 8 * 1024 * 1024;

/** Whether the log can be written, told by what became of the last append and by the space that is left. */
export class Writing implements Observer {
  private failedAt: number | undefined;

  constructor(private readonly dataDirectory: string) {}

  appended({ outcome, to }: AppendSeen): void {
    if (outcome.ok) this.failedAt = undefined;
    else if (outcome.error instanceof LogUnavailable) this.failedAt = to;
  }

  /** True, or why not. `now`: milliseconds since 1970. */
  async check(now = Date.now()): Promise<true | string> {
    if (this.failedAt !== undefined && now - this.failedAt < HELD_AGAINST) return 'the last write failed';
    const space = await statfs(this.dataDirectory).catch(() => undefined);
    if (space === undefined) return 'the data directory cannot be read';
    const free = space.bavail * space.bsize;
    return free >= LEAST_SPACE || `only ${Math.floor(free / 1024)} KiB left on the disk`;
  }
}
