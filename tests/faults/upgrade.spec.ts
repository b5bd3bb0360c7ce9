import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GrpcServer } from '../../libs/event-log/src/eventstore/testing/grpc-server.js';
import { NodesOfOne } from '../nodes/support/cluster.js';
import { TakingTurns } from './support/fleet.js';
import { buildNextRelease, type NextRelease } from './support/next-release.js';
import { Program } from './support/program.js';
import { SideBySide } from './support/side-by-side.js';
import { UpgradeStory } from './support/upgrade.js';
import { FULL } from '../support/full.js';

/** Longer than a build takes on a busy machine. */
const PATIENCE = 240_000;

let next: NextRelease;
beforeAll(async () => {
  next = await buildNextRelease();
}, PATIENCE);
afterAll(async () => {
  await Program.killAll();
  next?.remove();
});

describe('An upgrade, with two builds of the program side by side at one log on a server,', () => {
  let server: GrpcServer;
  let nodes: NodesOfOne;
  beforeAll(async () => {
    server = await GrpcServer.start();
    nodes = await NodesOfOne.on(server.url);
  }, PATIENCE);
  afterAll(async () => {
    await nodes.end();
    await server.stop();
  }, PATIENCE);

  test(
    'stops nobody: the newer version is written once the last node reads it, and the older release stays out',
    async () => {
      const story = new UpgradeStory(new SideBySide(nodes), { today: '.', next: next.build }, nodes.masterKey);
      await story.begin();
      await story.updateOne();
      await story.updateOther();
      await story.keepOut('b');
    },
    PATIENCE,
  );
});

const takingTurns = (): void => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-upgrade-'));
  const masterKey = randomBytes(32);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test(
    'waits for a node that never comes back until that is retired',
    async () => {
      const fleet = await TakingTurns.in(directory, masterKey);
      const story = new UpgradeStory(fleet, { today: '.', next: next.build }, masterKey);
      await story.begin();
      await story.updateOne();
      await story.retireOther();
      await story.keepOut('b');
    },
    PATIENCE,
  );
};

/** The same on one machine, where builds take turns, lasts as long again: only with `ART33_FULL=1`. */
if (FULL) describe('An upgrade, with two builds of the program that take turns at one log,', takingTurns);
