/** What may follow a password or a link. */
export const SECOND_STEPS = ['totp', 'recovery-code'] as const;
export type SecondStep = (typeof SECOND_STEPS)[number];
/** What a first step was: a password, or a link that was mailed to the registered address. */
export type FirstStep = 'password' | 'link';

/** How somebody signed in. A passkey alone is two factors: it is held, and it asks for a finger, a face or a PIN. */
export type HowSignedIn = FirstStep | 'passkey' | `${FirstStep}+${SecondStep | 'passkey'}` | `oidc:${string}`;

/** Whether it was more than one factor; what another provider asked for is that provider's to answer for. */
export const isTwoFactors = (how: HowSignedIn): boolean => how !== 'password' && how !== 'link';
