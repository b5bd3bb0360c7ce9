import createClient from 'openapi-fetch';
import { heardServerTime } from '../app/clock.js';
import { heardAnswer } from '../app/session-end.js';
import { Problem } from './problem.js';
import type { components, paths } from './schema.js';

export type Schemas = components['schemas'];

/** What goes along with every request of this tab. */
const standing: { csrf?: string; organisation?: string; position?: string; asOf?: string } = {};

/**
 * Says for whom is asked from now on; what was written for another organisation is no matter then. `asOf`: a log number or
 * an instant, where one looks at the past.
 */
export function speakFor(csrf: string, organisation: string | undefined, asOf?: string): void {
  standing.csrf = csrf;
  if (asOf === undefined) delete standing.asOf;
  else standing.asOf = asOf;
  if (standing.organisation === organisation) return;
  delete standing.position;
  if (organisation === undefined) delete standing.organisation;
  else standing.organisation = organisation;
}

const SAFE = ['GET', 'HEAD'];

/** The headers that a request of this tab carries. */
export function standingHeaders(method: string): Readonly<Record<string, string>> {
  const { csrf, organisation, position } = standing;
  return {
    ...(organisation !== undefined && { 'Art33-Organisation': organisation }),
    // Reads see what this tab wrote, whichever node answers.
    ...(position !== undefined && { 'Art33-Position': position }),
    ...(csrf !== undefined && !SAFE.includes(method) && { 'Art33-CSRF': csrf }),
  };
}

/** Asks for another organisation of the person's than the one that the tab speaks for. */
export const askingFor = (organisation: string) => ({ 'Art33-Organisation': organisation });

/** The answers that the service gives as they were: the lists of records, one record, and the lists of an incident. */
const SHOWN_AS_IT_WAS = new RegExp(
  `^/api/v1/(${[
    'deadlines|incidents|notices|cases|reports|register',
    'incidents/[^/]+(/(affected|timeline|notices))?',
    'notices/[^/]+(/receipt)?',
    '(cases|reports)/[^/]+',
  ].join('|')})$`,
);

/** The request as it is sent while one looks at the past: a record as it was then. Nothing is changed from there. */
function inThePast(request: Request, asOf: string): Request {
  if (!SAFE.includes(request.method)) throw new Problem(0, 'past', '', [], undefined);
  const address = new URL(request.url);
  if (!SHOWN_AS_IT_WAS.test(address.pathname) || address.searchParams.has('asOf')) return request;
  address.searchParams.set('asOf', asOf);
  return new Request(address, request);
}

/** Sends a request with what every request carries; throws `Problem` where nothing answers. */
export async function send(asked: Request): Promise<Response> {
  const request = standing.asOf === undefined ? asked : inThePast(asked, standing.asOf);
  for (const [name, value] of Object.entries(standingHeaders(request.method)))
    if (!request.headers.has(name)) request.headers.set(name, value);
  const begun = Date.now();
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw Problem.unreachable();
  }
  heardServerTime(response.headers.get('Date'), begun, Date.now());
  heardAnswer(response.status);
  const position = response.headers.get('Art33-Position');
  if (position !== null) standing.position = position;
  return response;
}

/** The API, typed from its description. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** What was answered. Throws `Problem` where it was refused. */
export async function answerOf<T>(asking: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await asking;
  if (!response.ok) throw Problem.of(response.status, error);
  return data as T;
}

/** A record with what says which edits its reader has seen: an edit that names it overwrites nobody's unseen. */
export interface Seen<T> {
  readonly record: T;
  readonly etag: string | null;
}

/** The header of a change that names what its sender has seen of the record. */
export const seenBy = (etag: string | null) => (etag === null ? {} : { 'If-Match': etag });

/** What was answered, with its ETag. Throws `Problem` where it was refused. */
export async function seenOf<T>(asking: Promise<Answered<T>>): Promise<Seen<T>> {
  const { response } = await asking;
  return { record: await answerOf(asking), etag: response.headers.get('ETag') };
}
