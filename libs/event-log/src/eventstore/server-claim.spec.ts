import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../domain/clock.js';
import type { Json } from '../domain/event.js';
import type { ClaimedWork } from '../port/claim.js';
import { EventStoreLog } from './eventstore-log.js';
import { GrpcServer } from './testing/grpc-server.js';

const PATIENCE = 120_000;

/** Counts what it is told, and hands over how far it came. */
class Work implements ClaimedWork {
  isRunning = false;
  done = 0;
  begin(): void {
    this.isRunning = true;
    this.done += 1;
  }
  async end(): Promise<void> {
    this.isRunning = false;
  }
  handOver(): Json {
    return { done: this.done };
  }
  async takeOver(handedOver: Json): Promise<void> {
    this.done = (handedOver as { readonly done: number }).done;
  }
}

describe('A claim on a server', () => {
  const base = mkdtempSync(join(tmpdir(), 'art33-claim-'));
  let server: GrpcServer;
  let name: string;
  const logs: EventStoreLog[] = [];

  beforeEach(async () => {
    server = await GrpcServer.start();
    name = `t-${randomUUID().slice(0, 18)}`;
  });
  afterEach(async () => {
    await Promise.all(logs.splice(0).map((log) => log.close()));
    await server.stop();
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const node = async (id: string) => {
    const file = join(base, `${name}-${id}.db`);
    const log = await EventStoreLog.open({ url: server.url, name, node: id, file, clock: systemClock });
    logs.push(log);
    const [claim, work] = [log.claim('background'), new Work()];
    claim.start(work);
    return { log, claim, work };
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await sleep(20);
  };

  it(
    'is one node’s at a time, and goes on where the other stopped when that gives it back',
    async () => {
      const a = await node('a');
      await until(() => a.claim.isHeld);
      const b = await node('b');
      await sleep(7_000);
      expect([a.work.isRunning, b.work.isRunning, b.claim.isHeld]).toEqual([true, false, false]);
      await a.claim.stop();
      expect(a.work.isRunning).toBe(false);
      await until(() => b.claim.isHeld);
      expect(b.work).toMatchObject({ isRunning: true, done: 2 });
      await b.claim.stop();
    },
    PATIENCE,
  );

  it(
    'passes on when its holder is gone, and no sooner than the lease ends',
    async () => {
      const a = await node('a');
      await until(() => a.claim.isHeld);
      const b = await node('b');
      await a.log.close();
      const gone = Date.now();
      await until(() => b.claim.isHeld);
      expect(Date.now() - gone).toBeGreaterThan(10_000);
      // It let go by itself before anybody else could begin.
      expect([a.claim.isHeld, a.work.isRunning]).toEqual([false, false]);
      await Promise.all([a.claim.stop(), b.claim.stop()]);
    },
    PATIENCE,
  );
});
