/** Which deadlines are near or missed: the index, the ticker, the list. */
export type { DutyRef, WatchChange, WatchSource } from './source.js';
export { watchProjection } from './read-model/projection.js';
