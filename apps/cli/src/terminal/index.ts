export * from './confirm.js';
export * from './progress.js';
export * from './style.js';
export * from './table.js';
export * from './time.js';
