import type { TakesHeaders, WithHeaders } from '../../sign-in/handlers/cookies.js';
import { Cookies } from '../../sign-in/handlers/cookies.js';
import { Seal } from '../../sign-in/handlers/seal.js';

/** A sign-in that a browser began; only it keeps this, sealed, until it comes back from the issuer. */
export interface BegunSignIn {
  readonly issuerId: string;
  readonly state: string;
  readonly nonce: string;
  /** PKCE (RFC 7636). */
  readonly codeVerifier: string;
  /** Where to go afterwards, on this host. */
  readonly returnTo: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** So long somebody may take at the issuer: 10 minutes. */
export const SIGN_IN_MILLISECONDS = 600_000;

const COOKIE = 'art33-oidc';
const PURPOSE = 'sign-in by an issuer';

/** What browsers keep of sign-ins that they began. Nothing of it is kept here, so that any node takes the answer. */
export class BegunSignIns {
  private readonly seal: Seal;
  private readonly cookies: Cookies;

  /** `key`: 32 bytes, the same on every node. */
  constructor(key: Uint8Array, publicUrl: string) {
    this.seal = new Seal(key);
    this.cookies = new Cookies(publicUrl);
  }

  keep(reply: TakesHeaders, begun: BegunSignIn): void {
    this.cookies.set(reply, COOKIE, this.seal.seal(PURPOSE, begun), SIGN_IN_MILLISECONDS / 1_000);
  }

  /** Takes back what the browser kept: it serves once. Undefined: none, made up, of another issuer, or too old. */
  takeBack(request: WithHeaders, reply: TakesHeaders, issuerId: string, now: number): BegunSignIn | undefined {
    const text = this.cookies.read(request, COOKIE);
    if (text === undefined) return undefined;
    this.cookies.clear(reply, COOKIE);
    const begun = this.seal.open<BegunSignIn>(PURPOSE, text);
    const isFresh = begun !== undefined && begun.at <= now && now - begun.at < SIGN_IN_MILLISECONDS;
    return isFresh && begun.issuerId === issuerId ? begun : undefined;
  }
}

/** An address on this host, never one that a browser reads as another host (`//host`, `/\host`). */
export const localAddress = (given: unknown, fallback: string): string =>
  typeof given === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}$/.test(given) ? given : fallback;
