import { setTimeout as sleep } from 'node:timers/promises';
import { Api, pick } from '../../apps/cli/src/api-client.js';
import { describeWithServer } from '../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { install, sendNotices, type Installed } from '../faults/support/installed.js';
import { NodesOfOne, type Node } from './support/cluster.js';

const CONTROLLERS = 5;
const PATIENCE = 120_000;

describeWithServer('Two nodes on one log', {}, (server) => {
  let nodes: NodesOfOne;
  let a: Node;
  let b: Node;
  let installed: Installed;
  let incident: string;

  beforeAll(async () => {
    nodes = await NodesOfOne.on(server().url);
    a = await nodes.start('a');
    b = await nodes.start('b');
    installed = await install(a.url, nodes.masterKey, { name: 'ratiomedicus', controllers: CONTROLLERS });
    incident = await sendNotices(new Api(a.url, installed.processorToken), installed.agreementIds);
  }, PATIENCE);
  afterAll(() => nodes?.end(), PATIENCE);

  const on = (node: Node) => new Api(node.url, installed.processorToken);

  test('send every notice once, whoever was asked', async () => {
    while (nodes.mail.received.length < CONTROLLERS) await sleep(50);
    await sleep(1_000);
    expect(nodes.mail.received.map(({ to }) => to[0]).sort()).toEqual(
      installed.agreementIds.map((_, index) => `praxis-${index + 1}@example.org`),
    );
  });

  test('show on one what was written on the other, by its position', async () => {
    for (const [writer, reader] of [
      [a, b],
      [b, a],
    ] as const) {
      const title = `Written on ${writer.name}`;
      const written = await on(writer).done('post', 'incidents', { title, summary: title });
      const read = await on(reader).read(`incidents/${pick(written, 'id')}`, {
        'Art33-Position': pick(written, 'position'),
      });
      expect(pick(read, 'title')).toBe(title);
    }
  });

  test('say "not yet" where a position has not come', async () => {
    const answer = await on(b).get(`incidents/${incident}`, { 'Art33-Position': 's:999999999' });
    expect(answer.status).toBe(503);
    expect(pick(answer.body, 'type')).toBe('urn:art33:problem:not-yet');
  });

  test('of two that change the same record at the same state one is told of the other', async () => {
    const written = await on(a).done('post', 'incidents', { title: 'Both', summary: 'Both' });
    const id = pick(written, 'id');
    await on(b).read(`incidents/${id}`, { 'Art33-Position': pick(written, 'position') });
    const answers = await Promise.all(
      [a, b].map((node) =>
        on(node).post(`incidents/${id}/details`, { note: `from ${node.name}` }, { 'If-Match': '"1"' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});
