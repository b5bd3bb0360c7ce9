import { html, type Html } from './html.js';

/** Readable on a phone, in print, in the dark; no script, no request to anybody else. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #17222c; --soft: #52616d; --line: #d3dae0; --paper: #fff; --back: #f3f5f7; --accent: #0b5a8a; --warn: #9a3412; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf1; --soft: #a7b4be; --line: #37434d; --paper: #182129; --back: #10171d; --accent: #7cc4ee; --warn: #fdba74; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 1.25rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .75rem; } h2, h3 { font-size: 1.1rem; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; } dl { margin: 0 0 1rem; }
dt { color: var(--soft); font-size: .9375rem; } dd { margin: 0 0 .5rem; } .soft { color: var(--soft); font-size: .9375rem; } .warn { color: var(--warn); font-weight: 600; }
.due { font-size: 1.35rem; font-weight: 650; } code { font-size: .875rem; }
label { display: block; margin: 0 0 .75rem; font-weight: 600; }
input, textarea { display: block; width: 100%; font: inherit; padding: .6rem .7rem; margin-top: .25rem; border: 1px solid var(--soft); border-radius: .375rem; background: var(--paper); color: var(--ink); }
button { font: inherit; font-weight: 650; padding: .75rem 1.25rem; border: 0; border-radius: .375rem; background: var(--accent); color: var(--paper); width: 100%; cursor: pointer; }
button:focus-visible, input:focus-visible, textarea:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); } nav { text-align: right; padding: .25rem 0 .75rem; font-size: .9375rem; }
form { margin: 1rem 0; }
fieldset { border: 0; margin: 0; padding: 0; } legend { font-weight: 600; padding: 0; margin: 0 0 .5rem; }
.trap { position: absolute; left: -100vw; width: 1px; height: 1px; overflow: hidden; }
.hint { font-weight: 400; color: var(--soft); font-size: .9375rem; display: block; }
@media (min-width: 34rem) { button { width: auto; } dl { display: grid; grid-template-columns: 11rem 1fr; gap: .375rem 1rem; } dd { margin: 0; } }
@media print { body { background: none; } section { border: 0; padding: 0; } form, nav { display: none; } }
`;

/** What a whole page is made of. */
export interface HtmlPage {
  readonly lang: 'de' | 'en';
  readonly title: string;
  readonly body: readonly Html[];
  /** Address of the stylesheet, on this host. */
  readonly stylesheet: string;
  /** The same page in the other language; null: there is none. */
  readonly otherLanguage: { readonly href: string; readonly name: string } | null;
}

/** A whole page: no script, nothing from anywhere else, and search engines leave it alone. */
export const htmlPage = ({ lang, title, body, stylesheet, otherLanguage }: HtmlPage): string =>
  html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="stylesheet" href="${stylesheet}">
</head>
<body>
<main>
${otherLanguage === null ? null : html`<nav><a href="${otherLanguage.href}" lang="${lang === 'de' ? 'en' : 'de'}">${otherLanguage.name}</a></nav>`}
${body}
</main>
</body>
</html>
`.markup;
