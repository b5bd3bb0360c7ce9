import type { EventLog } from '../port/event-log.js';

/** One empty log of an adapter, for one test. */
export interface LogUnderTest {
  readonly log: EventLog;
  /** The same log opened anew; whatever was open on it before is closed first. */
  reopen(): Promise<EventLog>;
  /** Closes what is open and removes the log. */
  dispose(): Promise<void>;
  /** How another process opens the same log: a module (file URL) whose `openLog(argument)` does it. */
  readonly elsewhere: { readonly module: string; readonly argument: string };
}

export type MakeLog = () => Promise<LogUnderTest>;

/** What such a module exports. */
export interface LogModule {
  openLog(argument: string): Promise<EventLog>;
}

/** The log of the running test. */
export type CurrentLog = () => LogUnderTest;

/** A fresh log for each test of the surrounding `describe`. */
export const eachWithLog = (makeLog: MakeLog): CurrentLog => {
  let current: LogUnderTest | undefined;
  beforeEach(async () => {
    current = await makeLog();
  });
  afterEach(async () => {
    await current?.dispose();
    current = undefined;
  });
  return () => {
    if (current === undefined) throw new Error('there is a log only inside a test');
    return current;
  };
};
