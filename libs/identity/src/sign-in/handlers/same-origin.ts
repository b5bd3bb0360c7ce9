import { Refusal } from '@art33/event-log';
import type { WithHeaders } from './cookies.js';

/** Methods that change nothing. */
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
export const isSafe = (method: string): boolean => SAFE.includes(method);

/**
 * Whether a request began on a page of this host. Browsers say so by `Sec-Fetch-Site`, which no page can set; older ones by
 * `Origin`. Where neither is said, nobody knows.
 */
export function beganHere({ headers }: WithHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.origin === new URL(publicUrl).origin || from.host === host;
}

export const foreignRequest = (): Refusal =>
  new Refusal(
    'foreign-request',
    'forbidden',
    'this must begin on a page of this host (Sec-Fetch-Site or Origin), and carry its token as Art33-CSRF',
  );
