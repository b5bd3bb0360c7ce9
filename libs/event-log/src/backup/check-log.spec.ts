import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Decider } from '../domain/decider.js';
import { declareEvents } from '../domain/registry.js';
import { AskedKeys } from '../sealing/asked-keys.js';
import { EventCodec } from '../sealing/event-codec.js';
import { EventRegistry } from '../sealing/event-registry.js';
import { ObjectKeyStore } from '../sealing/object-key-store.js';
import { Sealer } from '../sealing/sealer.js';
import { testContext, TestLog } from '../testing/test-log.js';
import { checkLog } from './check-log.js';

interface Named {
  readonly type: 'Named';
  readonly data: { readonly name: string };
}
const declarations = declareEvents<Named>()({
  Named: { version: 1, meaning: 'A name.', personal: { '/name': () => ['person:1', 'incident:1'] } },
});

const naming: Decider<null, { readonly type: 'Name'; readonly name: string }, Named> = {
  initialState: null,
  decide: ({ name }) => [{ type: 'Named', data: { name } }],
  evolve: () => null,
};

describe('A log whose fields are sealed under two keys, one within the other', () => {
  let test: TestLog;
  beforeEach(async () => {
    test = await TestLog.open(declarations);
    await test.commands.run(naming, 'name-1', { type: 'Name', name: 'Erika' }, testContext());
  });
  afterEach(() => test.close());

  /** Keys are read from the disk: nothing is remembered of when they were made. */
  const check = async () => {
    const store = await ObjectKeyStore.open({ objects: test.objects, masterKey: Buffer.alloc(32, 33), mayBegin: true });
    const asked = new AskedKeys(store);
    const codec = new EventCodec(new EventRegistry([declarations]), new Sealer(asked));
    const { events, faults, unopened } = await checkLog({ file: join(test.directory, 'log.db'), codec });
    return { events, faults, unopened, usable: asked.usable.size, erased: asked.erased.size };
  };
  const keyFiles = () => {
    const keys = join(test.directory, 'keys', 'keys');
    return readdirSync(keys).flatMap((folder) =>
      readdirSync(join(keys, folder)).map((name) => join(keys, folder, name)),
    );
  };

  it('is whole with both', async () => {
    expect(await check()).toEqual({
      events: 1,
      faults: [],
      unopened: { count: 0, first: undefined },
      usable: 2,
      erased: 0,
    });
  });
  it.each([0, 1])('does not open without one of them, whichever is missing (%d)', async (which) => {
    rmSync(keyFiles()[which]!);
    expect(await check()).toMatchObject({
      faults: [],
      unopened: { count: 1, first: expect.stringMatching(/is missing and was not erased/) as string },
    });
  });
  it('counts a key that was destroyed on purpose as erased, and the event as open', async () => {
    await test.keys.erase('incident:1');
    expect(await check()).toMatchObject({ faults: [], unopened: { count: 0 }, usable: 0, erased: 1 });
  });
});
