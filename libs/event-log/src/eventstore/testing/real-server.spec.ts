import { describeWithServer } from './describe-with-server.js';
import { realServer } from './real-server.js';
import { leaderNamedBy } from './transcript.js';

const BINARY = process.execPath;

describe('A real server for tests', () => {
  test('is the one that runs already, where the test leaves it alone', () => {
    const env = { EVENTSTORE_URL: 'esdb://host:2113', EVENTSTORE_BIN: BINARY };
    expect(realServer(false, env)).toEqual({ url: 'esdb://host:2113' });
    expect(realServer(true, env)).toEqual({ binary: BINARY });
    expect(realServer(true, { EVENTSTORE_URL: 'esdb://host:2113' })).toBeUndefined();
  });

  test('is looked for on the path', () => {
    expect(realServer(false, { PATH: '/nowhere:/also-nowhere' })).toBeUndefined();
    expect(realServer(false, {})).toBeUndefined();
  });
});

describeWithServer('A server of one node', { own: true }, (server) => {
  test('leads, is paused and goes on, and comes back after it was killed', async () => {
    const node = await server().leader();
    const before = node.pid;
    await node.pause();
    expect(await node.state()).toBeUndefined();
    await node.resume();
    expect(await node.state()).toBe('leader');
    await node.restart('SIGKILL');
    expect(node.pid).not.toBe(before);
    expect(await node.state()).toBe('leader');
    expect(() => process.kill(before, 0)).toThrow();
  });
});

describeWithServer('A server of three nodes', { nodes: 3 }, (server) => {
  test('has followers that name their leader', async () => {
    const leader = await server().leader();
    const follower = server().nodes.find((node) => node !== leader);
    expect(await leaderNamedBy(follower?.url ?? '')).toBe(leader.port);
  });

  test('elects another leader when the first is killed, and takes it back', async () => {
    const first = await server().leader();
    await first.kill();
    const second = await server().leader();
    expect(second.port).not.toBe(first.port);
    await first.restart();
    expect(['follower', 'leader']).toContain(await first.state());
  }, 180_000);
});
