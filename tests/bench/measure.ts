import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What several rounds gave: the middle one, and between which two all of them lie. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, lowest: sorted[0]!, highest: sorted.at(-1)! };
};

/** Ours and the floor, measured in turn in the same process, as rates (per second). */
export interface Compared {
  readonly ours: Spread;
  readonly floor: Spread;
  /** Ours by the floor, round by round: what slows a round down slows both. */
  readonly ratio: Spread;
}

/** Runs both in turn, round after round; each returns its rate. */
export async function inTurn(
  rounds: number,
  ours: (round: number) => Promise<number>,
  floor: (round: number) => Promise<number>,
): Promise<Compared> {
  const rates: { readonly ours: number; readonly floor: number }[] = [];
  for (let round = 0; round < rounds; round++) rates.push({ ours: await ours(round), floor: await floor(round) });
  return {
    ours: spreadOf(rates.map((rate) => rate.ours)),
    floor: spreadOf(rates.map((rate) => rate.floor)),
    ratio: spreadOf(rates.map((rate) => rate.ours / rate.floor)),
  };
}

/** How many per second `count` pieces of work are, where `work` does them all. */
export async function rateOf(count: number, work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return (count * 1000) / (performance.now() - begun);
}

export async function secondsOf(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

/** How long the event loop was kept from turning while `work` ran: the 99.9th percentile, in milliseconds. */
export async function delayDuring(work: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.percentile(99.9) / 1e6;
}

const MEBIBYTE = 1024 * 1024;
/** Resident memory of this process, in MiB. */
export const residentMemory = (): number => process.memoryUsage.rss() / MEBIBYTE;
