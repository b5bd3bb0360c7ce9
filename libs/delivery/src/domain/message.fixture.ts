/** A message and what happens to it, for the tests of the decider. */
import { spec } from '@art33/event-log';
import type { MessageCommandOf } from './commands.js';
import { messageDecider } from './decider.js';
import type { MessageEvent, MessageEventData } from './events.js';

const messageId = '11111111-1111-4111-8111-111111111111';
export const scopes = { recipient: ['person:anna'], content: ['incident:i-1', 'controller:c-1'] };
export const T = (time: string) => `2026-10-24T${time}.000Z`;
export const t0 = T('10:00:00');

export const written = {
  messageId,
  organisation: '22222222-2222-4222-8222-222222222222',
  about: { kind: 'notice', id: '33333333-3333-4333-8333-333333333333', part: 1 },
  recipient: { contactId: 'anna', address: 'praxis@example.org' },
  priority: 'high' as const,
  headerMessageId: `<${messageId}@art33.example>`,
  returnPathToken: '0123456789abcdef0123456789abcdef',
  language: 'de' as const,
  subject: 'Meldung einer Verletzung',
  text: 'Sehr geehrte Damen und Herren',
  scopes,
};
export const prepare: MessageCommandOf<'prepare'> = { type: 'prepare', ...written };

export const prepared = (data: Partial<MessageEventData<'MessagePrepared'>> = {}): MessageEvent => ({
  type: 'MessagePrepared',
  data: { ...written, channel: 'smtp', at: t0, ...data },
});
export const started = (attempt: number, at: string, takenBy = 'node-a', leaseUntil = T('23:59:59')): MessageEvent => ({
  type: 'MessageStarted',
  data: { attempt, at, takenBy, leaseUntil },
});
export const accepted = (attempt: number, at: string, mayHaveArrivedTwice = false): MessageEvent => ({
  type: 'MessageAccepted',
  data: { attempt, at, by: 'relay', reply: '250 ok', acceptedCode: 250, mayHaveArrivedTwice, scopes },
});
export const failed = (attempt: number, at: string, retryAt: string | null): MessageEvent => ({
  type: 'MessageFailed',
  data: {
    attempt,
    at,
    code: retryAt === null ? '550' : '451',
    permanent: retryAt === null,
    reply: 'no',
    retryAt,
    scopes,
  },
});
export const unknown = (attempt: number, at: string, retryAt: string | null): MessageEvent => ({
  type: 'MessageUnknown',
  data: { attempt, at, why: 'connection-cut', retryAt },
});
export const lost = (attempt: number, at: string): MessageEvent => ({
  type: 'MessageUnknown',
  data: { attempt, at, why: 'process-ended', retryAt: at },
});
export const report = {
  arrivedAt: T('10:07:05'),
  status: '5.1.1',
  diagnostic: 'smtp; 550 no such user',
  evidenceId: 'dsn-1',
};
export const bounced: MessageEvent = {
  type: 'MessageBounced',
  data: { at: T('10:07:00'), ...report, action: 'failed', scopes },
};
export const delivered: MessageEvent = {
  type: 'MessageDeliveredByServer',
  data: { at: T('10:02:00'), arrivedAt: T('10:02:03'), status: '2.0.0', evidenceId: 'dsn-0', scopes },
};

export const acceptance: MessageCommandOf<'record-acceptance'> = {
  type: 'record-acceptance',
  attempt: 1,
  at: T('10:00:02'),
  by: 'relay',
  code: 250,
  reply: '250 ok',
};
export const failure: MessageCommandOf<'record-failure'> = {
  type: 'record-failure',
  attempt: 1,
  at: T('10:00:02'),
  code: '451',
  permanent: false,
  reply: 'no',
  jitter: 0,
};
export const unanswered: MessageCommandOf<'record-unknown'> = {
  type: 'record-unknown',
  attempt: 1,
  at: T('10:00:02'),
  why: 'connection-cut',
  jitter: 0,
};
export const message = spec(messageDecider);
export const sending = message.given([prepared(), started(1, t0)]);
