import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { SqliteEventLog, systemClock } from '@art33/event-log';
import { DeliveryTest } from '../testing/harness.js';
import { DEFAULT_LIMITS } from './limits.js';
import { MailServer } from '../testing/mail-server.js';

const TYPESCRIPT = join(import.meta.dirname, '../../../event-log/src/conformance/typescript.mjs');
const CHILD = join(import.meta.dirname, '../testing/outbox-until-killed.ts');
const MESSAGES = 36;
const PARALLEL = DEFAULT_LIMITS.domainConnections;

describe('an outbox whose process is killed again and again', () => {
  it('sends every message, leaves at most one unknown per open connection and kill, and needs nobody', async () => {
    const test = await DeliveryTest.open();
    for (let number = 1; number <= MESSAGES; number += 1) await test.prepare(number);
    const { directory } = test.base;
    await test.detach();
    const server = await MailServer.start();
    let inHand = 0;
    server.atText = async () => {
      inHand += 1;
      await sleep(25);
      inHand -= 1;
      return undefined;
    };

    let kills = 0;
    const errors: string[] = [];
    for (let isIdle = false; !isIdle;) {
      const child = fork(CHILD, [directory, String(server.port)], { execArgv: ['--import', TYPESCRIPT] });
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.on('message', (said) => {
        if (said === 'idle') isIdle = true;
        else errors.push(String(said));
      });
      const before = server.received.length;
      while (!isIdle && server.received.length < before + 10 && child.exitCode === null) await sleep(2);
      await sleep(Math.random() * 50);
      // At least once while the server has a text in hand, and can answer nobody before the kill.
      if (kills === 0) while (inHand === 0 && !isIdle) await sleep(1);
      child.kill('SIGKILL');
      await exited;
      if (!isIdle) kills += 1;
    }

    const log = await SqliteEventLog.open({ file: join(directory, 'log.db'), clock: systemClock, readOnly: true });
    const types = (await log.readAll(undefined, 10_000)).map(({ type, data }) => ({ type, data }));
    const count = (type: string): number => types.filter((event) => event.type === type).length;
    await log.close();
    await rm(directory, { recursive: true });
    await server.stop();

    const unknown = count('MessageUnknown');
    expect(errors).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(unknown).toBeGreaterThan(0);
    expect(unknown).toBeLessThanOrEqual(kills * PARALLEL);
    expect(count('MessageAccepted')).toBe(MESSAGES);
    expect(count('MessageStarted')).toBe(MESSAGES + unknown);
    const ids = await Promise.all(server.received.map(async ({ raw }) => (await PostalMime.parse(raw)).messageId));
    expect(new Set(ids).size).toBe(MESSAGES);
    expect(ids.length).toBeLessThanOrEqual(MESSAGES + unknown);
  });
});
