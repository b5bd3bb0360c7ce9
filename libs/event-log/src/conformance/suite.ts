import { appending } from './appending.js';
import { closing } from './closing.js';
import { crashing } from './crashing.js';
import { eachWithLog, type CurrentLog, type MakeLog } from './harness.js';
import { interleaving } from './interleaving.js';
import { reading } from './reading.js';
import { refusing } from './refusing.js';
import { repeating } from './repeating.js';
import { storing } from './storing.js';
import { subscribing } from './subscribing.js';

export type { LogModule, LogUnderTest, MakeLog } from './harness.js';

/**
 * What every event log of art33 must do, whatever it keeps its events in: each adapter's test calls this once, under jest.
 * Not exported from the library's index, so that no service loads a test framework.
 */
export const eventLogConformance = (name: string, makeLog: MakeLog): void => {
  const section = (title: string, tests: (current: CurrentLog) => void): void =>
    describe(title, () => tests(eachWithLog(makeLog)));

  describe(`${name} is an event log`, () => {
    section('appending', appending);
    section('the same append again', repeating);
    section('refusing', refusing);
    section('the stored form', storing);
    section('reading', reading);
    section('subscribing', subscribing);
    section('closing', closing);
    section('after a crash', crashing);
    describe('many at once', () => interleaving(makeLog));
  });
};
