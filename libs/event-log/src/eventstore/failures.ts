/** Somebody else wrote to the stream first. `actual`: the server's revision of its last event. */
export class Conflict extends Error {
  constructor(readonly actual: number | 'none') {
    super(`the stream stands at ${actual}`);
  }
}
/** Whether anything was written is not known, or the server cannot take it now: the identical call may be repeated. */
export class Retryable extends Error {}
/** The server says no, and will say so again: wrong credentials, missing rights, a deleted stream. */
export class Refused extends Error {}

/** gRPC status codes, https://grpc.io/docs/guides/status-codes/ */
const DEADLINE_EXCEEDED = 4;
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

interface ClientError {
  readonly code?: unknown;
  readonly type?: unknown;
  readonly message?: unknown;
  readonly actualVersion?: unknown;
}

/**
 * What an error of the client means. Told by its code and type and not by its class: after a server was killed many come
 * as bare gRPC errors. What is not known to be final counts as passing: repeating an identical append does no harm.
 */
export const understood = (error: unknown): Conflict | Retryable | Refused => {
  const { code, type, actualVersion, message } = (error ?? {}) as ClientError;
  const words = typeof message === 'string' ? message : String(error);
  if (type === 'wrong-expected-version') {
    return new Conflict(typeof actualVersion === 'bigint' ? Number(actualVersion) : 'none');
  }
  if (type === 'access-denied' || code === PERMISSION_DENIED || code === UNAUTHENTICATED) {
    return new Refused(
      `it denies access (${words}): the user in the connection string needs the right to read and write`,
      {
        cause: error,
      },
    );
  }
  if (type === 'stream-deleted') {
    return new Refused(`the stream was deleted for good (${words}): restore the server's last backup`, {
      cause: error,
    });
  }
  if (type === 'maximum-append-size-exceeded' || type === 'invalid-argument') {
    return new Refused(`it does not take this append (${words})`, { cause: error });
  }
  if (code === DEADLINE_EXCEEDED) return new Retryable('it gave no answer in time', { cause: error });
  return new Retryable(words, { cause: error });
};
