import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MakeStore, StoreUnderTest } from '../../conformance/objects/suite.js';
import type { ObjectStore } from '../../port/object-store.js';
import { DirectoryObjectStore } from '../directory/directory-object-store.js';
import { parseS3Address } from '../s3/s3-address.js';
import { S3ObjectStore } from '../s3/s3-object-store.js';
import { S3Server } from './s3-server.js';

const fixture = new URL('./open-store.fixture.ts', import.meta.url).href;

async function underTest(
  open: (number: number) => Promise<ObjectStore>,
  argument: string,
  remove: () => Promise<void>,
): Promise<StoreUnderTest> {
  const opened: ObjectStore[] = [];
  let nodes = 0;
  const another = async (): Promise<ObjectStore> => {
    const store = await open((nodes += 1));
    opened.push(store);
    return store;
  };
  return {
    store: await another(),
    another,
    async dispose() {
      for (const store of opened) await store.close();
      await remove();
    },
    elsewhere: { module: fixture, argument },
  };
}

/** A directory; each node has a journal of its own, as in a service, or none, as in a command. */
export const inDirectory =
  ({ journals }: { readonly journals: boolean }): MakeStore =>
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'art33-objects-'));
    const open = (node: number) =>
      DirectoryObjectStore.open({ directory, ...(journals && { journal: join(directory, `node-${node}`) }) });
    return underTest(open, `${journals ? 'journal' : 'plain'}:${directory}`, () => rm(directory, { recursive: true }));
  };

/** A bucket of a real server, which is there for one test. */
export const inBucket: MakeStore = async () => {
  const server = await S3Server.start();
  const address = server.address('some/prefix');
  return underTest(
    () => S3ObjectStore.open(parseS3Address(address)),
    address,
    () => server.stop(),
  );
};

/** Both, for tests of what stands on a store. */
export const eachStore: readonly (readonly [name: string, makeStore: MakeStore])[] = [
  ['a directory', inDirectory({ journals: true })],
  ['a bucket', inBucket],
];
