/** Which deadlines are near or missed: the index, the ticker, the list. */
export type { DutyRef, WatchChange, WatchSource } from './source.js';
export { watchProjection } from './read-model/projection.js';
export {
  deadlinesOf,
  WATCH_STATES,
  type DeadlineFilter,
  type DeadlineKey,
  type DeadlineRow,
  type WatchedDeadline,
  type WatchState,
} from './read-model/list.js';
export { caughtUpWith, Ticker, type StepDue, type StepHandler, type TickerOptions, type TimeGuard } from './ticker.js';
