import { toInstant, type Clock, type Instant } from '@art33/event-log';

/** How much of something is taken from one who asks. */
export interface Limit {
  /** What is counted; limits of the same name count together. */
  readonly name: string;
  readonly most: number;
  /** In milliseconds; the window begins with the first one that is counted. */
  readonly within: number;
}

/** Too many: when to try again. */
export interface TooMany {
  readonly again: Instant;
  /** From now, whole seconds, at least 1. */
  readonly seconds: number;
}

interface Window {
  hits: number;
  readonly until: number;
}

/** So many who ask are told apart for each limit; of more, the one who came first is forgotten. Some 10 MB at most. */
const MOST_KEYS = 50_000;

/**
 * Counts requests, in memory: a restart forgives, and every node counts for itself, so that n nodes take at most n times as
 * much. They keep floods and guessing out, they are no quota.
 */
export class Limits {
  private readonly windows = new Map<string, Map<string, Window>>();

  constructor(
    private readonly clock: Clock,
    /** False: nothing is counted, and everything is taken. */
    private readonly isOn = true,
  ) {}

  /** Counts one more by this key. Undefined where it is within the limit. */
  count({ name, most, within }: Limit, key: string): TooMany | undefined {
    if (!this.isOn) return undefined;
    const now = this.clock.now();
    const windows = this.windowsOf(name);
    const window = windowAt(windows, key, now) ?? { hits: 0, until: now + within };
    window.hits += 1;
    windows.set(key, window);
    forget(windows, now);
    if (window.hits <= most) return undefined;
    return { again: toInstant(window.until), seconds: Math.max(1, Math.ceil((window.until - now) / 1_000)) };
  }

  private windowsOf(name: string): Map<string, Window> {
    const known = this.windows.get(name) ?? new Map<string, Window>();
    this.windows.set(name, known);
    return known;
  }
}

/** A window that is over has no say, and a new one goes to the end of the row. */
function windowAt(windows: Map<string, Window>, key: string, now: number): Window | undefined {
  const window = windows.get(key);
  if (window === undefined || window.until > now) return window;
  windows.delete(key);
  return undefined;
}

/** What is over is dropped, oldest first: a map keeps the order of insertion, and the windows of one limit are equally long. */
function forget(windows: Map<string, Window>, now: number): void {
  for (const [key, { until }] of windows) {
    if (until > now && windows.size <= MOST_KEYS) return;
    windows.delete(key);
  }
}
