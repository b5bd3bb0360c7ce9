/** What every route shares: problems, preconditions, idempotent commands, paging, the past. */
export * from './adapter.js';
export * from './body-parser.js';
export * from './command-interceptor.js';
export * from './command-projection.js';
export * from './context.js';
export * from './html.js';
export * from './html-page.js';
export * from './id-pipe.js';
export * from './lists/index.js';
export * from './page.js';
export * from './page.dto.js';
export * from './problem.js';
export * from './problem-filter.js';
export * from './validation.js';
export * from './written.js';
export * from './stated-instant.js';
export * from './testing/rooms.js';
