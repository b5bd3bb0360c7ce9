import { ERASED, fold, spec, toInstant, toMilliseconds } from '@art33/event-log';
import type { WebhookCommandData } from './commands.js';
import { signingSecrets, webhookDecider } from './decider.js';
import type { WebhookEvent } from './events.js';
import { hasFailedForTooLong, retryAt } from './retry.js';
import { isWanted } from './types-wanted.js';

const now = '2026-10-24T08:00:00.000Z';
const organisation = 'ours';
const url = 'https://hooks.example/a';
const types = ['eu.art33.notice.*'];
const registered: WebhookEvent = {
  type: 'WebhookRegistered',
  data: { webhookId: 'w', organisation, url, types, secret: 'whsec_one', enabled: true, at: now },
};
const disabled: WebhookEvent = {
  type: 'WebhookDisabled',
  data: { organisation, reason: 'gone', failingSince: now, at: now },
};
const removed: WebhookEvent = { type: 'WebhookRemoved', data: { at: now } };
const rotated: WebhookEvent = {
  type: 'WebhookSecretRotated',
  data: { secret: 'whsec_two', previousUntil: '2026-10-25T08:00:00.000Z', at: now },
};
const given = (...events: WebhookEvent[]) => spec(webhookDecider).given(events);
const anything: readonly WebhookCommandData[] = [
  { type: 'change', organisation, url, types },
  { type: 'rotate-secret', organisation, secret: 's' },
  { type: 'disable', organisation },
  { type: 'enable', organisation },
  { type: 'give-up', organisation, reason: 'gone', failingSince: now },
  { type: 'replay', organisation, fromLogNumber: 0 },
  { type: 'remove', organisation },
];

describe('a webhook', () => {
  test('is registered once', () => {
    const register = {
      type: 'register',
      webhookId: 'w',
      organisation,
      url,
      types,
      secret: 'whsec_one',
      enabled: true,
    } as const;
    given().when(register, now).then([registered]);
    given(registered).when(register, now).then([]);
  });
  test('is unknown before it is registered, once it is removed, and to every other organisation', () => {
    for (const command of anything) {
      given().when(command, now).thenRefused('webhook-unknown');
      given(registered, removed).when(command, now).thenRefused('webhook-unknown');
      given(registered)
        .when({ ...command, organisation: 'theirs' }, now)
        .thenRefused('webhook-unknown');
    }
  });
  test('is changed where something changes', () => {
    given(registered).when({ type: 'change', organisation, url, types }, now).then([]);
    given(registered)
      .when({ type: 'change', organisation, url, types: ['*'] }, now)
      .then([{ type: 'WebhookChanged', data: { url, types: ['*'], at: now } }]);
  });
  test('is enabled and disabled once, by a person or because of its answers', () => {
    given(registered).when({ type: 'enable', organisation }, now).then([]);
    given(registered, disabled)
      .when({ type: 'enable', organisation }, now)
      .then([{ type: 'WebhookEnabled', data: { at: now } }]);
    given(registered, disabled).when({ type: 'disable', organisation }, now).then([]);
    given(registered, disabled)
      .when({ type: 'give-up', organisation, reason: 'gone', failingSince: now }, now)
      .then([]);
    given(registered).when({ type: 'give-up', organisation, reason: 'gone', failingSince: now }, now).then([disabled]);
  });
  test('is signed by both secrets for 24 hours after a rotation, the new one first, and then by the new one alone', () => {
    given(registered).when({ type: 'rotate-secret', organisation, secret: 'whsec_two' }, now).then([rotated]);
    const state = fold(webhookDecider, [registered, rotated]);
    expect(signingSecrets(state, '2026-10-25T07:59:59.999Z')).toEqual(['whsec_two', 'whsec_one']);
    expect(signingSecrets(state, '2026-10-25T08:00:00.000Z')).toEqual(['whsec_two']);
  });
  test('is signed by nothing once its key is destroyed', () => {
    const erased = { ...registered, data: { ...registered.data, secret: ERASED } } as WebhookEvent;
    expect(signingSecrets(fold(webhookDecider, [erased]), now)).toEqual([]);
  });
});

describe('the next attempt', () => {
  const wait = (failures: number, jitter = 0) =>
    (toMilliseconds(retryAt(failures, now, jitter)) - toMilliseconds(now)) / 1000;
  test('comes after 5 s, then ever later, at most four hours', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map((failures) => wait(failures))).toEqual([
      5, 30, 120, 600, 1800, 3600, 7200, 14_400, 14_400, 14_400,
    ]);
  });
  test('is spread by a fifth', () => {
    expect(wait(1, 0.999)).toBeGreaterThan(5.9);
    expect(wait(1, 0.999)).toBeLessThan(6);
  });
  test('is the last one after three days', () => {
    const threeDays = toMilliseconds(now) + 72 * 3_600_000;
    expect(hasFailedForTooLong(now, toInstant(threeDays - 1))).toBe(false);
    expect(hasFailedForTooLong(now, toInstant(threeDays))).toBe(true);
  });
});

test.each([
  ['*', true],
  ['eu.art33.*', true],
  ['eu.art33.notice.*', true],
  ['eu.art33.notice.sent', true],
  ['eu.art33.notice', false],
  ['eu.art33.note.*', false],
  ['eu.art33.notice.sent.*', false],
])('%s wants eu.art33.notice.sent: %s', (pattern, wanted) => {
  expect(isWanted('eu.art33.notice.sent', [pattern])).toBe(wanted);
});
