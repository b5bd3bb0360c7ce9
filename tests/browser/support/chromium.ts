import bundled from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

// Without a GPU a browser paints by its processor; the package would have it emulate a GPU there, which takes several times as long.
bundled.setGraphicsMode = false;
/** Of the package's arguments, the first makes it end with the first window that is closed; the others lift what protects people. */
const UNWANTED = [
  '--single-process',
  '--allow-running-insecure-content',
  '--disable-web-security',
  '--disable-site-isolation-trials',
];
const args = [...bundled.args.filter((each) => !UNWANTED.includes(each)), '--disable-gpu'];

/** A real Chromium: the one that CHROMIUM_PATH names, else the one from npm (Linux x64). */
export async function startChromium(): Promise<Browser> {
  const own = process.env['CHROMIUM_PATH'];
  const executablePath = own ?? (await bundled.executablePath());
  return chromium.launch({ executablePath, headless: true, args: own === undefined ? args : [] });
}
