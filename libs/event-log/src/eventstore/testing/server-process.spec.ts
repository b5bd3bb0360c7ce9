import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Child } from '../../conformance/child.js';
import { ServerProcess } from './server-process.js';

const directory = mkdtempSync(join(tmpdir(), 'art33-watchdog-'));
const sleeper = join(directory, 'server');
beforeAll(() => {
  writeFileSync(sleeper, '#!/bin/sh\nexec sleep 120\n');
  chmodSync(sleeper, 0o755);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Not where it only waits for somebody to take note of its end. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^\s*[^\sZ]/.test(stdout);
}

async function untilEnded(pid: number): Promise<boolean> {
  for (const until = Date.now() + 60_000; Date.now() < until; await delay(20)) if (!runs(pid)) return true;
  return false;
}

describe('A server that was started for a test', () => {
  test('ends with it, also where the test is killed', async () => {
    const test = new Child(new URL('./server-process.fixture.ts', import.meta.url), [sleeper]);
    const { pid } = JSON.parse(await test.firstLine()) as { readonly pid: number };
    expect(runs(pid)).toBe(true);
    await test.kill();
    expect(await untilEnded(pid)).toBe(true);
  });

  test('ends when it is stopped, also while it is paused', async () => {
    const server = new ServerProcess(sleeper, 0, [], []);
    server.start();
    const pid = server.pid;
    await server.signal('SIGSTOP');
    await server.stop();
    expect(runs(pid)).toBe(false);
    expect(() => server.pid).toThrow('does not run');
  });
});
