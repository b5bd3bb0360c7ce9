import type { OrganisationScope } from '@art33/identity';
import type { DisabledReason } from '../domain/events.js';
import type { Endpoint } from '../read-model/endpoints.js';
import type { Progress } from '../sending/journal.js';
import type { WebhookDto } from './webhooks.dto.js';

const MESSAGES: Readonly<Record<DisabledReason, string>> = {
  'by-person': 'disabled by a person of the organisation',
  gone: 'the receiver answered 410 Gone: enable the webhook again when it is back',
  failing: 'nothing was taken for three days: see the attempts, mend the receiver, and enable the webhook again',
};

/** The host says where events go; what stands behind it is often as good as a password, so auditors do not see it. */
const hostOf = (url: string): string => `${new URL(url).origin}/…`;

/** An endpoint as its organisation sees it. */
export const webhookView = (
  { id, url, types, enabled, disabled, registeredAt, secondSecretUntil }: Endpoint,
  progress: Progress | undefined,
  { role }: OrganisationScope,
): WebhookDto => ({
  id,
  url: url === null || role !== 'auditor' ? url : hostOf(url),
  types: [...types],
  enabled,
  disabled: disabled && { ...disabled, message: MESSAGES[disabled.reason] },
  registeredAt,
  secondSecretUntil,
  progress: progress
    ? {
        through: progress.through,
        failures: progress.failures,
        failingSince: progress.failingSince,
        nextAttemptAt: progress.nextAt,
      }
    : null,
});
