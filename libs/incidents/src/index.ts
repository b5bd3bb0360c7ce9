export * from './domain/facts.js';
export * from './domain/values.js';
export * from './domain/events.js';
export * from './domain/commands.js';
export * from './domain/state.js';
export { incidentDecider } from './domain/decider.js';
