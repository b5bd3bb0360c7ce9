export * from './domain/terms.js';
