/** Why nobody is signed in. Each has its words on the page, and none says more than these. */
export const SIGN_IN_FAULTS = {
  /** There is no such issuer (any more). */
  'unknown-issuer': 404,
  /** The browser brings no sign-in that it began here, or one that is over, or it was used. */
  'not-begun-here': 400,
  /** The issuer does not answer. */
  'issuer-away': 503,
  /** The issuer says no: the person cancelled, or the client is not known there. */
  'issuer-refused': 403,
  /** What the issuer sent does not hold: expired, for somebody else, wrongly signed. */
  'answer-refused': 400,
  'no-email': 403,
  'email-not-verified': 403,
  'foreign-domain': 403,
  /** Nobody invited this person, and the issuer brings nobody in by itself. */
  'not-a-member': 403,
  /** A member without any role, or whose groups give none. */
  'no-role': 403,
  /** Somebody else is signed in with this browser. */
  'somebody-else': 409,
} as const;
export type SignInFault = keyof typeof SIGN_IN_FAULTS;

/** Thrown where a sign-in ends without a session; `cause` is for the service's own log. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  /** As logs show it. */
  readonly code: string;

  constructor(
    readonly fault: SignInFault,
    options?: { readonly cause?: unknown },
  ) {
    super(fault, options);
    this.code = fault.toUpperCase().replaceAll('-', '_');
  }
}
