import { readdirSync, readFileSync } from 'node:fs';
import { ERASED, fold, type EventDeclaration } from '@art33/event-log';
import { messageDecider } from './decider.js';
import { deliveryEvents, type MessageEvent } from './events.js';

const folder = new URL('./golden/', import.meta.url);
const golden = (type: string): MessageEvent =>
  JSON.parse(readFileSync(new URL(`${type}.v1.json`, folder), 'utf8')) as MessageEvent;
const declarations = Object.entries(deliveryEvents) as [string, EventDeclaration<unknown>][];

/** The life of a message to which everything happened, short of giving up. */
const life = [
  'MessagePrepared',
  'MessageStarted',
  'MessageFailed',
  'MessageUnknown',
  'MessageAccepted',
  'MessageDelayed',
  'MessageDeliveredByServer',
  'MessageBounced',
];

describe('the golden events of a message', () => {
  test('exist for every type and version, and for nothing else', () => {
    const expected = declarations.flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, n) => `${type}.v${n + 1}.json`),
    );
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
  });

  test('replay into the state that they tell', () => {
    expect(fold(messageDecider, life.map(golden))).toMatchObject({
      phase: 'bounced',
      attempt: 1,
      unknown: [2],
      acceptedAt: '2026-10-24T08:03:01.250Z',
      bouncedAt: '2026-10-24T10:07:00.000Z',
    });
    expect(fold(messageDecider, [golden('MessagePrepared'), golden('MessageGivenUp')])).toMatchObject({
      phase: 'given-up',
    });
  });

  test('seal what names the recipient under its keys, and the text under those of its content', () => {
    const { data } = golden('MessagePrepared') as Extract<MessageEvent, { type: 'MessagePrepared' }>;
    const scopes = Object.entries(deliveryEvents['MessagePrepared']?.personal ?? {}).map(([pointer, of]) => [
      pointer,
      (of as (data: unknown, stream: string) => readonly string[])(data, 'message-1'),
    ]);
    expect(Object.fromEntries(scopes)).toEqual({
      '/recipient/address': data.scopes.recipient,
      '/subject': data.scopes.content,
      '/text': data.scopes.content,
      '/html': data.scopes.content,
    });
  });

  test('keep nothing else that repeats the address', () => {
    for (const [type, { personal }] of declarations) {
      const data = structuredClone(golden(type).data) as unknown as Record<string, unknown>;
      for (const pointer of Object.keys(personal ?? {})) {
        if (pointer === '/recipient/address') data['recipient'] = ERASED;
        else delete data[pointer.slice(1)];
      }
      expect(JSON.stringify(data)).not.toContain('klinik.example');
    }
  });
});
