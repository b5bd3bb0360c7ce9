import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealServer, realServer } from './real-server.js';

/**
 * A `describe` whose tests have a real server, begun before the first of them and ended after the last; skipped where
 * there is none. The name says what they need, so that tests/skipped.json can give the reason. A shared server holds what
 * others wrote: such tests use names of their own.
 *
 * @param options `own`: they stop, pause or restart nodes; `onDisk`: data outlives a restart.
 */
export function describeWithServer(
  name: string,
  options: { readonly own?: boolean; readonly nodes?: 1 | 3; readonly onDisk?: boolean },
  tests: (server: () => RealServer) => void,
): void {
  const own = options.own === true || options.nodes === 3 || options.onDisk === true;
  const source = realServer(own);
  const title = `${name} (needs ${own ? 'its own EventStoreDB' : 'an EventStoreDB'})`;
  let server: RealServer | undefined;
  const running = (): RealServer => {
    if (!server) throw new Error('The server runs only during the tests.');
    return server;
  };
  if (!source) {
    describe.skip(title, () => tests(running));
    return;
  }
  describe(title, () => {
    let directory: string | undefined;
    beforeAll(async () => {
      if (options.onDisk) directory = mkdtempSync(join(tmpdir(), 'art33-eventstore-data-'));
      server = await RealServer.start(
        { nodes: options.nodes ?? 1, ...(directory ? { onDisk: directory } : {}) },
        source,
      );
    }, 180_000);
    afterAll(async () => {
      await server?.stop();
      if (directory) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    });
    tests(running);
  });
}
