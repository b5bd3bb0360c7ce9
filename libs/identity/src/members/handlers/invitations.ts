/** Somebody who was asked in, by whom it concerns. */
export interface Invitation {
  readonly organisation: string;
  readonly personId: string;
}

/** Mails somebody who was asked in a link that can be used once. */
export type Invite = (invitation: Invitation) => Promise<void>;

/** Injection token of `Invite`. */
export const INVITE = Symbol('Invite');
