import { timingSafeEqual } from 'node:crypto';
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type Configuration,
} from 'openid-client';
import { saysGroups, type Claims } from '../domain/claims.js';
import type { BegunSignIn } from './begun.js';
import type { IssuerClient, IssuerDirectory } from './issuers.js';
import { SignInRefused } from './refused.js';

/** Begins the authorisation code flow with PKCE (RFC 6749, 7636): where to send the browser, and what it keeps meanwhile. */
export async function beginSignIn(
  directory: IssuerDirectory,
  client: IssuerClient,
  redirectUri: string,
): Promise<{ readonly url: URL; readonly begun: Pick<BegunSignIn, 'state' | 'nonce' | 'codeVerifier'> }> {
  const configuration = await directory.configuration(client);
  const begun = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: [...new Set(['openid', ...client.scopes])].join(' '),
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await calculatePKCECodeChallenge(begun.codeVerifier),
    code_challenge_method: 'S256',
  });
  return { url, begun };
}

/**
 * What the issuer says of the person who came back: issuer, audience, signature, expiry, nonce and PKCE are looked at first.
 * `callback` is the address that the browser was sent to, with its parameters. Throws `SignInRefused`.
 */
export async function finishSignIn(
  directory: IssuerDirectory,
  client: IssuerClient,
  callback: URL,
  begun: BegunSignIn,
  groupsClaim: string,
): Promise<Claims> {
  // Before anybody is asked anything: an answer to another question is none of ours.
  if (!isSame(callback.searchParams.get('state'), begun.state)) throw new SignInRefused('not-begun-here');
  const configuration = await directory.configuration(client);
  try {
    const answer = await authorizationCodeGrant(configuration, callback, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.codeVerifier,
      idTokenExpected: true,
    });
    const claims: Claims = { ...answer.claims() };
    return await completed(configuration, claims, answer.access_token, groupsClaim);
  } catch (error) {
    throw refusalOf(error);
  } finally {
    directory.keepKeys(client, configuration);
  }
}

/** Many issuers tell who somebody is only when asked again; what the signed token says counts first. */
async function completed(
  configuration: Configuration,
  claims: Claims,
  accessToken: string,
  groupsClaim: string,
): Promise<Claims> {
  const isComplete = claims['email'] !== undefined && saysGroups(claims, groupsClaim);
  if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  const told: Claims = await fetchUserInfo(configuration, accessToken, String(claims['sub']));
  // That an address was verified is said of the one that stands beside it, never of another.
  const addressOf = claims['email'] === undefined ? told : claims;
  const { email, email_verified, xms_edov } = addressOf;
  return { ...told, ...claims, email, email_verified, xms_edov };
}

/** Where the issuer itself says no. */
const REFUSALS = [AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError];

/** Says as much as a page may; the rest is for our own log. */
function refusalOf(cause: unknown): SignInRefused {
  if (cause instanceof SignInRefused) return cause;
  if (REFUSALS.some((kind) => cause instanceof kind)) return new SignInRefused('issuer-refused', { cause });
  // What is no answer at all has no code.
  const isAway =
    cause instanceof TypeError ||
    (cause instanceof ClientError &&
      [undefined, 'OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'].includes(cause.code));
  return new SignInRefused(isAway ? 'issuer-away' : 'answer-refused', { cause });
}

function isSame(given: string | null, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
