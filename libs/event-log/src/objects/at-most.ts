/** Work of which only so much is under way at once; the rest waits its turn. */
export interface Limit {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

export function atMost(count: number): Limit {
  const waiting: (() => void)[] = [];
  const ended: (() => void)[] = [];
  let running = 0;
  return {
    async run(work) {
      if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        // The place goes straight to who waited longest, so that nobody new takes it first.
        const next = waiting.shift();
        if (next) next();
        else if ((running -= 1) === 0) for (const tell of ended.splice(0)) tell();
      }
    },
    async idle() {
      if (running > 0) await new Promise<void>((resolve) => ended.push(resolve));
    },
  };
}

/** Works on each of a sequence, so many at once. The first failure ends it, once what is under way has ended. */
export async function eachAtMost<T>(
  count: number,
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const item of items) {
    if (failures.length > 0) break;
    const working = work(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(working));
    underWay.add(working);
    if (underWay.size >= count) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}
