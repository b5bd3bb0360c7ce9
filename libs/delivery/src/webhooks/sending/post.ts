import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import { guardedLookup, urlFault, type Resolve } from './addresses.js';
import { connectionFault } from './connection-fault.js';

/** What came of one request. Only `delivered` (2xx) counts as taken. */
export const POST_OUTCOMES = [
  'delivered',
  'gone',
  'redirected',
  'refused',
  'timed-out',
  'name-not-found',
  'address-not-allowed',
  'tls-failed',
  'connection-failed',
] as const;
export type PostOutcome = (typeof POST_OUTCOMES)[number];

export interface PostResult {
  readonly outcome: PostOutcome;
  readonly status: number | null;
  readonly milliseconds: number;
}

export interface PostRules {
  readonly privateAllowed: boolean;
  readonly resolve: Resolve;
  /** For the whole of one attempt. */
  readonly timeoutMilliseconds: number;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/** More of an answer's body is not read: its status says everything. */
const MOST_OF_BODY = 16 * 1024;

/** Posts once, to exactly this address: redirects are not followed, nothing of the answer but its status is kept. Never rejects. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  rules: PostRules,
): Promise<PostResult> {
  const begun = performance.now();
  const { outcome, status } = await attempt(url, headers, body, rules);
  return { outcome, status, milliseconds: Math.round(performance.now() - begun) };
}

type Outcome = Omit<PostResult, 'milliseconds'>;

function attempt(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  rules: PostRules,
): Promise<Outcome> {
  const { privateAllowed, resolve, timeoutMilliseconds } = rules;
  // An address in figures is not looked up, so it is looked at here. It may have been allowed when it was registered.
  if (urlFault(url, privateAllowed) !== undefined)
    return Promise.resolve({ outcome: 'address-not-allowed', status: null });
  return new Promise((done) => {
    const timeout = AbortSignal.timeout(timeoutMilliseconds);
    const signal = AbortSignal.any([timeout, rules.signal]);
    const target = new URL(url);
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      agent: false as const,
      lookup: guardedLookup(resolve, privateAllowed),
      signal,
    };
    send(target, options)
      .on('response', (response) => {
        const status = response.statusCode ?? 0;
        leave(response);
        done({ outcome: outcomeOf(status), status });
      })
      .on('error', (error) => done({ outcome: timeout.aborted ? 'timed-out' : connectionFault(error), status: null }))
      .end(body);
  });
}

/** Lets a short body come to its end, and ends a long one; the time-out of the attempt ends one that drips. */
function leave(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_OF_BODY) response.destroy();
  });
}

const outcomeOf = (status: number): PostOutcome => {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  return status >= 300 && status < 400 ? 'redirected' : 'refused';
};
