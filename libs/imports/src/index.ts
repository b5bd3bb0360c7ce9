/** Files of many records: checked as a whole, written in the background, hidden until they are complete. */
export * from './columns.js';
export * from './domain/decider.js';
export * from './domain/events.js';
export * from './domain/streams.js';
export * from './faults.js';
export * from './imports.js';
export { type ImportStatus, type ImportView } from './job.js';
export * from './kind.js';
export * from './read-model/projection.js';
export * from './read-model/queries.js';
export * from './unfinished.js';
export * from './values.js';
export { ImportsModule } from './imports.module.js';
