import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Instant } from '@art33/event-log';

/** How far a sender's clock may be off, either way (Standard Webhooks): an old request is no new one. */
const TOLERANCE_MILLISECONDS = 5 * 60_000;
/** How long a webhook-id may be, and of which characters. */
const ID = /^[\x21-\x7e]{1,200}$/;

/** What the headers of a signed request say. */
export interface SignedHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** Why a request is not taken; said to the sender, who has to mend it. */
export type SignatureFault = 'headers-missing' | 'timestamp-outside-tolerance' | 'signature-wrong';

/**
 * Secrets of intake webhooks (Standard Webhooks, symmetric: `whsec_…`). A secret follows from the installation's key, the
 * webhook and the number of its generation: nothing needs to be kept of it, and a new number is a new secret.
 */
export class IntakeSecrets {
  constructor(
    /** 32 bytes, derived from the installation's master key. */
    private readonly key: Uint8Array,
  ) {}

  secretOf(webhookId: string, generation: number): string {
    const secret = createHmac('sha256', this.key).update(`${webhookId} ${generation}`).digest('base64');
    return `whsec_${secret}`;
  }

  /** Whether the bytes were signed, recently, with a secret of one of these generations; undefined where they were. */
  faultOf(
    webhookId: string,
    generations: readonly number[],
    { id, timestamp, signature }: SignedHeaders,
    bytes: Buffer,
    now: Instant,
  ): SignatureFault | undefined {
    if (id === undefined || timestamp === undefined || signature === undefined || !ID.test(id))
      return 'headers-missing';
    if (!/^\d{1,12}$/.test(timestamp)) return 'headers-missing';
    const sentAt = Number(timestamp) * 1000;
    if (Math.abs(sentAt - Date.parse(now)) > TOLERANCE_MILLISECONDS) return 'timestamp-outside-tolerance';
    const given = signature.split(' ').slice(0, 10);
    const right = generations.map((generation) =>
      new Webhook(this.secretOf(webhookId, generation)).sign(id, new Date(sentAt), bytes),
    );
    return right.some((one) => given.some((other) => same(one, other))) ? undefined : 'signature-wrong';
  }
}

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};
