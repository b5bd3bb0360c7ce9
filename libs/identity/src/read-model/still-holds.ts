import type { Instant, ReadModelDb } from '@art33/event-log';
import { openBreakGlass } from '../access/read-model/queries.js';
import type { Principal } from '../domain/principal.js';
import { engagementsOf, membershipsOf } from '../members/read-model/queries.js';
import { reachOf } from '../oidc/read-model/queries.js';

/**
 * Whether a principal may go on with what it began: its token has neither been revoked nor expired since; its session was
 * not ended, and the person still has every right that it had; what an operator opened to itself is still open.
 */
export function stillHolds(db: ReadModelDb, principal: Principal, now: Instant): boolean {
  const { actor, organisation, breakGlassId } = principal;
  if (breakGlassId !== undefined && openBreakGlass(db, { organisation, by: actor, now }) === undefined) return false;
  if (actor.kind === 'person') return stillMember(db, principal, now);
  // The operator's own token follows from the master key: it is not listed, and does not end.
  if (actor.kind === 'system') return breakGlassId !== undefined;
  return (
    db
      .sql(
        'SELECT 1 FROM identity_tokens WHERE id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)',
      )
      .get(actor.id, now) !== undefined
  );
}

function stillMember(db: ReadModelDb, principal: Principal, now: Instant): boolean {
  const { actor, organisation, rights, sessionId, breakGlassId } = principal;
  const session = db.sql('SELECT ended_at, how FROM identity_sessions WHERE id = ?').get(sessionId ?? '');
  if (session && (session['ended_at'] !== null || reachOf(db, String(session['how'])) === 'nowhere')) return false;
  const memberships = membershipsOf(db, actor.id);
  if (breakGlassId !== undefined) return memberships.some((each) => each.rights.includes('operator'));
  const member = memberships.find((each) => each.organisation === organisation);
  const isEngaged = engagementsOf(db, actor.id, now).some((each) => each.organisation === organisation);
  return rights.every((right) => (right === 'auditor' ? isEngaged : (member?.rights.includes(right) ?? false)));
}
