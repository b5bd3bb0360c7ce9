import { randomUUID } from 'node:crypto';
import {
  CommandRunner,
  declareEvents,
  EventCodec,
  EventRegistry,
  LogUnavailable,
  Sealer,
  testContext,
  TestLog,
  type Decider,
  type EventDeclarations,
} from '@art33/event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeEvents } from '../domain/events.js';
import { nodesView } from '../domain/overview.js';
import { honourSwitches, NodeRegister, nodesState, retireNode } from './register.js';

type Rang = { type: 'Rang'; data: { readonly times: number; readonly how?: string } };
const first = { version: 1, meaning: 'Somebody rang.' };
const second = { version: 2, meaning: 'Somebody rang.', upcast: { 1: (data: never) => data } };
const transition = {
  ...second,
  writes: { version: 1, downcast: ({ times }: Rang['data']) => ({ times }) },
};
const release = (Rang: object) => declareEvents<Rang>()({ Rang } as never);
const bell: Decider<null, { type: 'Ring' }, Rang> = {
  initialState: null,
  decide: () => [{ type: 'Rang', data: { times: 1, how: 'twice' } }],
  evolve: () => null,
};

describe('nodes of several releases at one log', () => {
  let test: TestLog;
  const running: NodeRegister[] = [];
  let faults: unknown[];
  beforeEach(async () => {
    faults = [];
    test = await TestLog.open();
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
    await test.close();
  });

  /** A node of its own, with the codec of its release. */
  const node = (declared: EventDeclarations, version: string, id = randomUUID()) => {
    const codec = new EventCodec(new EventRegistry([declared, nodeEvents]), new Sealer(test.keys));
    const commands = new CommandRunner(test.log, codec, test.clock);
    const register = new NodeRegister({ log: test.log, commands, codec, node: id, release: version });
    const ring = async () => {
      const { events } = await commands.run(bell, `bell-${randomUUID()}`, { type: 'Ring' }, testContext());
      const [stored] = await test.log.readStream(events[0]?.stream ?? '');
      return stored?.schemaVersion;
    };
    const follow = (): void => {
      running.push(register);
      register.start((error) => faults.push(error));
    };
    return { id, codec, commands, register, ring, follow };
  };
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    for (let waited = 0; !(await isSo()); waited += 10) {
      if (waited > 60_000) throw new Error('it did not come to that');
      await sleep(10);
    }
  };

  it('write the older version until all of them read the newer one, and then the newer one', async () => {
    const [old, ahead] = [node(release(first), '0.1.0'), node(release(transition), '0.2.0')];
    await old.register.join();
    await ahead.register.join();
    ahead.follow();
    expect(await ahead.ring()).toBe(1);
    expect(await old.commands.read('installation-nodes')).toHaveLength(2);

    const updated = node(release(transition), '0.2.0', old.id);
    await updated.register.join();
    expect(await updated.ring()).toBe(2);
    await until(async () => (await ahead.ring()) === 2);
    expect(nodesView(await nodesState(ahead.commands))).toMatchObject({
      nodes: [{ release: '0.2.0' }, { release: '0.2.0' }],
      switchedOn: [{ eventType: 'Rang', version: 2 }],
      waiting: [],
    });
    await expect(old.register.join()).rejects.toThrow(
      /Rang is switched on in version 2, .* reads it up to 1\. Update art33/,
    );
    await expect(honourSwitches(old.commands, old.codec)).rejects.toThrow(/Rang is switched on in version 2/);
    expect(await test.log.readStream('installation-nodes')).toHaveLength(4);
  });

  it('honour what is switched on from their first write on when they start later', async () => {
    await node(release(transition), '0.2.0').register.join();
    const later = node(release(transition), '0.2.0');
    expect(await later.ring()).toBe(1);
    await honourSwitches(later.commands, later.codec);
    expect(await later.ring()).toBe(2);
  });

  it('keep out a release that leaves no time to read what it writes', async () => {
    const old = node(release(first), '0.1.0');
    await old.register.join();
    await expect(node(release(second), '0.3.0').register.join()).rejects.toThrow(
      `this release of art33 writes Rang in version 2, which node ${old.id} (release 0.1.0) does not read`,
    );
  });

  it('come back when they were retired while they run', async () => {
    const [one, other] = [node(release(first), '0.1.0'), node(release(first), '0.1.0')];
    await one.register.join();
    await other.register.join();
    one.follow();
    await retireNode(other.commands, one.id, other.id);
    await until(async () => nodesView(await nodesState(other.commands)).nodes.length === 2);
    expect(one.register.check()).toBe(true);
  });

  it('are not ready any more where what they cannot read was switched on meanwhile', async () => {
    const [old, ahead] = [node(release(first), '0.1.0'), node(release(transition), '0.2.0')];
    await old.register.join();
    await ahead.register.join();
    old.follow();
    await retireNode(ahead.commands, old.id, ahead.id);
    await until(async () => old.register.check() !== true);
    expect(old.register.check()).toMatch(/Rang is switched on in version 2/);
    expect(faults).toEqual([]);
  });

  it('look again where the log could not be read for a moment', async () => {
    const [old, ahead] = [node(release(first), '0.1.0'), node(release(transition), '0.2.0')];
    await old.register.join();
    await ahead.register.join();
    let broken = true;
    const readStream: TestLog['log']['readStream'] = (...asked) =>
      broken ? Promise.reject(new LogUnavailable('not now')) : test.log.readStream(...asked);
    const { commands, codec, id } = ahead;
    const register = new NodeRegister({ log: { readStream }, commands, codec, node: id, release: '0.2.0' });
    running.push(register);
    register.start((error) => faults.push(error));
    await until(async () => faults.length > 0);
    broken = false;
    await retireNode(ahead.commands, old.id, null);
    await until(async () => (await ahead.ring()) === 2);
    expect(faults).toEqual([expect.any(LogUnavailable)]);
  });

  it('switch on exactly once what several of them report at the same time', async () => {
    const nodes = Array.from({ length: 5 }, () => node(release(transition), '0.2.0'));
    await Promise.all(nodes.map(({ register }) => register.join()));
    const types = (await test.log.readStream('installation-nodes')).map(({ type }) => type);
    expect(types.filter((type) => type === 'EventVersionSwitchedOn')).toHaveLength(1);
    expect(types.filter((type) => type === 'NodeStarted')).toHaveLength(5);
    for (const { ring } of nodes) expect(await ring()).toBe(2);
  });
});
