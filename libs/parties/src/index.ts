/** Who is party to what: organisations, their contacts, the terms, and the agreements made under them. */
export * from './domain/agreement-decider.js';
export * from './domain/commands.js';
export * from './domain/events.js';
export * from './domain/ids.js';
export * from './domain/open-terms.js';
export * from './domain/organisation.js';
export * from './domain/organisation-decider.js';
export * from './domain/settings.js';
export * from './domain/terms.js';
export * from './domain/terms-decider.js';
