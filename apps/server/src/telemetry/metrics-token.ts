import { createHmac } from 'node:crypto';

/** Opens the metrics and nothing else: what a scraper is given. Follows from the master key (32 bytes), like the operator's. */
export const metricsToken = (masterKey: Uint8Array): string =>
  `art33_${createHmac('sha256', masterKey).update('metrics').digest('base64url')}`;
