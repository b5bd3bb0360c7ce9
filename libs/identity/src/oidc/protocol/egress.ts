/**
 * How issuers are asked. Their addresses are what organisations say, so that whoever makes these requests holds them to
 * what `urlFault` allows, also after the name was looked up: https, or http on this very machine. Rejects with `TypeError` where there is no answer, as `fetch`.
 */
export interface Egress {
  readonly fetch: (
    url: string,
    options: {
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: unknown;
      readonly signal?: AbortSignal;
    },
  ) => Promise<Response>;
  /** What is wrong with an address that is about to be asked; undefined: nothing. */
  readonly urlFault: (url: string) => string | undefined;
}

/** Injection token of `Egress`. */
export const EGRESS = Symbol('Egress');

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether an address leads to this very machine, where nobody listens in between. */
export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);

/** What is wrong with what an issuer is said to call itself; undefined: nothing. */
export function issuerUrlFault(text: string, { urlFault }: Pick<Egress, 'urlFault'>): string | undefined {
  const fault = urlFault(text);
  if (fault !== undefined) return fault;
  // OpenID Connect Discovery 1.0, section 3.
  return new URL(text).search === '' ? undefined : 'has no part behind ?';
}
