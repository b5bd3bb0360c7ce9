/** Which deadlines are near or missed: the index, the ticker, the list. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ListDeadlinesHandler } from './handlers/deadlines.js';
import { DeadlinesController } from './http/deadlines.controller.js';

export * from './calendar/index.js';
export type { DutyRef, WatchChange, WatchSource } from './source.js';
export { deadlineCounts, RUNNING } from './read-model/due.js';
export { watchProjection } from './read-model/projection.js';
export { ABOUT_DUTIES, type AboutDuties, type DutyAbout, type DutyOwner } from './read-model/about.js';
export {
  deadlinePlan,
  deadlinesOf,
  WATCH_STATES,
  type DeadlineFilter,
  type WatchedDeadline,
  type WatchState,
} from './read-model/list.js';
export { caughtUpWith, Ticker, type StepDue, type StepHandler, type TickerOptions, type TimeGuard } from './ticker.js';
export { ListDeadlines } from './handlers/deadlines.js';

@Module({ imports: [CqrsModule], controllers: [DeadlinesController], providers: [ListDeadlinesHandler] })
export class WatchModule {}
