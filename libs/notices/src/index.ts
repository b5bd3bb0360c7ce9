export * from './domain/decider.js';
