import { createHash } from 'node:crypto';
import { leafBytes, leafHash, type Leaf } from './leaf.js';

const event: Leaf = {
  stream: 'incident-0d4ad9a3-4b5e-4f8e-9f3a-2d1f3f6b7c11',
  revision: 4,
  id: '6f1f2d0e-93c5-5c1b-8f55-0c8f6f3f2a90',
  type: 'IncidentLogged',
  schemaVersion: 2,
  recordedAt: '2026-10-24T19:40:00.000Z',
  metadata: {
    actor: { kind: 'token', id: 'b1c9d8e7' },
    organisation: 'c0ffee00-0000-4000-8000-000000000001',
    correlationId: 'c0ffee00-0000-4000-8000-000000000002',
    commandId: 'c0ffee00-0000-4000-8000-000000000003',
  },
  data: { title: 'Datenträger verloren', occurred: null, share: 0.25, kinds: ['confidentiality', 'availability'] },
};
/** Written by hand: the members of RFC 8785 order, no white space. */
const BYTES =
  '{"data":{"kinds":["confidentiality","availability"],"occurred":null,"share":0.25,"title":"Datenträger verloren"},' +
  '"id":"6f1f2d0e-93c5-5c1b-8f55-0c8f6f3f2a90",' +
  '"metadata":{"actor":{"id":"b1c9d8e7","kind":"token"},"commandId":"c0ffee00-0000-4000-8000-000000000003",' +
  '"correlationId":"c0ffee00-0000-4000-8000-000000000002","organisation":"c0ffee00-0000-4000-8000-000000000001"},' +
  '"recordedAt":"2026-10-24T19:40:00.000Z","revision":4,"schemaVersion":2,' +
  '"stream":"incident-0d4ad9a3-4b5e-4f8e-9f3a-2d1f3f6b7c11","type":"IncidentLogged"}';
const HASH = '81eeaa28d99f63877cb6c5e71e689862e074cf8c14b74727d10dfd1a79c18069';

describe('the leaf of an event', () => {
  test('has the same bytes and the same hash for ever', () => {
    expect(Buffer.from(leafBytes(event)).toString('utf8')).toBe(BYTES);
    expect(leafHash(event)).toBe(HASH);
  });

  test('is hashed behind a zero byte (RFC 6962)', () => {
    expect(leafHash(event)).toBe(createHash('sha256').update(`\0${BYTES}`, 'utf8').digest('hex'));
  });

  test('leaves out where the event stands in the whole log, which differs between stores', () => {
    expect(leafHash({ ...event, logNumber: 7, position: 's:8' } as Leaf)).toBe(HASH);
  });

  test.each<[field: string, change: Partial<Leaf>]>([
    ['stream', { stream: 'incident-0d4ad9a3-4b5e-4f8e-9f3a-2d1f3f6b7c12' }],
    ['revision', { revision: 5 }],
    ['id', { id: '6f1f2d0e-93c5-5c1b-8f55-0c8f6f3f2a91' }],
    ['type', { type: 'IncidentClosed' }],
    ['schemaVersion', { schemaVersion: 3 }],
    ['recordedAt', { recordedAt: '2026-10-24T19:40:00.001Z' }],
    ['metadata', { metadata: { ...event.metadata, causationId: 'c0ffee00-0000-4000-8000-000000000004' } }],
    ['data', { data: { title: 'Datentrager verloren' } }],
  ])('changes with %s', (_field, change) => {
    expect(leafHash({ ...event, ...change })).not.toBe(HASH);
  });
});
