import type { SendingFailed, SendOutcome } from '../transport.js';

/** What nodemailer says of a failed step. */
export interface SmtpError extends Error {
  /** `EDNS`, `ETIMEDOUT`, `EENVELOPE` … */
  readonly code?: string;
  /** The code of the system or of TLS below it. */
  readonly originalCode?: string;
  /** The command that the server refused. */
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

const isTls = (error: SmtpError): boolean =>
  error.code === 'ETLS' || /CERT|SIGN|TLS|SSL|EPROTO$/.test(error.originalCode ?? '');
const isTimeout = (error: SmtpError): boolean => error.code === 'ETIMEDOUT' || error.code === 'EABORT';

/** 503: the session was in the wrong state. 530, 534, 535, 538: the login. None of them speaks of the message. */
const ABOUT_THE_SESSION: readonly number[] = [503, 530, 534, 535, 538];
const ABOUT_THE_MESSAGE: readonly string[] = ['MAIL FROM', 'RCPT TO', 'DATA'];

const failed = (error: SmtpError, code: string, permanent: boolean): SendingFailed => ({
  kind: 'failed',
  code,
  permanent,
  reply: error.response ?? error.message,
});

/**
 * The session could not be set up: nothing has been sent. Always temporary, a 5xx too: a closed port, an expired
 * certificate or a changed password says nothing of the message, and must not cost a notice.
 */
export function sessionFailed(error: SmtpError): SendingFailed {
  const code = (() => {
    if (error.code === 'EDNS') return 'dns-failed';
    if (isTls(error)) return 'tls-refused';
    if (error.code === 'EAUTH') return 'login-refused';
    if (isTimeout(error)) return 'timed-out';
    return error.response === undefined ? 'connection-failed' : 'session-refused';
  })();
  return { ...failed(error, code, false), byServer: true };
}

/** The server shuts the line (RFC 5321, 4.2.1), often because there are too many. */
const SHUTTING_THE_LINE = 421;

/**
 * The message was not sent, or nobody knows. `dotSent`: the line that ends the text may have left us; before it no
 * server delivers anything (RFC 5321, 4.1.1.4), after it only a reply of 4xx or 5xx says that it was not taken.
 */
export function sendingFailed(error: SmtpError, dotSent: boolean): SendOutcome {
  const reply = error.responseCode;
  const refused = reply !== undefined && reply >= 400 && reply <= 599;
  if (dotSent && !refused) {
    if (isTimeout(error)) return { kind: 'unknown', why: 'no-reply' };
    const garbled = error.response !== undefined || error.code === 'EPROTOCOL';
    return { kind: 'unknown', why: garbled ? 'garbled-reply' : 'connection-cut' };
  }
  if (refused) {
    const aboutTheMessage = ABOUT_THE_MESSAGE.includes(error.command ?? '') && !ABOUT_THE_SESSION.includes(reply);
    const byServer = reply === SHUTTING_THE_LINE ? ({ byServer: true } as const) : {};
    return { ...failed(error, String(reply), reply >= 500 && aboutTheMessage), ...byServer };
  }
  return failed(error, isTimeout(error) ? 'timed-out' : 'connection-failed', false);
}

/** The server answered the whole text with a 2xx. */
export function answered(response: string, dotSent: boolean): { readonly code: number } | SendOutcome {
  const code = /^(2\d\d)(?=[ -]|$)/.exec(response)?.[1];
  return code === undefined || !dotSent ? { kind: 'unknown', why: 'garbled-reply' } : { code: Number(code) };
}
