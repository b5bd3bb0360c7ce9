import type { StoredEvent } from '../port/event-log.js';
import { pagesOf, type Pass, type Reached, type ReadableLog } from './compare-logs.js';

/** A log to which events are copied with everything that they are: each gets the log number that it has in the source. */
export interface MoveTarget {
  /** What it holds, read back from where it is kept. */
  readonly log: ReadableLog;
  /** How many events it is best given at a time: more is faster, fewer tell sooner how far it is. */
  readonly atOnce: number;
  /**
   * Adds events behind its last one, in order. When it returns they are kept; when it throws, the first of them may be,
   * and none behind a gap. Throws `TargetTaken`, `LogUnavailable`, `LogUnusable`, and `MoveStopped` where the signal ends
   * waiting for a server.
   */
  add(events: readonly StoredEvent[], signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Somebody else writes to the target while it is copied to. */
export class TargetTaken extends Error {}

/**
 * Copies what the source holds now and the target does not. The target must hold the source's first events and nothing else:
 * see `provePrefix`. Returns how many events the target holds then; `onProgress` is told as they are kept. Throws what the
 * target throws, and `MoveStopped`.
 */
export async function copyEvents(
  source: ReadableLog,
  target: MoveTarget,
  from: Reached,
  { onProgress, signal }: Pass = {},
): Promise<Reached> {
  const { size: end } = await source.head();
  let { size, position } = from;
  for await (const page of pagesOf(source, position, end - size, signal, target.atOnce)) {
    await target.add(page, signal);
    size += page.length;
    position = page.at(-1)!.position;
    onProgress?.(size);
  }
  return { size, position };
}

/** The events in runs of one stream each, in order: such a run can be one append. */
export function* runsOf(
  events: readonly StoredEvent[],
  fits: (run: readonly StoredEvent[], next: StoredEvent) => boolean = () => true,
): Generator<readonly [StoredEvent, ...StoredEvent[]], void, undefined> {
  let run: [StoredEvent, ...StoredEvent[]] | undefined;
  for (const event of events) {
    if (run !== undefined && run[0].stream === event.stream && fits(run, event)) run.push(event);
    else {
      if (run !== undefined) yield run;
      run = [event];
    }
  }
  if (run !== undefined) yield run;
}
