import type { Browser, Page } from 'playwright-core';
import type { Installation } from '../../support/installation.js';
import { looksOf, nameOf, picture, violations, visit, type SignedIn } from './visit.js';

/** A page that is looked at in every language, light and size. */
export interface Shown {
  /** Of its pictures. */
  readonly name: string;
  readonly path: () => string;
  /** What is there once the page has come. */
  readonly shows: string;
  /** What is done there before it is looked at. */
  readonly act?: (page: Page) => Promise<void>;
  /** It says that there is nothing: the browser itself says so, too. */
  readonly missing?: boolean;
}

/** Every page, in one look or in all of them (`looksOf`), shows itself without a violation, a complaint, a request to others or a bar to scroll it sideways. */
export function looksWell(
  there: () => { readonly browser: Browser; readonly art33: Installation; readonly signedIn: SignedIn },
  pages: readonly Shown[],
): void {
  for (const [turn, { name, path, shows, act, missing = false }] of pages.entries())
    for (const look of looksOf(turn))
      test(`shows ${name} (${nameOf(look)}) without a violation, a complaint or a third party`, async () => {
        const { browser, art33, signedIn } = there();
        const { page, complaints, close } = await visit(browser, { art33 }, signedIn, look);
        await page.goto(path());
        await page.waitForSelector(shows);
        await act?.(page);
        await page.waitForLoadState('load');
        await page.waitForTimeout(300);
        await picture(page, `${name}-${nameOf(look)}`);
        expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(
          0,
        );
        expect(await violations(page)).toEqual([]);
        expect(missing ? complaints.filter((each) => !/status of 404/.test(each)) : complaints).toEqual([]);
        await close();
      });
}
