import type { Browser, Page } from 'playwright-core';
import type { Installation } from '../../support/installation.js';
import { latestTo, linkIn, mailsTo } from '../../support/mail.js';
import { startChromium } from './chromium.js';
import { CONTACT, layPortal, type Portal } from './portal.js';
import { visit, type Look, type SignedIn, type Visit } from './visit.js';

export const desktop: Look = { lang: 'de', scheme: 'light', size: 'desktop' };
export const phone: Look = { lang: 'de', scheme: 'light', size: 'phone' };
export const NOBODY: SignedIn = { cookies: [], origins: [] };

/** A practice's portal and a browser, for the tests of a file: what stands there is there once they run. */
export interface PortalVisits {
  readonly browser: Browser;
  readonly portal: Portal;
  /** A privacy officer of both records of the practice. */
  readonly officer: SignedIn;
  /** The officer's visit, or somebody's. */
  see(look?: Look, signedIn?: SignedIn): Promise<Visit>;
  /** The service's clock stands: what a form states as now is not to come yet. */
  keepUp(): Promise<void>;
}

/** Lays a portal before the tests of a file, and takes it away after them. */
export function portalVisits(): PortalVisits {
  let there: Pick<PortalVisits, 'browser' | 'portal' | 'officer'> | undefined;
  const laid = (): NonNullable<typeof there> => {
    if (!there) throw new Error('nothing is laid before the tests run');
    return there;
  };
  beforeAll(async () => {
    const portal = await layPortal();
    const officer = await portal.person('Dr. Hanna Huber', 'privacy-officer', 'both');
    there = { portal, officer, browser: await startChromium() };
  });
  afterAll(async () => {
    await there?.browser.close();
    await there?.portal.art33.stop();
  });
  return {
    get browser() {
      return laid().browser;
    },
    get portal() {
      return laid().portal;
    },
    get officer() {
      return laid().officer;
    },
    see: (look = desktop, signedIn = laid().officer) => visit(laid().browser, laid().portal, signedIn, look),
    keepUp: () => laid().portal.art33.at(new Date(Date.now()).toISOString()),
  };
}

/** The address of a case's page. */
export const fileOf = (id: string): string => `/app/portal/cases/${id}`;

/** Opens the contact's latest notice by its link and asks there for a link to sign in: what is mailed then. */
export async function mailedLink(page: Page, art33: Installation): Promise<string> {
  await page.goto(linkIn(await latestTo(art33, CONTACT), 'n'));
  await page.click('main form button');
  const before = (await mailsTo(art33, CONTACT)).length;
  await page.fill('input[name=email]', CONTACT);
  await page.click('form[action*="/sign-in"] button');
  for (;;) {
    const texts = (await mailsTo(art33, CONTACT)).slice(before).map(({ text }) => text);
    const link = texts.map((text) => /\/sign-in\/link\/\S+/.exec(text)?.[0]).find(Boolean);
    if (link !== undefined) return link;
    await page.waitForTimeout(50);
  }
}
