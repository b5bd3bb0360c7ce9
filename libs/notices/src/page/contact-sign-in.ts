/**
 * Has a link for signing in mailed to whoever is registered as a contact of the controller with this address, to the address that is
 * registered. Returns at once and says nothing of whether there is such a contact.
 */
export type ContactSignIn = (asked: {
  readonly controllerId: string;
  /** As it was typed. */
  readonly email: string;
  /** By whose link it was asked for. */
  readonly messageId: string;
  /** The notice that it leads to; left out where the link opens it no more. */
  readonly noticeId?: string;
}) => void;

/** Injection token of `ContactSignIn`. */
export const CONTACT_SIGN_IN = Symbol('ContactSignIn');
