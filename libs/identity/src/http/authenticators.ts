import type { Principal } from '../domain/principal.js';

/** As much of a request as says who asks. */
export interface AuthenticatedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  principal?: Principal;
}

/**
 * A way of knowing who asks, beside the bearer token: a session's cookie. Undefined: this request shows nothing of the
 * kind, or nothing that holds any more. It throws where the request shows it and something else about it is refused.
 */
export type Authenticator = (request: AuthenticatedRequest) => Principal | undefined | Promise<Principal | undefined>;

/** Injection token of the ways, asked in order: `readonly Authenticator[]`. */
export const AUTHENTICATORS = Symbol('Authenticators');
