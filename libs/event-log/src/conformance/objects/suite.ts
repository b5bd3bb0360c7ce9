import { creating } from './creating.js';
import { crashing } from './crashing.js';
import { deleting } from './deleting.js';
import { eachWithStore, type MakeStore, type StoreUnderTest } from './harness.js';
import { listing } from './listing.js';

export type { MakeStore, StoreModule, StoreUnderTest } from './harness.js';

/**
 * What every object store of art33 must do, wherever it keeps its objects: each adapter's test calls this once, under jest. Not
 * exported from the library's index, so that no service loads a test framework.
 */
export const objectStoreConformance = (name: string, makeStore: MakeStore): void => {
  const section = (title: string, tests: (current: () => StoreUnderTest) => void): void =>
    describe(title, () => tests(eachWithStore(makeStore)));

  describe(`${name} is an object store`, () => {
    section('creating', creating);
    section('deleting and closing', deleting);
    section('listing', listing);
    section('after a crash', crashing);
  });
};
