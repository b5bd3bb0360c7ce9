import fc from 'fast-check';
import type { Decider } from '../domain/decider.js';
import type { Erased } from '../domain/event.js';
import { declareEvents, type OlderForm } from '../domain/registry.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { EventRegistry, NotSwitchedOn } from './event-registry.js';

/** Version 2 took the name apart, and tells how the door was opened. */
type DoorOpened = {
  type: 'DoorOpened';
  data: { readonly by: { readonly first: string | Erased; readonly last: string | Erased }; readonly how?: string };
};
type V1 = { readonly name: string };
type Rang = { type: 'Rang'; data: { readonly times: number } };

const writes: OlderForm<DoorOpened['data']> = {
  version: 1,
  downcast: ({ by }) => ({ name: `${String(by.first)} ${String(by.last)}` }),
  personal: { '/name': () => ['person:1'] },
};
const declared = (transition: boolean) =>
  declareEvents<DoorOpened | Rang>()({
    DoorOpened: {
      version: 2,
      meaning: 'A door was opened.',
      personal: { '/by': () => ['person:1'] },
      upcast: {
        1: (data) => {
          const [first = '', last = ''] = (data as V1).name.split(' ');
          return { by: { first, last } };
        },
      },
      ...(transition && { writes }),
    },
    Rang: { version: 1, meaning: 'Somebody rang.' },
  });
const before = declareEvents<{ type: 'DoorOpened'; data: V1 }>()({
  DoorOpened: { version: 1, meaning: 'A door was opened.', personal: { '/name': () => ['person:1'] } },
});
const by = { first: 'Erika', last: 'Muster' };
const opened = (how?: string): DoorOpened => ({ type: 'DoorOpened', data: { by, ...(how && { how }) } });
const door: Decider<readonly DoorOpened[], { type: 'Open'; how: string }, DoorOpened> = {
  initialState: [],
  decide: ({ how }) => [opened(how)],
  evolve: (events, event) => [...events, event],
};

describe('an event type in transition', () => {
  let test: TestLog;
  let old: TestLog;
  beforeEach(async () => {
    test = await TestLog.open(declared(true));
    old = await TestLog.open(before);
  });
  afterEach(() => Promise.all([test.close(), old.close()]));
  const open = () => test.commands.run(door, 'door-1', { type: 'Open', how: 'with a key' }, testContext());
  const stored = () => test.log.readStream('door-1');

  it('is written in the older version, sealed where that holds what is personal, and read in the newest', async () => {
    await open();
    const [event] = await stored();
    expect(event).toMatchObject({ schemaVersion: 1, data: { name: { $sealed: {} } } });
    expect(JSON.stringify(event)).not.toMatch(/Erika|Muster|key\b.*with/);
    expect(await test.commands.read('door-1')).toMatchObject([{ schemaVersion: 2, data: { by } }]);
  });

  it('is seen by whoever stated it as everybody will read it', async () => {
    const { events } = await open();
    expect(events).toEqual(await test.commands.read('door-1'));
    expect(events).toMatchObject([{ schemaVersion: 2, data: { by } }]);
    expect(events[0]?.data).not.toHaveProperty('how');
  });

  it('is written in the newest version once that is switched on, beside what stands there already', async () => {
    await open();
    test.codec.switchOn('DoorOpened', 2);
    const { events } = await open();
    expect(events).toMatchObject([{ schemaVersion: 2, data: { by, how: 'with a key' } }]);
    expect(await stored()).toMatchObject([
      { schemaVersion: 1, data: { name: { $sealed: {} } } },
      { schemaVersion: 2, data: { by: { $sealed: {} }, how: 'with a key' } },
    ]);
    expect(await test.commands.read('door-1')).toMatchObject([{ data: { by } }, { data: { by, how: 'with a key' } }]);
  });

  it('is no concern of other types, versions and releases', async () => {
    test.codec.switchOn('DoorOpened', 1);
    test.codec.switchOn('Rang', 2);
    test.codec.switchOn('NeverHeardOf', 2);
    await open();
    expect(await stored()).toMatchObject([{ schemaVersion: 1 }]);
  });

  it('is written as the release before wrote it, which reads it', async () => {
    const envelope = {
      id: '6f1c2b3a-0000-4000-8000-000000000001',
      stream: 'door-1',
      metadata: { actor: { kind: 'system', id: 'test' }, organisation: 'o', correlationId: 'c', commandId: 'd' },
      recordedAt: test.clock.instant,
    } as const;
    const known = new EventRegistry([declared(true)]).of('DoorOpened');
    const data = known.older?.downcast(opened('with a key').data);
    const event = await old.codec.toAppend({ type: 'DoorOpened', data }, envelope);
    const [written] = await old.log.append('door-1', 'none', [event]);
    expect(written && (await old.codec.open(written)).data).toEqual({ name: 'Erika Muster' });
  });

  it('loses nothing on its way through the older version where nothing new is used', () => {
    const registry = new EventRegistry([declared(true)]);
    const word = fc.stringMatching(/^[A-Za-z]{0,12}$/);
    fc.assert(
      fc.property(word, word, (first, last) => {
        const data = { by: { first, last } };
        const older = registry.of('DoorOpened').older?.downcast(data) ?? null;
        expect(registry.upcast('DoorOpened', 1, older)).toEqual(data);
      }),
    );
  });
});

describe('a new event type', () => {
  type Knocked = { type: 'Knocked'; data: { readonly times: number } };
  const knocker: Decider<null, { type: 'Knock' }, Knocked> = {
    initialState: null,
    decide: () => [{ type: 'Knocked', data: { times: 2 } }],
    evolve: () => null,
  };

  it('cannot be written until it is switched on, and nothing is written instead', async () => {
    const test = await TestLog.open(
      declareEvents<Knocked>()({ Knocked: { version: 1, meaning: 'Somebody knocked.', writes: { version: 0 } } }),
    );
    const knock = () => test.commands.run(knocker, 'door-1', { type: 'Knock' }, testContext());
    await expect(knock()).rejects.toThrow(NotSwitchedOn);
    expect(await test.log.head()).toMatchObject({ size: 0 });
    test.codec.switchOn('Knocked', 1);
    expect(await knock()).toMatchObject({ events: [{ schemaVersion: 1, data: { times: 2 } }] });
    await test.close();
  });
});

describe('a declaration of a transition', () => {
  const of = (declaration: object) => () =>
    new EventRegistry([{ A: { version: 2, meaning: '', upcast: { 1: () => null }, ...declaration } as never }]);
  const downcast = () => null;
  it.each([
    [
      'to a version that is not the one before',
      { version: 3, upcast: { 1: downcast, 2: downcast }, writes: { version: 1, downcast } },
      /A: until version 3 is switched on, version 2 is written/,
    ],
    ['from nothing with a downcast', { version: 1, writes: { version: 0, downcast } }, /A: a downcast leads to/],
    ['without a downcast', { writes: { version: 1 } }, /A: a downcast leads to version 1/],
    [
      'that does not say what was personal before',
      { personal: { '/a': () => [] }, writes: { version: 1, downcast } },
      /A: say where personal fields stand in version 1/,
    ],
    [
      'with a personal field that is no pointer',
      { writes: { version: 1, downcast, personal: { a: () => [] } } },
      /A: the personal field a is no JSON pointer/,
    ],
  ])('is refused %s', (_, declaration, said) => expect(of(declaration)).toThrow(said));

  it('is taken, and knows both versions', () => {
    const { version, older } = of({
      personal: { '/a': () => [] },
      writes: { version: 1, downcast, personal: {} },
    })().of('A');
    expect([version, older?.version]).toEqual([2, 1]);
  });
});
