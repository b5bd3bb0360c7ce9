import type { Page } from 'playwright-core';

/** How a page got on while it scrolled. Lengths in milliseconds. */
export interface Frames {
  readonly perSecond: number;
  /** From one frame to the next: also what other processes of the machine took. */
  readonly longest: number;
  readonly median: number;
  /** Processor time of the longest task of the page's own thread: a frame that it alone holds up takes so long. */
  readonly longestTask: number;
}

/** Scrolls a page by so many pixels a frame, as long as is told in milliseconds, and watches its frames and its thread. */
export async function framesWhileScrolling(
  page: Page,
  { milliseconds, pixels }: { readonly milliseconds: number; readonly pixels: number },
): Promise<Frames> {
  const scroll = (): Promise<Omit<Frames, 'longestTask'>> =>
    page.evaluate(`(async () => {
      const frames = [];
      const begun = performance.now();
      for (let last = begun; last < begun + ${milliseconds}; ) {
        window.scrollBy(0, ${pixels});
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
      }
      const sum = frames.reduce((a, b) => a + b, 0);
      frames.sort((a, b) => a - b);
      return { perSecond: (1_000 * frames.length) / sum, longest: frames.at(-1), median: frames[frames.length >> 1] };
    })()`);
  const frames = await scroll();
  // Watched for itself: the tracing costs, too.
  await page.evaluate('window.scrollTo(0, 0)');
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ['toplevel'] });
  await scroll();
  const { traceEvents } = JSON.parse(String(await browser?.stopTracing())) as { traceEvents: readonly TraceEvent[] };
  return { ...frames, longestTask: longestTask(traceEvents) };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

function longestTask(events: readonly TraceEvent[]): number {
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const pages = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  );
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && pages.has(threadOf(event)));
  if (tasks.length === 0) throw new Error('the trace tells of no task');
  return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1_000;
}
