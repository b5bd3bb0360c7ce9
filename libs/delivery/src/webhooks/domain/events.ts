import { declareEvents, idOfStream, type DomainEvent, type Erased, type Instant } from '@art33/event-log';

/** Why nothing is sent to an endpoint: a person said so, it answered 410 Gone, or it failed for days. */
export type DisabledReason = 'by-person' | 'gone' | 'failing';

export type WebhookEvent =
  | DomainEvent<
      'WebhookRegistered',
      {
        readonly webhookId: string;
        /** Whose events are sent (UUID). */
        readonly organisation: string;
        readonly url: string | Erased;
        /** Types of public events; `*` at the end stands for whatever follows. */
        readonly types: readonly string[];
        /** `whsec_` and 32 bytes in base64. */
        readonly secret: string | Erased;
        readonly enabled: boolean;
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'WebhookChanged',
      { readonly url: string | Erased; readonly types: readonly string[]; readonly at: Instant }
    >
  | DomainEvent<
      'WebhookSecretRotated',
      {
        readonly secret: string | Erased;
        /** Until then the secret before signs as well. */
        readonly previousUntil: Instant;
        readonly at: Instant;
      }
    >
  | DomainEvent<
      'WebhookDisabled',
      {
        /** Stands here too, so that the event can be read alone. */
        readonly organisation: string;
        readonly reason: DisabledReason;
        /** When the first of the failures in a row was seen; null where none led to this. */
        readonly failingSince: Instant | null;
        readonly at: Instant;
      }
    >
  | DomainEvent<'WebhookEnabled', { readonly at: Instant }>
  | DomainEvent<
      'WebhookReplayRequested',
      {
        /** The first log number that is sent again. */
        readonly fromLogNumber: number;
        readonly at: Instant;
      }
    >
  | DomainEvent<'WebhookRemoved', { readonly at: Instant }>;

export type WebhookEventData<Type extends WebhookEvent['type']> = Extract<WebhookEvent, { type: Type }>['data'];

/** Addresses often hold a secret of their own, so they are sealed like one. */
const ownKey = (_data: unknown, stream: string) => [`webhook:${idOfStream(stream)}`];

export const webhookEvents = declareEvents<WebhookEvent>()({
  WebhookRegistered: {
    version: 1,
    meaning: 'An organisation registered an address to which its events are sent, signed with a secret.',
    personal: { '/url': ownKey, '/secret': ownKey },
  },
  WebhookChanged: {
    version: 1,
    meaning:
      'The address of a webhook or the types of events it gets were changed; the event carries both as they are now.',
    personal: { '/url': ownKey },
  },
  WebhookSecretRotated: {
    version: 1,
    meaning: 'A webhook got a new secret; the one before signs as well for a day.',
    personal: { '/secret': ownKey },
  },
  WebhookDisabled: {
    version: 1,
    meaning:
      'Nothing is sent to a webhook any more: a person said so, it answered 410 Gone, or it failed for three days.',
  },
  WebhookEnabled: { version: 1, meaning: 'A disabled webhook is sent events again, from where it stopped.' },
  WebhookReplayRequested: {
    version: 1,
    meaning: 'A person asked that a webhook be sent its events from a log number on, whatever it was sent before.',
  },
  WebhookRemoved: { version: 1, meaning: 'A webhook was removed for good.' },
});

/** The stream of one endpoint. */
export const webhookStream = (webhookId: string): string => `webhook-${webhookId}`;
