import { randomInt } from 'node:crypto';

/** Whether everything that is long is run, and not a part of it: `ART33_FULL=1 npm test` (docs/rooms.md). */
export const FULL = process.env['ART33_FULL'] === '1';

/** In full all of them; else every so many, from one on that chance picks, so that many runs together take all. */
export const some = <T>(all: readonly T[], every: number): readonly T[] => {
  const first = randomInt(every);
  return FULL ? all : all.filter((_, index) => index % every === first % Math.min(every, all.length));
};
