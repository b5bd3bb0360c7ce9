import { describeWithServer } from '../../libs/event-log/src/eventstore/testing/describe-with-server.js';
import { buildNextRelease, type NextRelease } from '../faults/support/next-release.js';
import { UpgradeStory } from '../faults/support/upgrade.js';
import { NodesOfOne } from './support/cluster.js';
import { SideBySide } from './support/side-by-side.js';

/** Longer than a build takes on a busy machine. */
const PATIENCE = 240_000;

describeWithServer('An upgrade, with two builds of the program that run side by side on one log,', {}, (server) => {
  let next: NextRelease;
  let nodes: NodesOfOne | undefined;

  beforeAll(async () => {
    next = await buildNextRelease();
  }, PATIENCE);
  afterEach(() => nodes?.end(), PATIENCE);
  afterAll(() => next.remove());

  const told = async () => {
    nodes = await NodesOfOne.on(server().url);
    const fleet = new SideBySide(nodes);
    return { fleet, story: new UpgradeStory(fleet, { today: '.', next: next.build }, nodes.masterKey) };
  };

  test(
    'stops nobody: the newer version is written once the last node reads it, and the older release stays out',
    async () => {
      const { fleet, story } = await told();
      await story.begin();
      expect(fleet.size).toBe(2);
      await story.updateOne();
      expect(fleet.size).toBe(2);
      await story.updateOther();
      expect(fleet.size).toBe(2);
      await story.keepOut('b');
    },
    PATIENCE,
  );

  test(
    'waits for a node that never comes back until that is retired',
    async () => {
      const { story } = await told();
      await story.begin();
      await story.retireOther();
      await story.keepOut('b');
    },
    PATIENCE,
  );
});
