import { MAX_EVENT_BYTES } from '../port/admission.js';
import { EventTooLarge, InvalidAppend } from '../port/errors.js';
import type { AppendItem, EventToAppend } from '../port/event-log.js';
import { anEvent, metadata, someEvents } from './events.js';
import type { CurrentLog } from './harness.js';

const circle: { self?: unknown } = {};
circle.self = circle;

/** What a caller without a compiler might send. */
type Anything = { readonly [K in keyof EventToAppend]?: unknown };
const event = (change: Anything): EventToAppend => ({ ...anEvent(), ...change }) as EventToAppend;
const append = (change: { readonly [K in keyof AppendItem]?: unknown }): AppendItem =>
  ({ stream: 'stream-a', expectedRevision: 'none', events: someEvents(1), ...change }) as AppendItem;

const streamNames = ['', ' ', 'stream a', 'straße', '$all', '-a', 'a/b', 'a\0b', 'a'.repeat(201), undefined, null, 7];
const revisions = [-1, 1.5, Number.NaN, 2 ** 60, 'some', undefined, null];

const malformed: readonly (readonly [name: string, items: readonly AppendItem[]])[] = [
  ['a stream name that a store or a reader could misunderstand', streamNames.map((stream) => append({ stream }))],
  ['an expected revision that is none', revisions.map((expectedRevision) => append({ expectedRevision }))],
  ...(
    [
      ['an empty type', { type: '' }],
      ['a type in lower case', { type: 'happened' }],
      ['a type of two words', { type: 'Something Happened' }],
      ['a system type', { type: '$Deleted' }],
      ['no type', { type: undefined }],
      ['an empty id', { id: '' }],
      ['an id that is no UUID', { id: 'event-1' }],
      ['an id in upper case', { id: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' }],
      ['no id', { id: undefined }],
      ['schema version 0', { schemaVersion: 0 }],
      ['schema version 1.5', { schemaVersion: 1.5 }],
      ['schema version "1"', { schemaVersion: '1' }],
      ['recordedAt in words', { recordedAt: 'yesterday' }],
      ['recordedAt without milliseconds', { recordedAt: '2026-03-02T12:00:00Z' }],
      ['recordedAt in another zone', { recordedAt: '2026-03-02T12:00:00.000+01:00' }],
      ['recordedAt on a day that does not exist', { recordedAt: '2026-02-30T12:00:00.000Z' }],
      ['recordedAt beyond year 9999', { recordedAt: '+010000-01-01T00:00:00.000Z' }],
      ['recordedAt as a number', { recordedAt: 1_772_452_800_000 }],
      ['no data', { data: undefined }],
      ['NaN in data', { data: { deep: [Number.NaN] } }],
      ['infinity in data', { data: { deep: [Number.POSITIVE_INFINITY] } }],
      ['a bigint in data', { data: { amount: 1n } }],
      ['a function in data', { data: { run: () => 1 } }],
      ['a symbol in data', { data: { mark: Symbol('mark') } }],
      ['undefined inside a list', { data: [1, undefined] }],
      ['a date in data', { data: { at: new Date(0) } }],
      ['a map in data', { data: { map: new Map() } }],
      ['bytes in data', { data: { bytes: Buffer.from('abc') } }],
      ['half a surrogate pair in a text', { data: { text: 'a\ud800b' } }],
      ['half a surrogate pair in a name', { data: { 'a\udc00': 1 } }],
      ['a circle in data', { data: circle }],
      ['metadata that are a list', { metadata: [] }],
      ['no metadata', { metadata: undefined }],
      ['NaN in metadata', { metadata: { ...metadata, extra: Number.NaN } }],
    ] as const
  ).map(([name, change]) => [name, [append({ events: [anEvent(), event(change)] })]] as const),
];

export const refusing = (current: CurrentLog): void => {
  test.each(malformed)('%s: refused, and nothing is written', async (_name, items) => {
    const { log } = current();
    for (const { stream, expectedRevision, events } of items) {
      await expect(log.append(stream, expectedRevision, events)).rejects.toThrow(InvalidAppend);
    }
    expect((await log.head()).size).toBe(0);
  });

  test('a refused append does no harm to those beside it, nor to those after it', async () => {
    const { log } = current();
    const bad = malformed.flatMap(([, items]) => items);
    const outcomes = await log.appendMany(bad.flatMap((item, index) => [item, append({ stream: `good-${index}` })]));
    expect(outcomes.map((outcome) => outcome.ok)).toEqual(bad.flatMap(() => [false, true]));
    expect((await log.head()).size).toBe(bad.length);
    await expect(log.append('stream-a', 'none', someEvents(1))).resolves.toHaveLength(1);
  });

  test('an event over the limit is refused with its size; nothing of its append is written', async () => {
    const { log } = current();
    const large = anEvent({ data: 'x'.repeat(MAX_EVENT_BYTES) });
    const refusal = await log.append('stream-a', 'none', [anEvent(), large]).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EventTooLarge);
    expect(refusal).toMatchObject({
      limit: MAX_EVENT_BYTES,
      bytes: Buffer.byteLength(JSON.stringify(large.data)) + Buffer.byteLength(JSON.stringify(large.metadata)),
    });
    expect((await log.head()).size).toBe(0);
  });

  test('an event right at the limit, in bytes and not in characters, is taken; one byte more is not', async () => {
    const { log } = current();
    const room = MAX_EVENT_BYTES - Buffer.byteLength(JSON.stringify(metadata)) - '""'.length;
    const text = 'ß'.repeat(Math.floor(room / 2)) + 'x'.repeat(room % 2);
    const [stored] = await log.append('stream-a', 'none', [anEvent({ data: text })]);
    expect(stored?.data === text).toBe(true);
    await expect(log.append('stream-a', 0, [anEvent({ data: `${text}x` })])).rejects.toThrow(EventTooLarge);
  });
};
