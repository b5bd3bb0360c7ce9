import { CommandRefused } from '@art33/event-log';
import { preferredLanguage } from '@art33/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LockedOut } from '../handlers/lock-out.js';
import type { SignedIn } from '../handlers/sign-in.js';
import { HashingBusy } from '../passwords/hash-queue.js';
import { SIGN_IN_WORDS, type SignInWords } from './words.js';

/** The fields of a form. */
export type Form = Readonly<Record<string, unknown>> | undefined;
/** A field as it was typed; what is none or too long is empty. */
export const typed = (form: Form, name: string): string => {
  const value = form?.[name];
  return typeof value === 'string' && value.length <= 2_000 ? value : '';
};

export const wordsFor = (request: FastifyRequest): SignInWords => SIGN_IN_WORDS[preferredLanguage(request)];

const HTML = 'text/html; charset=utf-8';
export const show = (reply: FastifyReply, page: string, status = 200): void =>
  void reply.status(status).header('Content-Type', HTML).send(page);
/** On to another page, by a GET. */
export const goTo = (reply: FastifyReply, path: string, { lang }: SignInWords, said?: string): void =>
  void reply
    .status(303)
    .header('Location', `${path}?lang=${lang}${said === undefined ? '' : `&said=${said}`}`)
    .send();

/** On to what comes next for somebody who signs in; `home`: where those go of whom nothing more is asked. */
export const goOn = (reply: FastifyReply, { next }: SignedIn, words: SignInWords, home: string): void =>
  goTo(
    reply,
    { 'second-factor': '/sign-in/second-factor', 'enrolment-needed': '/account', 'signed-in': home }[next],
    words,
  );

/** What went wrong with something that a person did: its code, and the status that says so. Everything else is thrown on. */
export function faultOf(error: unknown, reply: FastifyReply): { readonly code: string; readonly status: number } {
  if (error instanceof CommandRefused) {
    const { code, kind } = error.refusal;
    return { code, status: { invalid: 422, conflict: 409, forbidden: 403, 'not-found': 404 }[kind] };
  }
  if (error instanceof LockedOut || error instanceof HashingBusy) {
    void reply.header('Retry-After', String(error.retryAfter));
    return error instanceof LockedOut ? { code: 'locked-out', status: 429 } : { code: 'too-busy', status: 503 };
  }
  throw error;
}
