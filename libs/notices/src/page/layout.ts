import { htmlPage, type Html } from '@art33/http';
import type { Words } from './words.js';

export { STYLE } from '@art33/http';
export const STYLE_PATH = '/n/style.css';

/** A whole page about a notice. */
export const pageOf = (words: Words, title: string, body: readonly Html[], languageLink: string | null): string =>
  htmlPage({
    lang: words.lang,
    title,
    body,
    stylesheet: STYLE_PATH,
    otherLanguage: languageLink === null ? null : { href: languageLink, name: words.otherLanguage },
  });
