import { html, htmlPage, type Html } from '@art33/http';

/** Where the style of the pages about signing in is. */
export const STYLE_PATH = '/sign-in/style.css';
/** The one script: a browser is asked for a passkey by no other means. */
export const SCRIPT_PATH = '/sign-in/passkeys.js';

/** A page in a language: `path` may say something of its own. */
export const inLanguage = (path: string, lang: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;

/** A whole page about signing in. `path`: its own, for the link to the other language. */
export const signInPage = (page: {
  readonly lang: 'de' | 'en';
  readonly title: string;
  readonly body: readonly Html[];
  readonly path: string;
  readonly withScript?: boolean;
}): string =>
  htmlPage({
    lang: page.lang,
    title: page.title,
    body: page.withScript ? [...page.body, html`<script src="${SCRIPT_PATH}" defer></script>`] : page.body,
    stylesheet: STYLE_PATH,
    otherLanguage:
      page.lang === 'de'
        ? { href: inLanguage(page.path, 'en'), name: 'English' }
        : { href: inLanguage(page.path, 'de'), name: 'Deutsch' },
  });
