import type { ClosingBlocker } from '../domain/values.js';

/** Knows what still has to be decided before an incident can be closed: the rooms after this one answer. */
export interface ClosingGuard {
  /** Empty where nothing holds the incident open. */
  blockers(incidentId: string): Promise<readonly ClosingBlocker[]>;
}

/** Injection token. */
export const CLOSING_GUARD = Symbol('ClosingGuard');
