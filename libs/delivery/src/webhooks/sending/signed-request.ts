import { CloudEvent, HTTP } from 'cloudevents';
import { toMilliseconds, type Instant } from '@art33/event-log';
import { Webhook } from 'standardwebhooks';

/** What receivers learn of one event. */
export interface Envelope {
  readonly organisation: string;
  readonly eventId: string;
  readonly type: string;
  /** Path in the API, where the event is about a record. */
  readonly subject?: string;
  readonly time: Instant;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The event as CloudEvents 1.0, structured mode, in JSON. */
export function cloudEvent({ organisation, eventId, type, subject, time, data }: Envelope, publicUrl: string): string {
  const event = new CloudEvent({
    id: eventId,
    source: `${publicUrl}/organisations/${organisation}`,
    type,
    ...(subject === undefined ? {} : { subject }),
    time,
    datacontenttype: 'application/json',
    data,
  });
  return String(HTTP.structured(event).body);
}

/** Signed by every secret in force, as Standard Webhooks has it: one signature is enough for the receiver. */
export function signed(body: string, id: string, secrets: readonly string[], now: Instant): SignedRequest {
  const timestamp = new Date(toMilliseconds(now));
  return {
    headers: {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'art33',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, timestamp, body)).join(' '),
    },
    body,
  };
}
