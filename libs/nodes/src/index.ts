/** Which nodes run, what they read, and since when a version of an event is written. */
export * from './domain/decider.js';
export * from './domain/events.js';
export * from './domain/overview.js';
export * from './handlers/register.js';
export { NodesModule } from './nodes.module.js';
