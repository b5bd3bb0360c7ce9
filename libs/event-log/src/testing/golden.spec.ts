import { join } from 'node:path';
import type { Erased, Json } from '../domain/event.js';
import { declareEvents } from '../domain/registry.js';
import { checkGoldenEvents } from './golden.js';

type DoorOpened = { type: 'DoorOpened'; data: { at: string; by: { name: string | Erased }; withKey: boolean } };
type V1 = { readonly at: string; readonly who: Json };
/** Version 2 moved `who` into `by`, version 3 added `withKey`. */
const declared = (version: number, addKey = true, downcast?: (data: DoorOpened['data']) => unknown) =>
  declareEvents<DoorOpened>()({
    DoorOpened: {
      version,
      meaning: 'A door was opened.',
      personal: { '/by/name': () => ['person:1'] },
      upcast: {
        1: (data) => ({ at: (data as V1).at, by: { name: (data as V1).who } }),
        2: (data) => (addKey ? { ...(data as object), withKey: true } : data),
        3: (data) => data,
      },
      ...(downcast && { writes: { version: version - 1, downcast, personal: { '/by/name': () => ['person:1'] } } }),
    },
  });
const directory = join(import.meta.dirname, 'fixtures/golden');

describe('events of earlier releases', () => {
  it('open to the form of today', () => expect(checkGoldenEvents(declared(3), directory)).toBe(3));
  it('fail by file name when an upcast changes what they mean', () =>
    expect(() => checkGoldenEvents(declared(3, false), directory)).toThrow('DoorOpened.v1.erased.json'));
  it('are written again as they were, while the version before the newest is still written', () => {
    expect(
      checkGoldenEvents(
        declared(3, true, ({ at, by }) => ({ at, by })),
        directory,
      ),
    ).toBe(3);
    expect(() =>
      checkGoldenEvents(
        declared(3, true, (data) => ({ ...data })),
        directory,
      ),
    ).toThrow('DoorOpened.v2.json: written again');
  });
  it('are missed when a version has none', () =>
    expect(() => checkGoldenEvents(declared(4), directory)).toThrow(
      'no golden event of DoorOpened in schema version 3',
    ));
});
