import type { Browser } from 'playwright-core';
import { inviteGuests } from '../../apps/cli/src/demo/guests.js';
import { tellStory } from '../../apps/cli/src/demo/story.js';
import { Teller } from '../../apps/cli/src/demo/teller.js';
import { DemoWorld } from '../../apps/cli/src/demo/world.js';
import { stepOf } from '../browser/support/slider.js';
import { number, stated, within, type Finding, type Room } from './finding.js';

/** The slider through time on the data that the demo leaves: each step until what was then is shown. */
export async function sliderOnTheDemo(browser: Browser, { say }: Room): Promise<Finding[]> {
  say('telling the story of the demo');
  const world = await DemoWorld.start();
  try {
    const { stage, incidents } = await tellStory(world, new Teller({ write: () => undefined }));
    world.clock.release();
    const { desk } = await inviteGuests(world, stage.cast);
    await desk.signIn();
    const context = await browser.newContext({ baseURL: world.url, viewport: { width: 1280, height: 800 } });
    await context.addCookies(
      desk.session.map((each) => {
        const [name = '', value = ''] = (each.split(';')[0] ?? '').split('=');
        return { name, value, url: world.url };
      }),
    );
    const page = await context.newPage();
    say('going through time');
    await page.goto(`/app/audit/at?kind=incident&id=${incidents.ratiomedicus}`);
    await page.waitForSelector('[data-shown]');
    const last = Number(await page.getAttribute('input[type=range]', 'max'));
    const times: number[] = [];
    // To the beginning, where nothing is known yet to the page, and on to the end again.
    for (const by of [-1, 1])
      for (let step = 0; step < last; step += 1) times.push(await page.evaluate<number>(stepOf(by)));
    times.sort((one, other) => one - other);
    const p95 = times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
    return [
      stated('steps of the slider, there and back', number(times.length)),
      within("slider: a step on the demo's data, 95 of 100", p95, 300, 'ms'),
      within("slider: the longest step on the demo's data", times.at(-1) ?? Number.NaN, 300, 'ms'),
    ];
  } finally {
    await world.close();
  }
}
