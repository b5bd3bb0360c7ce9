import { Html, html } from '@art33/http';
import type { Factors, Me } from '../handlers/account.js';
import type { TotpOffer } from '../handlers/one-time-codes.js';
import type { SessionView } from '../read-model/queries.js';
import { signInPage } from './layout.js';
import { faultInWords, type SignInWords } from './words.js';

/** Everything that the page of one's account shows. */
export interface AccountFacts {
  readonly me: Me;
  readonly sessions: readonly SessionView[];
  /** Null where an organisation's issuer spoke for the person. */
  readonly factors: Factors | null;
}

const post = (words: SignInWords, action: string, csrf: string, body: Html): Html =>
  html`<form method="post" action="${action}?lang=${words.lang}"><input type="hidden" name="csrf" value="${csrf}">${body}</form>`;
const button = (text: string): Html => html`<button>${text}</button>`;
const warn = (words: SignInWords, fault: string | null): Html | null =>
  fault === null ? null : html`<p class="warn" role="alert">${faultInWords(words.lang, fault)}</p>`;
/** UTC, as everywhere where nobody said for which place. */
const instant = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

export function accountView(words: SignInWords, { me, sessions, factors }: AccountFacts, fault: string | null): string {
  const { csrfToken: csrf, person } = me;
  return signInPage({
    lang: words.lang,
    title: words.account,
    path: '/account',
    withScript: true,
    body: [
      html`<section><h1>${words.account}</h1>${warn(words, fault)}${me.enrolmentNeeded ? html`<p class="warn">${words.enrolNeeded}</p>` : html`<p><a href="/sign-in/done?lang=${words.lang}">${words.toApp}</a></p>`}<p>${person.name ?? ''} ${person.email ?? ''}</p>${post(words, '/account/sign-out', csrf, button(words.signOut))}</section>`,
      ...(factors ? [factorSection(words, factors, csrf)] : []),
      html`<section><h2>${words.organisations}</h2>${
        me.memberships.length === 0 ? html`<p>${words.noOrganisations}</p>` : null
      }<dl>${me.memberships.map(
        ({ name, rights }) =>
          html`<dt>${name ?? words.installation}</dt><dd>${rights.map((right) => right.split(':').at(-1)).join(', ')}</dd>`,
      )}</dl></section>`,
      html`<section><h2>${words.sessions}</h2>${sessions.map(
        ({ id, how, startedAt, absoluteEnd, address, client }) =>
          html`<p>${how}, ${address ?? ''}<br><span class="soft">${client ?? ''}<br>${words.since} ${instant(startedAt)}, ${words.endsAt} ${instant(absoluteEnd)}</span></p>${
            id === me.session.id
              ? html`<p class="soft">${words.thisSession}</p>`
              : post(words, `/account/sessions/${id}`, csrf, button(words.end))
          }`,
      )}${sessions.length > 1 ? post(words, '/account/sessions', csrf, button(words.endOthers)) : null}</section>`,
      ...(factors ? [passwordSection(words, factors, csrf)] : []),
    ],
  });
}

const factorSection = (words: SignInWords, factors: Factors, csrf: string): Html =>
  html`<section><h2>${words.factors}</h2>${factors.factors.map(
    ({ id, kind, label, addedAt }) =>
      html`<p>${kind === 'totp' ? words.app : `Passkey ${label ?? ''}`} <span class="soft">${words.since} ${instant(addedAt)}</span></p>${post(words, `/account/factors/${id}`, csrf, button(words.remove))}`,
  )}${post(words, '/account/app', csrf, button(words.addApp))}<form data-passkey="enrol" hidden><input type="hidden" name="csrf" value="${csrf}"><label>${words.passkeyLabel}<input name="label" maxlength="60" autocomplete="off" required></label><p class="warn" role="alert"></p>${button(words.addPasskey)}</form>${
    factors.factors.length === 0
      ? null
      : html`<h3>${words.recoveryTitle}</h3><p>${words.recoveryLeft} ${factors.recoveryCodesLeft}</p>${
          factors.recoveryCodesLow ? html`<p class="warn">${words.recoveryLow}</p>` : null
        }${post(words, '/account/recovery-codes', csrf, button(words.recoveryNew))}`
  }</section>`;

const passwordSection = (words: SignInWords, factors: Factors, csrf: string): Html =>
  html`<section><h2>${words.changePassword}</h2>${post(
    words,
    '/account/password',
    csrf,
    html`${
      factors.hasPassword
        ? html`<label>${words.currentPassword}<input name="currentPassword" type="password" autocomplete="current-password" required></label>`
        : null
    }<label>${words.newPassword}<span class="hint">${words.passwordHint}</span><input name="password" type="password" autocomplete="new-password" minlength="12" maxlength="128" required></label>${button(words.changePassword)}`,
  )}</section>`;

/** The picture and the key for the app, and where its first code goes. */
export const appView = (
  words: SignInWords,
  offer: Pick<TotpOffer, 'enrolment' | 'secret' | 'qr'>,
  csrf: string,
): string =>
  signInPage({
    lang: words.lang,
    title: words.app,
    path: '/account',
    body: [
      // The picture is ours: squares for an address that we made.
      html`<section><h1>${words.app}</h1><p>${words.appText}</p><div>${new Html(offer.qr)}</div><dl><dt>${words.appKey}</dt><dd><code>${offer.secret}</code></dd></dl>${post(
        words,
        '/account/app/confirmation',
        csrf,
        html`<input type="hidden" name="enrolment" value="${offer.enrolment}"><label>${words.code}<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required></label>${button(words.goOn)}`,
      )}</section>`,
    ],
  });

export const recoveryCodesView = (words: SignInWords, codes: readonly string[]): string =>
  signInPage({
    lang: words.lang,
    title: words.recoveryTitle,
    path: '/account',
    body: [
      html`<section><h1>${words.recoveryTitle}</h1><p>${words.recoveryText}</p>${codes.map((code) => html`<p><code>${code}</code></p>`)}<p><a href="/account?lang=${words.lang}">${words.back}</a></p></section>`,
    ],
  });
