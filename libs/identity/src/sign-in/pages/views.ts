import { html, type Html } from '@art33/http';
import type { SecondStep } from '../domain/how.js';
import { inLanguage, signInPage } from './layout.js';
import { faultInWords, type SignInWords } from './words.js';

const warn = (words: SignInWords, fault: string | null): Html | null =>
  fault === null ? null : html`<p class="warn" role="alert">${faultInWords(words.lang, fault)}</p>`;
const field = (label: string, name: string, type: string, complete: string, value = ''): Html =>
  html`<label>${label}<input name="${name}" type="${type}" autocomplete="${complete}" value="${value}" required></label>`;
const choosePassword = (words: SignInWords): Html =>
  html`<label>${words.newPassword}<span class="hint">${words.passwordHint}</span><input name="password" type="password" autocomplete="new-password" minlength="12" maxlength="128" required></label>`;
const passkeyForm = (words: SignInWords): Html =>
  html`<form data-passkey="sign-in" hidden><p class="warn" role="alert"></p><button>${words.withPasskey}</button></form>`;

/** A page of one section. */
const page = (
  words: SignInWords,
  path: string,
  title: string,
  body: readonly (Html | null)[],
  withScript = false,
): string =>
  signInPage({
    lang: words.lang,
    title,
    path,
    withScript,
    body: [html`<section><h1>${title}</h1>${body.filter((part) => part !== null)}</section>`],
  });

/** `said`: what came before, as a sentence. */
export const signInView = (
  words: SignInWords,
  {
    fault = null,
    said = null,
    email = '',
  }: { readonly fault?: string | null; readonly said?: string | null; readonly email?: string },
): string =>
  page(
    words,
    '/sign-in',
    words.signIn,
    [
      said === null ? null : html`<p>${said}</p>`,
      warn(words, fault),
      html`<form method="post" action="/sign-in/password?lang=${words.lang}">${field(words.email, 'email', 'email', 'username', email)}${field(words.password, 'password', 'password', 'current-password')}<button>${words.signIn}</button></form>`,
      passkeyForm(words),
      html`<p class="soft"><a href="/reset?lang=${words.lang}">${words.forgotten}</a></p>`,
    ],
    true,
  );

export const secondFactorView = (
  words: SignInWords,
  factors: readonly (SecondStep | 'passkey')[],
  fault: string | null = null,
): string => {
  const has = (factor: SecondStep | 'passkey'): boolean => factors.includes(factor);
  return page(
    words,
    '/sign-in/second-factor',
    words.secondFactor,
    [
      warn(words, fault),
      has('passkey') && !has('totp') ? html`<p>${words.onlyPasskey}</p>` : null,
      has('passkey') ? passkeyForm(words) : null,
      html`<form method="post" action="/sign-in/code?lang=${words.lang}">${
        has('totp')
          ? html`<label>${words.code}<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7"></label>`
          : null
      }${
        has('recovery-code')
          ? html`<label>${words.recoveryCode}<input name="recoveryCode" autocomplete="off" maxlength="40"></label>`
          : null
      }<button>${words.goOn}</button></form>`,
    ],
    true,
  );
};

export const linkView = (words: SignInWords, path: string): string =>
  page(words, path, words.linkTitle, [
    html`<p>${words.linkText}</p><form method="post" action="${inLanguage(path, words.lang)}"><button>${words.signIn}</button></form>`,
  ]);

export const voidLinkView = (words: SignInWords, path: string): string =>
  page(words, path, words.voidTitle, [
    html`<p>${words.voidText}</p><p><a href="/sign-in?lang=${words.lang}">${words.toSignIn}</a></p>`,
  ]);

export const askResetView = (words: SignInWords, isAsked: boolean, fault: string | null = null): string =>
  page(words, '/reset', words.resetTitle, [
    warn(words, fault),
    isAsked
      ? html`<p>${words.resetAsked}</p>`
      : html`<p>${words.resetText}</p><form method="post" action="/reset?lang=${words.lang}">${field(words.email, 'email', 'email', 'username')}<button>${words.resetAsk}</button></form>`,
  ]);

export const resetView = (words: SignInWords, path: string, fault: string | null = null): string =>
  page(words, path, words.resetTitle, [
    warn(words, fault),
    html`<form method="post" action="${path}?lang=${words.lang}">${choosePassword(words)}<button>${words.resetSet}</button></form>`,
  ]);

export const setUpView = (
  words: SignInWords,
  path: string,
  given: { readonly email: string; readonly name: string },
  fault: string | null = null,
): string =>
  page(words, path, words.setUpTitle, [
    html`<p>${words.setUpText}</p>`,
    warn(words, fault),
    html`<form method="post" action="${path}?lang=${words.lang}">${field(words.email, 'email', 'email', 'username', given.email)}${field(words.name, 'name', 'text', 'name', given.name)}${choosePassword(words)}<button>${words.setUp}</button></form>`,
  ]);

export const invitationView = (
  words: SignInWords,
  path: string,
  invited: { readonly name: string; readonly organisation: string | null; readonly needsPassword: boolean },
  fault: string | null = null,
): string =>
  page(words, path, words.invitationTitle, [
    html`<p>${words.invitationText}</p>`,
    invited.organisation === null ? null : html`<p class="due">${invited.organisation}</p>`,
    invited.needsPassword ? null : html`<p>${words.invitationKnown}</p>`,
    warn(words, fault),
    html`<form method="post" action="${path}?lang=${words.lang}">${
      invited.needsPassword
        ? html`${field(words.name, 'name', 'text', 'name', invited.name)}${choosePassword(words)}`
        : null
    }<button>${words.accept}</button></form>`,
  ]);
