import { readdirSync, readFileSync } from 'node:fs';
import { ERASED, fold, type EventDeclaration } from '@art33/event-log';
import { webhookDecider } from './decider.js';
import { webhookEvents, type WebhookEvent } from './events.js';

const folder = new URL('./golden/', import.meta.url);
const golden = (type: string): WebhookEvent =>
  JSON.parse(readFileSync(new URL(`${type}.v1.json`, folder), 'utf8')) as WebhookEvent;
const declarations = Object.entries(webhookEvents) as [string, EventDeclaration<unknown>][];
const life = [
  'WebhookRegistered',
  'WebhookChanged',
  'WebhookSecretRotated',
  'WebhookReplayRequested',
  'WebhookDisabled',
];

describe('the golden events of a webhook', () => {
  test('exist for every type and version, and for nothing else', () => {
    const expected = declarations.flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, n) => `${type}.v${n + 1}.json`),
    );
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
  });

  test('replay into the state that they tell', () => {
    expect(fold(webhookDecider, life.map(golden))).toMatchObject({
      status: 'disabled',
      url: 'https://hooks.klinik.example/v2',
      types: ['*'],
      previous: { until: '2026-10-25T10:00:00.000Z' },
    });
    expect(fold(webhookDecider, [...life, 'WebhookEnabled'].map(golden))).toMatchObject({ status: 'enabled' });
    expect(fold(webhookDecider, [...life, 'WebhookRemoved'].map(golden))).toEqual({ status: 'removed' });
  });

  test('seal address and secret, and keep nothing of either outside', () => {
    for (const [type, { personal }] of declarations) {
      const data = { ...(golden(type).data as object) } as Record<string, unknown>;
      for (const pointer of Object.keys(personal ?? {})) data[pointer.slice(1)] = ERASED;
      expect(JSON.stringify(data)).not.toMatch(/whsec_|klinik\.example/);
    }
  });
});
