export * from './domain/terms.js';
export * from './domain/settings.js';
