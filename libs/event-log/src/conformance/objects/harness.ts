import type { ObjectStore } from '../../port/object-store.js';

/** One empty store of an adapter, for one test. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** The same store opened once more, as another node does it. */
  another(): Promise<ObjectStore>;
  /** Closes what is open and removes the store. */
  dispose(): Promise<void>;
  /** How another process opens the same store: a module (file URL) whose `openStore(argument)` does it. */
  readonly elsewhere: { readonly module: string; readonly argument: string };
}

export type MakeStore = () => Promise<StoreUnderTest>;

/** What such a module exports. */
export interface StoreModule {
  openStore(argument: string): Promise<ObjectStore>;
}

/** A fresh store for each test of the surrounding `describe`. */
export const eachWithStore = (makeStore: MakeStore): (() => StoreUnderTest) => {
  let current: StoreUnderTest | undefined;
  beforeEach(async () => {
    current = await makeStore();
  });
  afterEach(async () => {
    await current?.dispose();
    current = undefined;
  });
  return () => {
    if (current === undefined) throw new Error('there is a store only inside a test');
    return current;
  };
};

export const textOf = (content: Uint8Array | undefined): string | undefined =>
  content && Buffer.from(content).toString('utf8');
/** What objects of a crash hold: half of one is known as such. */
export const contentFor = (name: string): string => JSON.stringify({ name, text: 'x'.repeat(2_000) });

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** A store as a plain object, of which a test takes one part in its own hands. */
export const bound = (store: ObjectStore): ObjectStore => ({
  place: store.place,
  doubts: store.doubts,
  create: (name, content) => store.create(name, content),
  get: (name) => store.get(name),
  delete: (name) => store.delete(name),
  list: (folder) => store.list(folder),
  close: () => store.close(),
});
