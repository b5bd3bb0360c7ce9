import { html, type Html } from '@art33/http';
import type { Words } from './words.js';

/** Where a registered contact has a link for signing in mailed to itself. */
export const signInForm = (words: Words, path: string): Html =>
  html`<section><h2>${words.signInTitle}</h2><p>${words.signInHint}</p>
<form method="post" action="${path}/sign-in?lang=${words.lang}">
<label>${words.email}<input name="email" type="email" required maxlength="254" autocomplete="email"></label>
<button type="submit">${words.signIn}</button></form></section>`;
