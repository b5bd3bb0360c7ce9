import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../html.js';
import { htmlPage } from '../html-page.js';
import { preferredLanguage } from '../language.js';
import { PageException, problem, ProblemException, type Problem } from '../problem.js';
import type { TooMany } from './limits.js';

const WORDS = {
  de: {
    title: 'Zu viele Anfragen',
    text: (seconds: number) => `Bitte versuchen Sie es in ${inMinutes(seconds, 'Sekunden', 'Minuten')} noch einmal.`,
  },
  en: {
    title: 'Too many requests',
    text: (seconds: number) => `Please try again in ${inMinutes(seconds, 'seconds', 'minutes')}.`,
  },
} as const;

const inMinutes = (seconds: number, some: string, more: string): string =>
  seconds < 120 ? `${seconds} ${some}` : `${Math.ceil(seconds / 60)} ${more}`;

/** For those who are no people: what was too much, and when to try again. */
export const tooManyProblem = ({ again }: TooMany, what = 'requests'): Problem =>
  problem('too-many-requests', 429, `too many ${what}; try again after ${again}`, { retryAt: again });

/** For people: nothing of the page that they asked for, which was not looked at. */
export function tooManyPage(request: FastifyRequest, { seconds }: TooMany): string {
  const lang = preferredLanguage(request);
  const { title, text } = WORDS[lang];
  return htmlPage({
    lang,
    title,
    body: [html`<section><h1>${title}</h1><p>${text(seconds)}</p></section>`],
    stylesheet: '/n/style.css',
    otherLanguage: null,
  });
}

/** Whether the one who asks reads pages. */
export const wantsPage = ({ url, headers }: FastifyRequest): boolean =>
  !url.startsWith('/api/') && (headers.accept?.includes('text/html') ?? false);

/** What to throw, with `Retry-After` set. */
export function tooMany(
  request: FastifyRequest,
  reply: FastifyReply,
  refused: TooMany,
  page: () => string = () => tooManyPage(request, refused),
  what?: string,
): ProblemException | PageException {
  void reply.header('Retry-After', String(refused.seconds));
  return request.url.startsWith('/api/')
    ? new ProblemException(tooManyProblem(refused, what))
    : new PageException(page(), 429);
}
