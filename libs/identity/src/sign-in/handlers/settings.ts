/** Injection token of the key that cookies are sealed with: 32 bytes, the same on every node. */
export const SESSION_KEY = Symbol('SessionKey');
/** Injection token of `SessionSettings`. */
export const SESSION_SETTINGS = Symbol('SessionSettings');

/** How long sessions last. */
export interface SessionLimits {
  /** A session of which nothing is seen for so long has ended, in milliseconds. */
  readonly idle: number;
  /** However busy, it ends after so long, in milliseconds. */
  readonly absolute: number;
}

export interface SessionSettings extends SessionLimits {
  /** Where browsers find the service: what its cookies, passkeys and links belong to. */
  readonly publicUrl: string;
  /** Where somebody goes who has just signed in, below that address: `/app/`. */
  readonly home: string;
}

const MINUTE = 60_000;
/** NIST SP 800-63B-4, 2.2.3 (AAL2): sign in anew after 24 hours at most, and after an hour without activity; here less. */
export const SESSION_LIMITS: SessionLimits = { idle: 30 * MINUTE, absolute: 12 * 60 * MINUTE };
