import type { Actor, Instant, ReadModelDb } from '@art33/event-log';
import type { Principal } from '../../domain/principal.js';
import { openBreakGlass } from '../read-model/queries.js';

/** Names the organisation that a request acts for, where whoever asks belongs to several, or opened it to itself. */
export const ORGANISATION_HEADER = 'art33-organisation';

/** Who an operator is in an organisation that it opened to itself, while that runs: an auditor, whose reads are recorded. */
export function principalByBreakGlass(
  db: ReadModelDb,
  actor: Actor,
  organisation: string,
  now: Instant,
): Principal | undefined {
  const breakGlassId = openBreakGlass(db, { organisation, by: actor, now });
  return breakGlassId === undefined
    ? undefined
    : { actor, organisation, role: 'auditor', rights: ['auditor'], breakGlassId };
}
