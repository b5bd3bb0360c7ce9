import { join } from 'node:path';
import { systemClock, toInstant } from '@art33/event-log';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../browser/support/chromium.js';
import { framesWhileScrolling } from '../browser/support/frames.js';
import { registerMany } from '../support/many.js';
import { known, logIncident } from '../support/story.js';
import { least, number, stated, within, type Bench, type Finding, type Room, type Scale } from './finding.js';
import { startInstallation, until } from './installation.js';
import { spreadOf } from './measure.js';
import { cookieOfResponder } from './members.js';
import { matrixInBrowser } from './web-matrix.js';
import { sliderOnTheDemo } from './web-slider.js';

const BOARD = '/app/desk';
/** Of a board that can be read and worked with: its first clock. */
const FIRST = '[data-row="0"]';
const HOUR = 3_600_000;

/** The web app as a browser meets it: what it loads, when the desk can be used, what long lists and looks at the past cost. */
export const web: Bench = {
  name: 'web',
  async run(scale, room) {
    const browser = await startChromium();
    try {
      return [
        ...(await boardInBrowser(browser, scale, room)),
        ...(await matrixInBrowser(browser, scale, room)),
        // To tell the demo's story takes as long as all other small benches of this kind together.
        ...(scale.small ? [] : await sliderOnTheDemo(browser, room)),
      ];
    } finally {
      await browser.close();
    }
  },
};

/** The board of a processor with thousands of clocks, and what it takes to come there. */
async function boardInBrowser(browser: Browser, scale: Scale, { folder, say }: Room): Promise<Finding[]> {
  const count = scale.of(2_000, 20);
  const installation = await startInstallation({ dataDirectory: join(folder, 'data'), clock: systemClock });
  const { service, processor, stop } = installation;
  say(`registering ${count} controllers`);
  await registerMany(installation, processor, count, () => true);
  await service.settled();
  const awareness = [known('breach-established', toInstant(systemClock.now() - 2 * HOUR))];
  const times = { occurred: null, detected: null };
  const incidentId = await logIncident(processor, { title: 'Many', awareness, ...times });
  await processor.api.done('post', `incidents/${incidentId}/affected`, { terms: processor.termsId });
  await service.settled();
  try {
    const { name, value } = await cookieOfResponder(service, processor.id);
    const visit = async (): Promise<BrowserContext> => {
      const context = await browser.newContext({ baseURL: service.url, viewport: { width: 1280, height: 800 } });
      await context.addCookies([{ name, value, url: service.url }]);
      return context;
    };
    say('loading');
    const { kilobytes, milliseconds } = await loading(visit, scale.rounds);
    say('scrolling');
    const page = await (await visit()).newPage();
    await page.goto(BOARD);
    await page.waitForSelector(`li[aria-setsize="${count}"]`);
    const frames = await framesWhileScrolling(page, { milliseconds: scale.of(5_000, 500), pixels: 120 });
    say('resting');
    const share = await shareOfCore(page, scale.of(20_000, 1_000));
    return [
      within('first load: compressed JavaScript', kilobytes, 250, 'KB'),
      within('desk usable from a warm local server, nothing cached', milliseconds, 1_000, 'ms'),
      least(`frames per second while a board of ${number(count)} running clocks scrolls`, frames.perSecond, 50),
      stated('longest frame meanwhile', `${number(frames.longest)} ms`),
      stated('processor time of the longest task of its thread meanwhile', `${number(frames.longestTask)} ms`),
      within('share of a core that the page takes while it rests', share * 100, 10, '%'),
    ];
  } finally {
    await stop();
  }
}

/** Loads the board by browsers that have never been there. */
async function loading(visit: () => Promise<BrowserContext>, rounds: number) {
  const times: number[] = [];
  let kilobytes = 0;
  // The first time warms the server.
  for (let round = 0; round <= rounds; round += 1) {
    const context = await visit();
    const page = await context.newPage();
    await page.addInitScript(`new MutationObserver((_, observer) => {
      if (!document.querySelector('${FIRST}')) return;
      window.usable = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });`);
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (!new URL(request.url()).pathname.endsWith('.js')) return;
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(BOARD);
    await until(async () => (await page.evaluate('window.usable')) !== undefined);
    if (round > 0) times.push((await page.evaluate('window.usable')) as number);
    kilobytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1_000;
    await context.close();
  }
  return { kilobytes, milliseconds: spreadOf(times).median };
}

/** How much of one core the page's own thread takes while nobody does anything: its scripts, its layout, what it draws. */
async function shareOfCore(page: Page, milliseconds: number): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  // Its own time on a processor, not how long it waited for one.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seconds = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  await page.waitForTimeout(Math.min(3_000, milliseconds));
  const before = await seconds();
  await page.waitForTimeout(milliseconds);
  return ((await seconds()) - before) / (milliseconds / 1_000);
}
