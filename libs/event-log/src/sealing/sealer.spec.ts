import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ERASED, isErased, type Json } from '../domain/event.js';
import { declareEvents } from '../domain/registry.js';
import { InvalidAppend } from '../port/errors.js';
import type { EventToAppend, StoredEvent } from '../port/event-log.js';
import { DirectoryObjectStore } from '../objects/directory/directory-object-store.js';
import { KeyErased, KeyUnusable } from '../port/key-store.js';
import { EventCodec } from './event-codec.js';
import { EventRegistry, NewerSchema, UnknownEventType } from './event-registry.js';
import { ObjectKeyStore } from './object-key-store.js';
import { Sealer } from './sealer.js';

type Noted = {
  type: 'Noted';
  data: { person: string; incident: string; name?: Json; note?: Json; about: { text?: Json; count: number } };
};
const declarations = declareEvents<Noted>()({
  Noted: {
    version: 1,
    meaning: 'Somebody noted something.',
    personal: {
      '/name': (data) => (data.person === '' ? [] : [`person:${data.person}`]),
      '/note': (data) => [`person:${data.person}`, `incident:${data.incident}`],
      '/about/text': (data) => [`incident:${data.incident}`],
    },
  },
});
const masterKey = Buffer.alloc(32, 7);
const metadata = {
  actor: { kind: 'system', id: 'test' },
  organisation: 'o',
  correlationId: 'c',
  commandId: 'd',
} as const;

describe('sealed personal fields', () => {
  let directory: string;
  let keys: ObjectKeyStore;
  let codec: EventCodec;
  const codecWith = (store: ObjectKeyStore) => new EventCodec(new EventRegistry([declarations]), new Sealer(store));
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'art33-sealing-'));
    keys = await ObjectKeyStore.open({
      objects: await DirectoryObjectStore.open({ directory }),
      masterKey,
      mayBegin: true,
    });
    codec = codecWith(keys);
  });
  afterEach(() => rm(directory, { recursive: true }));

  const noted = (data: Partial<Noted['data']> = {}): Noted => ({
    type: 'Noted',
    data: {
      person: 'p1',
      incident: 'i1',
      name: 'Erika Muster',
      note: 'calls herself',
      about: { text: 'lost key', count: 3 },
      ...data,
    },
  });
  const sealed = (event: Noted, id: string = randomUUID()): Promise<EventToAppend> =>
    codec.toAppend(event, { id, stream: 'note-1', metadata, recordedAt: '2026-03-02T03:10:00.000Z' });
  const stored = (event: EventToAppend, data: Json = event.data): StoredEvent => ({
    ...event,
    data,
    stream: 'note-1',
    revision: 0,
    logNumber: 0,
    position: '1',
  });
  const fields = (event: EventToAppend) =>
    event.data as Record<'name' | 'note', Json> & { about: { text: Json; count: number } };

  it('stores no personal value, and everything else as it is', async () => {
    const event = await sealed(noted());
    expect(JSON.stringify(event.data)).not.toMatch(/Erika|herself|lost/);
    expect(event.data).toMatchObject({ person: 'p1', incident: 'i1', about: { count: 3 } });
    expect(fields(event).name).toEqual({
      $sealed: { key: expect.stringMatching(/^[0-9a-f]{32}$/), nonce: expect.any(String), text: expect.any(String) },
    });
  });

  it('opens what it sealed, whatever the value', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          name: fc.jsonValue(),
          note: fc.jsonValue(),
          about: fc.record({ text: fc.jsonValue(), count: fc.nat() }),
        }),
        async (values) => {
          const before = JSON.parse(JSON.stringify(noted(values as Partial<Noted['data']>))) as Noted;
          const { data } = await codec.open(stored(await sealed(before)));
          expect(data).toEqual(before.data);
        },
      ),
      { numRuns: 50 },
    ));

  it('seals the same value differently every time', async () => {
    expect(fields(await sealed(noted())).name).not.toEqual(fields(await sealed(noted())).name);
  });

  it('leaves alone what is absent, null, erased already, or personal to nobody in this event', async () => {
    const data = {
      person: '',
      incident: 'i1',
      name: 'Security team',
      note: null,
      about: { text: { ...ERASED }, count: 1 },
    };
    expect((await sealed(noted(data))).data).toEqual(data);
    expect((await sealed(noted({ name: undefined }))).data).not.toHaveProperty('name.$sealed');
  });

  it('refuses data that passes itself off as sealed', async () => {
    await expect(sealed(noted({ note: { deep: [{ $sealed: 1 }] } }))).rejects.toThrow(InvalidAppend);
  });

  describe('after the key of a scope was destroyed', () => {
    it('shows fields of that scope as erased, and all others', async () => {
      const event = await sealed(noted());
      await keys.erase('person:p1');
      const { data } = await codec.open<Noted>(stored(event));
      expect(data).toMatchObject({ person: 'p1', name: ERASED, note: ERASED, about: { text: 'lost key', count: 3 } });
      expect(isErased(data.name)).toBe(true);
    });
    it('shows a field under two scopes as erased when the outer key is gone', async () => {
      const event = await sealed(noted());
      await keys.erase('incident:i1');
      const { data } = await codec.open<Noted>(stored(event));
      expect(data).toMatchObject({ name: 'Erika Muster', note: ERASED, about: { text: ERASED, count: 3 } });
    });
    it('seals nothing more under it', async () => {
      await keys.erase('person:p1');
      await expect(sealed(noted())).rejects.toThrow(KeyErased);
    });
  });

  describe('what was changed is an error, never taken for erasure', () => {
    const refused = async (event: EventToAppend, data: Json) =>
      expect(codec.open(stored(event, data))).rejects.toThrow(KeyUnusable);

    it('two fields of one event swapped', async () => {
      const event = await sealed(noted());
      const { name, note } = fields(event);
      await refused(event, { ...fields(event), name: note, note: name });
    });
    it('the same field of two events swapped', async () => {
      const [one, other] = [await sealed(noted()), await sealed(noted())];
      await refused(one, { ...fields(one), name: fields(other).name });
    });
    it('any single bit flipped', async () => {
      const event = await sealed(noted());
      const { $sealed } = fields(event).name as { $sealed: { key: string; nonce: string; text: string } };
      for (const part of ['nonce', 'text'] as const) {
        const bytes = Buffer.from($sealed[part], 'base64');
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          const flipped = Buffer.from(bytes);
          flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
          await refused(event, {
            ...fields(event),
            name: { $sealed: { ...$sealed, [part]: flipped.toString('base64') } },
          });
        }
      }
    });
    it.each([
      ['a tag cut short', { key: 'KEY', nonce: 'AAAAAAAAAAAAAAAA', text: 'AAAA' }],
      ['no nonce', { key: 'KEY', nonce: '', text: 'AAAAAAAAAAAAAAAAAAAAAAAA' }],
      ['a key id that is a path', { key: '../../check', nonce: '', text: '' }],
      ['a key that nobody made', { key: '0'.repeat(32), nonce: '', text: '' }],
      ['no members', {}],
      ['no object', 7],
    ])('%s', async (_name, $sealed) => {
      const event = await sealed(noted());
      const { key } = (fields(event).name as { $sealed: { key: string } }).$sealed;
      const field = JSON.parse(JSON.stringify({ $sealed }).replace('KEY', key)) as Json;
      await refused(event, { ...fields(event), name: field });
    });
    it('the event given another id or type', async () => {
      const event = await sealed(noted());
      await expect(codec.open({ ...stored(event), id: randomUUID() })).rejects.toThrow(KeyUnusable);
    });
    it('keys of another master key', async () => {
      const event = await sealed(noted());
      const objects = await DirectoryObjectStore.open({ directory: join(directory, 'other') });
      const other = await ObjectKeyStore.open({ objects, masterKey: Buffer.alloc(32, 8), mayBegin: true });
      await other.erase('person:p1');
      await expect(codecWith(other).open(stored(event))).rejects.toThrow(KeyUnusable);
    });
  });

  it('opens the others of a page where one does not open', async () => {
    const events = [await sealed(noted()), await sealed(noted({ person: 'p2' })), await sealed(noted())];
    const page = events.map((event, index) =>
      stored(event, index === 1 ? { ...fields(event), name: { $sealed: 0 } } : event.data),
    );
    const opened = await codec.openEach(page);
    expect(opened.map((event) => event instanceof Error)).toEqual([false, true, false]);
  });
});

describe('event types and their versions', () => {
  const stored: StoredEvent = {
    id: randomUUID(),
    stream: 'note-1',
    type: 'Noted',
    schemaVersion: 1,
    data: {},
    metadata,
    recordedAt: '2026-03-02T03:10:00.000Z',
    revision: 0,
    logNumber: 0,
    position: '1',
  };
  let directory: string;
  let sealer: Sealer;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'art33-codec-'));
    const objects = await DirectoryObjectStore.open({ directory });
    sealer = new Sealer(await ObjectKeyStore.open({ objects, masterKey, mayBegin: true }));
  });
  afterAll(() => rm(directory, { recursive: true }));
  const codec = (...declared: ConstructorParameters<typeof EventRegistry>[0]) =>
    new EventCodec(new EventRegistry(declared), sealer);

  it('refuses an event type that nobody declares', async () => {
    await expect(codec().open(stored)).rejects.toThrow(UnknownEventType);
  });
  it('refuses a schema newer than its own', async () => {
    await expect(codec(declarations).open({ ...stored, schemaVersion: 2 })).rejects.toThrow(NewerSchema);
  });
  it('unseals first, with the fields of then, and upcasts second', async () => {
    const old = declareEvents<{ type: 'Named'; data: { name: string } }>()({
      Named: { version: 1, meaning: 'A name was given.', personal: { '/name': () => ['person:1'] } },
    });
    const today = declareEvents<{ type: 'Named'; data: { first: string; last: string } }>()({
      Named: {
        version: 2,
        meaning: 'A name was given.',
        personal: { '/first': () => ['person:1'], '/last': () => ['person:1'] },
        upcast: {
          1: (data) => {
            const [first = '', last = ''] = (data as { name: string }).name.split(' ');
            return { first, last };
          },
        },
      },
    });
    const event = await codec(old).toAppend({ type: 'Named', data: { name: 'Erika Muster' } }, { ...stored });
    const opened = await codec(today).open({ ...stored, ...event });
    expect(opened).toMatchObject({ schemaVersion: 2, data: { first: 'Erika', last: 'Muster' } });
  });
  it.each([
    ['a type declared twice', [declarations, declarations], /declared twice/],
    [
      'a version without an upcast to it',
      [{ A: { version: 3, meaning: '', upcast: { 1: () => null } } }],
      /from version 2 is missing/,
    ],
    [
      'a personal field within another',
      [{ A: { version: 1, meaning: '', personal: { '/a': () => [], '/a/b': () => [] } } }],
      /lies within/,
    ],
    [
      'a personal field that is no pointer',
      [{ A: { version: 1, meaning: '', personal: { a: () => [] } } }],
      /no JSON pointer/,
    ],
    ['version 0', [{ A: { version: 0, meaning: '' } }], /no schema version/],
  ])('refuses %s', (_name, declared, said) => expect(() => new EventRegistry(declared)).toThrow(said));
});
