import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { guardedLookup, systemResolve, urlFault } from '@art33/delivery';
import { isLoopback, type Egress } from '@art33/identity';

/** No description and no key set of an issuer is nearly as long, in bytes. */
const MOST_OF_BODY = 1024 * 1024;
const NO_BODY: readonly number[] = [204, 205, 304];

/**
 * Asks issuers as webhooks are sent: only addresses of the open internet unless private ones are allowed, looked up once for the
 * connection that is then made, redirects not followed. Rejects with `TypeError` where there is no answer, as `fetch` does.
 */
export function guardedEgress(privateAllowed: boolean): Egress {
  // Also what an issuer says of its own addresses: nothing goes over a line that others can read.
  const fault = (url: string): string | undefined =>
    urlFault(url, privateAllowed, 'ART33_ISSUERS_PRIVATE') ??
    (new URL(url).protocol === 'https:' || isLoopback(new URL(url)) ? undefined : 'begins with https://');
  return {
    urlFault: fault,
    fetch: (url, { method, headers, body, signal }) => {
      const wrong = fault(url);
      if (wrong !== undefined) return Promise.reject(new TypeError(`an issuer's address ${wrong}`));
      return new Promise((resolve, reject) => {
        const send = url.startsWith('https:') ? httpsRequest : httpRequest;
        const text = body === undefined || body === null ? '' : String(body);
        const options = {
          method,
          headers: { ...headers, ...(text && { 'content-length': String(Buffer.byteLength(text)) }) },
          agent: false as const,
          lookup: guardedLookup(systemResolve, privateAllowed),
          ...(signal && { signal }),
        };
        const fail = (cause: unknown): void => reject(new TypeError('no answer', { cause }));
        send(new URL(url), options)
          .on('response', (response) => void read(response).then(resolve, fail))
          .on('error', fail)
          .end(text);
      });
    },
  };
}

async function read(response: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_OF_BODY) throw new Error(`more than ${MOST_OF_BODY} bytes`);
    chunks.push(chunk);
  }
  const { statusCode: status = 502 } = response;
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) headers.set(name, [value].flat().join(', '));
  return new Response(NO_BODY.includes(status) ? null : Buffer.concat(chunks), { status, headers });
}
