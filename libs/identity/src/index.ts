/** Who may ask, and for which organisation. */
export * from './domain/decider.js';
export * from './domain/events.js';
export * from './domain/principal.js';
export * from './handlers/scoped-query.js';
export * from './handlers/token-holders.js';
export * from './handlers/tokens.js';
export * from './http/guard.js';
export * from './read-model/tokens.js';
export * from './http/operator.js';
export { IdentityModule } from './identity.module.js';
