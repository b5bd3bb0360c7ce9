import { randomUUID } from 'node:crypto';
import { metadata, NOON } from '../conformance/events.js';
import type { ServerEvent } from './client.js';
import { fromServer } from './stored-form.js';

const envelope = { recordedAt: NOON, schemaVersion: 1, metadata };
const written = (change: Partial<ServerEvent>): ServerEvent => ({
  stream: 'art33.s',
  revision: 0,
  id: randomUUID(),
  type: 'SomethingHappened',
  isJson: true,
  data: { number: 1 },
  metadata: envelope,
  created: 0,
  position: { commit: 0n, prepare: 0n },
  ...change,
});
const inEnvelope = (change: object): Partial<ServerEvent> => ({ metadata: { ...envelope, ...change } });

describe('An event of the server', () => {
  test('in the log’s form is one of the log’s', () => {
    expect(fromServer(written({}))?.event).toMatchObject({ type: 'SomethingHappened', data: '{"number":1}' });
    expect(fromServer(written({ data: { b: '€', '2': 1, '10': 2 } }))?.event.data).toBe('{"10":2,"2":1,"b":"€"}');
  });

  test.each([
    ['is not JSON', { isJson: false }],
    ['has no envelope', { metadata: undefined }],
    ['has a type that no event has', { type: '<b>' }],
    ['has no data', { data: undefined }],
    ['has data that is no text', { data: '\ud800' }],
    ['is larger than an event may be', { data: 'x'.repeat(1_000_001) }],
    ['has version 0', inEnvelope({ schemaVersion: 0 })],
    ['was recorded on a day', inEnvelope({ recordedAt: '2026-10-20' })],
    ['says of nobody that he did it', inEnvelope({ metadata: { ...metadata, actor: undefined } })],
    ['says nothing of where it comes from', inEnvelope({ metadata: {} })],
    ['has a list where that should stand', inEnvelope({ metadata: ['x'] })],
  ])('that %s is none', (_, change) => expect(fromServer(written(change))).toBeUndefined());
});
