/** Where an S3-compatible store is. The credentials are not part of it: see the chain of the AWS SDK. */
export interface S3Address {
  readonly bucket: string;
  /** Before every name; empty, or ending in a slash. */
  readonly prefix: string;
  /** Undefined: AWS itself, in the region. */
  readonly endpoint: string | undefined;
  /** Undefined: what the AWS variables say. */
  readonly region: string | undefined;
  /** Whether the bucket stands in the path of the address instead of its host name. */
  readonly pathStyle: boolean;
}

/** The address makes no sense; the message says what it must be. */
export class InvalidAddress extends Error {}

const FORM = 's3://bucket/prefix?endpoint=https://host:port&region=…&pathStyle=true';
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const REGION = /^[a-z0-9][a-z0-9-]*$/;
const PARAMETERS = ['endpoint', 'region', 'pathStyle'];

/** Reads `s3://bucket/prefix?endpoint=…&region=…&pathStyle=true`. Throws `InvalidAddress`. */
export function parseS3Address(text: string): S3Address {
  if (!URL.canParse(text) || new URL(text).protocol !== 's3:') throw new InvalidAddress(FORM);
  const { host, pathname, searchParams, username, password, hash } = new URL(text);
  if (username !== '' || password !== '')
    throw new InvalidAddress(
      `${FORM}, without credentials: those belong into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SHARED_CREDENTIALS_FILE`,
    );
  if (!BUCKET.test(host) || hash !== '') throw new InvalidAddress(`${FORM}, with the name of a bucket`);
  const segments = pathname.split('/').filter((segment) => segment !== '');
  if (!segments.every((segment) => SEGMENT.test(segment)))
    throw new InvalidAddress(`${FORM}, with a prefix of letters, digits, dots and dashes`);
  const unknown = [...searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw new InvalidAddress(`${FORM}: ${unknown} is none of ${PARAMETERS.join(', ')}`);
  const twice = PARAMETERS.find((name) => searchParams.getAll(name).length > 1);
  if (twice !== undefined) throw new InvalidAddress(`${FORM}, with ${twice} only once`);
  const endpoint = searchParams.get('endpoint') ?? undefined;
  const region = searchParams.get('region') ?? undefined;
  const pathStyle = searchParams.get('pathStyle') ?? 'false';
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)))
    throw new InvalidAddress(`${FORM}, with an http or https address as endpoint`);
  if (region !== undefined && !REGION.test(region))
    throw new InvalidAddress(`${FORM}, with a region such as eu-central-1`);
  if (!['true', 'false'].includes(pathStyle)) throw new InvalidAddress(`${FORM}, with pathStyle true or false`);
  return {
    bucket: host,
    prefix: segments.map((segment) => `${segment}/`).join(''),
    endpoint,
    region,
    pathStyle: pathStyle === 'true',
  };
}

/** As people know it, e.g. `s3://bucket/prefix`. */
export const placeOf = ({ bucket, prefix }: S3Address): string => `s3://${bucket}/${prefix}`.replace(/\/$/, '');

/** Whom one speaks to. */
export const serverOf = ({ endpoint, region }: S3Address): string =>
  endpoint ?? (region === undefined ? 'AWS' : `AWS ${region}`);
