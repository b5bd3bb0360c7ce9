import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { oneTimeCode } from '../../../libs/identity/src/sign-in/testing/browser.js';
import type { Installation } from '../../support/installation.js';
import { PASSWORD, type Desk } from './desk.js';
import { FULL } from '../../support/full.js';

/** How a visitor looks at the app. */
export interface Look {
  readonly lang: 'de' | 'en';
  readonly scheme: 'light' | 'dark';
  readonly size: 'desktop' | 'phone';
}
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

const EVERY_LOOK: readonly Look[] = (['de', 'en'] as const).flatMap((lang) =>
  (['light', 'dark'] as const).flatMap((scheme) =>
    (['desktop', 'phone'] as const).map((size) => ({ lang, scheme, size })),
  ),
);

/** Every look; in the short run one for every fourth page, by turns, so that a few pages show all of them. */
export function looksOf(turn: number): readonly Look[] {
  if (FULL) return EVERY_LOOK;
  return turn % 4 > 0 ? [] : EVERY_LOOK.filter((_look, index) => index === ((turn / 4) * 5) % 8);
}

/** A test that the short run leaves out: what it goes through is gone through elsewhere by requests. */
export const longTest: (name: string, run: () => Promise<void>, patience: number) => void = FULL
  ? test
  : () => undefined;
export const nameOf = ({ lang, scheme, size }: Look): string => `${lang}-${scheme}-${size}`;

/** What a browser keeps of somebody who is signed in. */
export type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

/** A person who can sign in. */
export interface Visitor {
  readonly email: string;
  /** Of the app that makes the person's one-time codes. */
  readonly secret: string;
}

/** Signs a person in where the browser stands on the page for it. */
export async function fillIn(page: Page, art33: Installation, { email, secret }: Visitor): Promise<void> {
  // A code works once, so this is not the minute in which the last was used.
  art33.clock.advance({ minutes: 1 });
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', PASSWORD);
  await page.click('form[action^="/sign-in/password"] button');
  await page.fill('input[name=code]', oneTimeCode(secret, art33.clock.now()));
  await page.click('form[action^="/sign-in/code"] button');
}

/** Signs a person in on the pages of the service; gives what its browser keeps. */
export async function signIn(browser: Browser, art33: Installation, visitor: Visitor): Promise<SignedIn> {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await context.newPage();
  await page.goto(`${art33.url}/sign-in`);
  await fillIn(page, art33, visitor);
  await page.waitForURL(/\/app\//);
  // Without the language of the sign-in, which the app keeps: each look has its own.
  const { cookies } = await context.storageState();
  await context.close();
  return { cookies, origins: [] };
}

/** What went wrong on a page: what its policy refused, and what its scripts said. */
export interface Visit {
  readonly page: Page;
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Lets the service's clock, which tests set, catch up with the machine's: what a browser states as now is not to come yet. */
async function keepTime({ art33 }: Pick<Desk, 'art33'>): Promise<void> {
  if (Date.now() > art33.clock.now()) await art33.at(new Date().toISOString());
}

export async function visit(
  browser: Browser,
  desk: Pick<Desk, 'art33'>,
  storageState: SignedIn,
  { lang, scheme, size }: Look,
): Promise<Visit> {
  await keepTime(desk);
  const context = await browser.newContext({
    storageState,
    viewport: SIZES[size],
    colorScheme: scheme,
    locale: lang === 'de' ? 'de-DE' : 'en-GB',
    reducedMotion: 'reduce',
    baseURL: desk.art33.url,
    isMobile: size === 'phone',
    hasTouch: size === 'phone',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(desk.art33.url) && !request.url().startsWith('data:'))
      complaints.push(`asked a third party: ${request.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong on the page as it stands, in short. */
export async function violations(page: Page): Promise<readonly string[]> {
  // By the debugger, not as a script of the page: the page's policy takes none that is written into it.
  await page.evaluate(axe);
  const results = (await page.evaluate('axe.run()')) as {
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  };
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`);
}

const PICTURES = join('tests', 'browser', 'pictures');

/** Keeps a picture of the page, below a folder that git ignores. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
