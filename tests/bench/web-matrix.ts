import { join } from 'node:path';
import { systemClock, toInstant } from '@art33/event-log';
import type { Browser } from 'playwright-core';
import { framesWhileScrolling } from '../browser/support/frames.js';
import { registerMany } from '../support/many.js';
import { known, logIncident } from '../support/story.js';
import { number, stated, within, type Finding, type Room, type Scale } from './finding.js';
import { startInstallation } from './installation.js';
import { cookieOfResponder } from './members.js';

const HOUR = 3_600_000;

/** The matrix of an incident that affects thousands: how soon it shows, how it scrolls. */
export async function matrixInBrowser(browser: Browser, scale: Scale, { folder, say }: Room): Promise<Finding[]> {
  const count = scale.of(10_000, 300);
  const installation = await startInstallation({ dataDirectory: join(folder, 'matrix'), clock: systemClock });
  const { service, processor, stop } = installation;
  try {
    say(`registering ${count} controllers`);
    await registerMany(installation, processor, count, () => true);
    await service.settled();
    say('listing them');
    const awareness = [known('breach-established', toInstant(systemClock.now() - 2 * HOUR))];
    const id = await logIncident(processor, { title: 'Many', awareness, occurred: null, detected: null });
    await processor.api.done('post', `incidents/${id}/affected`, { terms: processor.termsId });
    await service.settled();
    const { name, value } = await cookieOfResponder(service, processor.id);
    const context = await browser.newContext({ baseURL: service.url, viewport: { width: 1280, height: 800 } });
    await context.addCookies([{ name, value, url: service.url }]);
    const page = await context.newPage();
    say('scrolling through the matrix');
    const begun = performance.now();
    await page.goto(`/app/desk/incidents/${id}`);
    await page.waitForSelector('[role=table] a');
    const first = performance.now() - begun;
    await page.waitForSelector(`[role=table][aria-rowcount="${count + 1}"]`, { timeout: 120_000 });
    const whole = performance.now() - begun;
    const frames = await framesWhileScrolling(page, { milliseconds: scale.of(5_000, 500), pixels: 200 });
    await context.close();
    const rows = number(count);
    return [
      stated(`matrix of ${rows} rows: first rows, and all of them`, `${number(first)} ms, ${number(whole)} ms`),
      within(`longest frame while a matrix of ${rows} rows scrolls`, frames.longest, 50, 'ms'),
      within('processor time of the longest task of its thread meanwhile', frames.longestTask, 50, 'ms'),
    ];
  } finally {
    await stop();
  }
}
