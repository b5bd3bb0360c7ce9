import { setTimeout as sleep } from 'node:timers/promises';
import type { Node } from './cluster.js';

/** What a node counts of itself (ART33_METRICS=open), as it stands now. */
export class Figures {
  private constructor(private readonly samples: readonly (readonly [name: string, value: number])[]) {}

  static async of({ url }: Pick<Node, 'url'>): Promise<Figures> {
    const page = await (await fetch(`${url}/metrics`)).text();
    const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Figures(
      lines.map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))] as const;
      }),
    );
  }

  /** The sum of a metric over all samples that carry these labels; 0 where there is none. */
  sum(metric: string, labels: Readonly<Record<string, string>> = {}): number {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const isWanted = (name: string): boolean =>
      (name === metric || name.startsWith(`${metric}{`)) && wanted.every((each) => name.includes(each));
    return this.samples.reduce((sum, [name, value]) => (isWanted(name) ? sum + value : sum), 0);
  }
}

/** Waits until something is so; throws with what it was waited for. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMilliseconds = 60_000,
): Promise<void> {
  for (const end = Date.now() + withinMilliseconds; !(await isSo()); await sleep(50)) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
  }
}
