import type { Browser, Page } from 'playwright-core';
import { startChromium } from './support/chromium.js';
import { ANNA, layDesk, type Desk } from './support/desk.js';
import { looksWell } from './support/pages.js';
import { portalVisits } from './support/portal-visits.js';
import { signIn, type SignedIn } from './support/visit.js';

/** The last hour of summer time in the desk's zone, which clocks go through twice. */
const TWICE = '2026-10-25T02:30';
const MENU = 'header button[aria-haspopup=menu] >> nth=-1';

/** Opens the menu of a button, and waits until its keys begin in it. */
async function openMenu(page: Page, button: string): Promise<void> {
  await page.click(button);
  await page.waitForSelector('[role=menuitem]:focus');
}
/** Presses what asks before it is done. */
async function ask(page: Page, button: string): Promise<void> {
  await page.click(button);
  await page.waitForSelector('[role=dialog] button + button');
}

describe('What opens above the pages of the desk', () => {
  let browser: Browser;
  let desk: Desk;
  let signedIn: SignedIn;

  beforeAll(async () => {
    desk = await layDesk();
    browser = await startChromium();
    signedIn = await signIn(browser, desk.art33, { ...ANNA, secret: desk.secret });
  });
  afterAll(async () => {
    await browser.close();
    await desk.art33.stop();
  });

  const incident = (): string => `/app/desk/incidents/${desk.incident}`;
  looksWell(
    () => ({ browser, art33: desk.art33, signedIn }),
    [
      {
        name: 'above-deeds',
        path: incident,
        shows: 'main button[aria-haspopup=menu]',
        act: (page) => openMenu(page, 'main button[aria-haspopup=menu]'),
      },
      { name: 'above-menu', path: () => '/app/desk', shows: 'ol button', act: (page) => openMenu(page, MENU) },
      {
        name: 'above-palette',
        path: () => '/app/desk',
        shows: 'ol button',
        act: async (page) => {
          await page.keyboard.press('Control+k');
          await page.waitForSelector('[role=dialog] input:focus');
        },
      },
      {
        name: 'above-keys',
        path: () => '/app/desk',
        shows: 'ol button',
        act: async (page) => {
          await page.keyboard.press('?');
          await page.waitForSelector('[role=dialog] dl');
        },
      },
      {
        name: 'above-question-on-sheet',
        path: () => '/app/settings/members',
        shows: 'tbody a',
        act: async (page) => {
          await page.click('tbody a');
          await ask(page, '[role=dialog] button:is(:has-text("Herausnehmen"), :has-text("Take out"))');
        },
      },
      {
        name: 'above-sheet',
        path: () => `${incident()}?deed=affect`,
        shows: '[role=dialog] select',
        act: async (page) => {
          await page.selectOption('[role=dialog] select', { index: 1 });
          await page.waitForSelector('[role=dialog] [role=status] li');
        },
      },
      {
        name: 'above-twice',
        path: () => `${incident()}?deed=establish`,
        shows: '[role=dialog] form',
        act: async (page) => {
          await page.fill('[role=dialog] [type=datetime-local]', TWICE);
          await page.waitForSelector('[role=dialog] [role=radiogroup] >> nth=1');
        },
      },
    ],
  );
});

describe("What opens above the pages of a practice's portal", () => {
  const visits = portalVisits();
  looksWell(
    () => ({ browser: visits.browser, art33: visits.portal.art33, signedIn: visits.officer }),
    [
      {
        name: 'above-organisations',
        path: () => '/app/portal',
        shows: 'header button[aria-haspopup=menu] >> nth=1',
        act: (page) => openMenu(page, 'header button[aria-haspopup=menu] >> nth=0'),
      },
      {
        name: 'above-question',
        path: () => `/app/portal/cases/${visits.portal.filed.case}`,
        shows: 'h1',
        act: (page) => ask(page, 'main button:is(:has-text("Wieder öffnen"), :has-text("Open again"))'),
      },
    ],
  );
});
