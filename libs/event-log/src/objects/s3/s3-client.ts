import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Address } from './s3-address.js';

/** Requests under way at once: enough to overlap, few enough for a small server and our file handles. */
export const REQUESTS_AT_ONCE = 64;
/** How often one is tried, the first time included. */
const ATTEMPTS = 3;

/** How long is waited, in milliseconds. */
export interface Patience {
  /** For a connection. */
  readonly connecting: number;
  /** For the next byte of an answer. */
  readonly silence: number;
  /** For a request with all its attempts. */
  readonly request: number;
}
export const PATIENCE: Patience = { connecting: 2_000, silence: 5_000, request: 60_000 };

/**
 * A client on lines that are kept open. It signs and sends bodies as they are, from memory: checksums of its own would turn
 * them into a stream that not every store takes, and what is kept here is authenticated anyway.
 */
export function s3Client({ endpoint, region, pathStyle }: S3Address, patience: Patience): S3Client {
  const agent = { keepAlive: true, maxSockets: REQUESTS_AT_ONCE };
  // A store of one's own has no regions, but a signature needs a name for one.
  const signedFor = region ?? (endpoint === undefined ? undefined : (process.env['AWS_REGION'] ?? 'us-east-1'));
  return new S3Client({
    forcePathStyle: pathStyle,
    maxAttempts: ATTEMPTS,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: patience.connecting,
      socketTimeout: patience.silence,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    },
    ...(endpoint !== undefined && { endpoint }),
    ...(signedFor !== undefined && { region: signedFor }),
  });
}
