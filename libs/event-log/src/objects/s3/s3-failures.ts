import { ObjectsUnavailable } from '../../port/object-store.js';
import { placeOf, serverOf, type S3Address } from './s3-address.js';

/** What the SDK throws, as far as it can be relied on. */
interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

const REFUSED_CREDENTIALS = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'TokenRefreshRequired',
];
const SILENT = ['TimeoutError', 'AbortError', 'RequestTimeout', 'ETIMEDOUT', 'ECONNABORTED'];
const CREDENTIALS = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SHARED_CREDENTIALS_FILE';

export const statusOf = (error: unknown): number | undefined => (error as Failure).$metadata?.httpStatusCode;
/** How often the SDK has asked; 0 where the failure is not of its asking. */
export const attemptsOf = (error: unknown): number => (error as Failure).$metadata?.attempts ?? 0;
export const nameOf = (error: unknown): string => (error as Failure).name ?? '';

/** A store that others use, too, asks for patience with this; the same may work at once. */
export const isConflict = (error: unknown): boolean =>
  statusOf(error) === 409 || nameOf(error) === 'ConditionalRequestConflict';
export const isPreconditionFailed = (error: unknown): boolean =>
  statusOf(error) === 412 || nameOf(error) === 'PreconditionFailed';

/** The failure in one sentence: which store, what it said, what to do. */
export function asObjectsUnavailable(error: unknown, address: S3Address): ObjectsUnavailable {
  if (error instanceof ObjectsUnavailable) return error;
  const [what, todo] = wordsFor(error as Failure, address);
  return new ObjectsUnavailable(
    `${placeOf(address)} at ${serverOf(address)}: keys and files cannot be kept or read now (${what}): ${todo}`,
    { cause: error },
  );
}

/** What the network said; the SDK may have put a failure of its own around it. */
const codeOf = ({ code, message = '' }: Failure): string => code ?? /\bE[A-Z]{4,}(_[A-Z]+)?\b/.exec(message)?.[0] ?? '';

function wordsFor(error: Failure, { bucket, prefix }: S3Address): readonly [what: string, todo: string] {
  const { name = '', message = '' } = error;
  const code = codeOf(error);
  const said = [name === 'Error' ? '' : name, message === name || message === 'UnknownError' ? '' : message]
    .filter((part) => part !== '')
    .join(': ');
  const status = statusOf(error);
  if (name === 'CredentialsProviderError') return ['no credentials were found', `set ${CREDENTIALS}`];
  if (message.startsWith('Region is missing')) return [message, 'add region=… to ART33_OBJECTS, or set AWS_REGION'];
  if (REFUSED_CREDENTIALS.includes(name)) return [said, `look at the credentials: ${CREDENTIALS}`];
  if (status === 403 || name === 'AccessDenied')
    return [
      `access is denied${said === '' ? '' : `, ${said}`}`,
      `give the credentials s3:GetObject, s3:PutObject and s3:DeleteObject on ${bucket}/${prefix}* and s3:ListBucket on ${bucket}`,
    ];
  if (name === 'NoSuchBucket')
    return [`there is no bucket ${bucket}`, 'make it, without versioning, or correct ART33_OBJECTS'];
  if (status === 301 || name === 'PermanentRedirect' || name === 'AuthorizationHeaderMalformed')
    return [said, 'correct region=… and endpoint=… of ART33_OBJECTS'];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return [`its name is not known, ${code}`, 'correct endpoint=… of ART33_OBJECTS, or look at the name server'];
  if (SILENT.includes(name) || SILENT.includes(code))
    return ['it does not answer in time', 'look at that server and the line to it'];
  if (code !== '') return [`it cannot be reached, ${code}`, 'start that server, or correct ART33_OBJECTS'];
  return [`${said}${status === undefined ? '' : `, status ${status}`}`, 'look at that server'];
}
