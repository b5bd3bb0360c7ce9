import { html } from '@art33/http';
import { pageOf } from './layout.js';
import type { LinkFault } from './linked.js';
import { signInForm } from './sign-in-form.js';
import type { Words } from './words.js';

/** The page behind a link that opens nothing: why, and whom to ask. */
export function closedLinkPage(fault: LinkFault): string {
  const { words } = fault;
  if (fault.why === 'unknown')
    return pageOf(
      words,
      words.unknownTitle,
      [html`<section><h1>${words.unknownTitle}</h1><p>${words.unknownText}</p></section>`],
      null,
    );
  const [title, text] =
    fault.why === 'expired' ? [words.expiredTitle, words.expiredText] : [words.revokedTitle, words.revokedText];
  const { name, email } = fault.sender;
  return pageOf(
    words,
    title,
    [
      html`<section><h1>${title}</h1><p>${text}</p>
<p>${words.ask(name)}${email === null ? null : html`, <a href="mailto:${email}">${email}</a>`}</p></section>`,
      ...(fault.path.startsWith('/n/') ? [signInForm(words, fault.path)] : []),
    ],
    null,
  );
}

/** The answer to whoever asked for a link, the same for everybody: it does not even repeat what was typed. */
export const signInAskedPage = (words: Words, path: string): string =>
  pageOf(
    words,
    words.signInAsked,
    [
      html`<section><h1>${words.signInAsked}</h1><p>${words.signInCheck}</p>
<p><a href="${path}?lang=${words.lang}">${words.back}</a></p></section>`,
    ],
    null,
  );
