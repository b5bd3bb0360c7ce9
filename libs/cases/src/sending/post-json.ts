import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connectionFault, guardedLookup, urlFault, type Resolve } from '@art33/delivery';
import type { ReturnFault } from '../domain/received-events.js';

export interface PostRules {
  /** Whether it may go to addresses of private networks and over http. */
  readonly privateAllowed: boolean;
  readonly resolve: Resolve;
  readonly timeoutMilliseconds: number;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

/** An answer, or how far it came without one: once the request was out, nobody knows whether it was taken. */
export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'not-sent'; readonly why: ReturnFault }
  | { readonly kind: 'no-answer' };

/** A receipt is short; a longer answer is none. */
const MOST_CHARACTERS = 64 * 1024;

/** Posts JSON once, to exactly this address: redirects are not followed. Never rejects. */
export function postJson(url: string, body: object, rules: PostRules): Promise<Posted> {
  const { privateAllowed, resolve, timeoutMilliseconds, signal } = rules;
  // An address in figures is not looked up, so it is looked at here.
  if (urlFault(url, privateAllowed) !== undefined)
    return Promise.resolve({ kind: 'not-sent', why: 'address-not-allowed' });
  return new Promise((done) => {
    const text = JSON.stringify(body);
    const target = new URL(url);
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    let isOut = false;
    const request = send(target, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        accept: 'application/json',
        'content-length': String(Buffer.byteLength(text)),
      },
      agent: false,
      lookup: guardedLookup(resolve, privateAllowed),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]),
    });
    const fail = (error: Error): void =>
      done(isOut ? { kind: 'no-answer' } : { kind: 'not-sent', why: connectionFault(error) });
    request.on('error', fail);
    request.on('finish', () => (isOut = isConnected()));
    request.on('response', (response) => {
      read(response).then((answer) => done({ kind: 'answered', status: response.statusCode ?? 0, body: answer }), fail);
    });
    request.end(text);

    /** `finish` comes too where the text only waits for a line that never stands. */
    function isConnected(): boolean {
      if (request.socket?.connecting === false) return true;
      request.socket?.once('connect', () => (isOut = true));
      return false;
    }
  });
}

async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const piece of response) {
    text += piece as string;
    if (text.length > MOST_CHARACTERS) {
      response.destroy();
      return '';
    }
  }
  return text;
}
