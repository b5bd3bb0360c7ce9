/** Signing in: passwords, second factors, sessions, links that work once. */
export { signInEvents, LINK_KINDS, type Ending, type LinkKind } from './domain/events.js';
export { isTwoFactors, type HowSignedIn } from './domain/how.js';
export { ORGANISATION_HEADER } from '../access/handlers/break-glass.js';
export { needsSecondFactor, sessionAuthenticator } from './handlers/authenticator.js';
export { Joining } from './handlers/joining.js';
export { LinkMails, SEND_LINK, type SendLink } from './handlers/link-mails.js';
export { Memberships } from './handlers/memberships.js';
export { OneTimeLinks, type NewLink } from './handlers/one-time-links.js';
export { Passwords } from './handlers/passwords.js';
export { Seal } from './handlers/seal.js';
export { Sessions, type CurrentSession, type NewSession } from './handlers/sessions.js';
export {
  SESSION_KEY,
  SESSION_LIMITS,
  SESSION_SETTINGS,
  type SessionLimits,
  type SessionSettings,
} from './handlers/settings.js';
export { signInProjection } from './read-model/projection.js';
export { letInOneByOne } from './http/one-by-one.js';
export type { LinkMail } from './mail/texts.js';
export { STYLE_PATH as SIGN_IN_STYLE_PATH, signInPage } from './pages/layout.js';
export { BySession, SessionGuard } from './http/session-guard.js';
export { SignInModule } from './sign-in.module.js';
