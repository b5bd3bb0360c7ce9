import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { AgreementMatch } from '@art33/parties';
import type { AffectedRule } from '../domain/values.js';
import { affectedIds, type IncidentView } from './queries.js';
import { selected } from './selection.js';

/** A finding: agreements that a recorded rule selects by now and that are not listed. Nothing is added by itself. */
export interface LaterMatch {
  readonly rule: AffectedRule;
  readonly total: number;
  /** The first of them. */
  readonly sample: readonly Pick<AgreementMatch, 'agreementId' | 'controllerId' | 'ended'>[];
}

const SAMPLE_SIZE = 10;

/** Evaluates an incident's rules again, from its beginning as it is known now. */
export function laterMatches(
  db: ReadModelDb,
  scope: OrganisationScope,
  incident: IncidentView,
  now: Instant,
): readonly LaterMatch[] {
  const listed = affectedIds(db, scope, incident.id);
  const since = incident.occurred.from?.at ?? null;
  return incident.rules.flatMap(({ rule }): readonly LaterMatch[] => {
    if (rule.by === 'agreements') return [];
    const missing = selected(db, scope, rule, since, now).filter(({ agreementId }) => !listed.has(agreementId));
    const sample = missing
      .slice(0, SAMPLE_SIZE)
      .map(({ agreementId, controllerId, ended }) => ({ agreementId, controllerId, ended }));
    return missing.length > 0 ? [{ rule, total: missing.length, sample }] : [];
  });
}
