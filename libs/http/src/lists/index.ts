/** What every list shares: reading a page by an index, searching, counting, and saving as a file. */
export * from './list-query.dto.js';
export * from './listing.js';
export * from './plan.js';
export * from './search.js';
export * from './small-list.js';
