import { setImmediate } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long (milliseconds) work in the background may hold the event loop before others get their turn. */
export const SLICE_MILLISECONDS = 8;

/** Works in the background that wait for their turn, in the order in which they began to wait. */
const waiting: (() => void)[] = [];
/** When the slice of this turn of the event loop is used up, by whomever; undefined while nobody has begun it. */
let until: number | undefined;
let isTurning = false;

const atNextTurn = (): void => {
  if (isTurning) return;
  isTurning = true;
  setImmediate(() => {
    isTurning = false;
    until = undefined;
    waiting.shift()?.();
    if (waiting.length > 0) atNextTurn();
  });
};

/**
 * Lets everything else that is ready run first. Of those who wait here only one goes on each time that the event loop turns:
 * the slices of many works in the background never add up to one long one.
 */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    atNextTurn();
  });

/** Cuts long work into slices: `breathe` costs nothing until the slice, which all works share, is used up. */
export class Slices {
  async breathe(): Promise<void> {
    const now = performance.now();
    if (until === undefined) {
      until = now + SLICE_MILLISECONDS;
      atNextTurn();
    }
    if (now >= until) await turn();
  }
}

/** A random wait below a bound that doubles with every failure (0, 1, 2 …): neither in step with others nor for ever. */
export const backOff = (failures: number, first: number, longest: number): number =>
  Math.random() * Math.min(longest, first * 2 ** failures);

/** Waits; ends early, without an error, when the signal aborts. */
export const rest = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
};
