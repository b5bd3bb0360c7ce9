import type { ReadModelDb, ReadModels } from '@art33/event-log';
import { engagementsBy } from '../../members/read-model/queries.js';
import { OrganisationScope, type Principal } from '../../domain/principal.js';
import { shows, type Sight } from '../../domain/sight.js';
import type { Matter } from './projection.js';

/** What everybody sees, from the read models; remembered until these change. */
export class Sights {
  private readonly known = new Map<string, Sight | undefined>();

  constructor(private readonly models: ReadModels) {
    models.onChange(() => this.known.clear());
  }

  /** What of its organisation a principal sees; undefined: everything that its role may see. */
  of(principal: Principal): Sight | undefined {
    if (principal.role === 'operator') return undefined;
    const key = JSON.stringify([principal.organisation, principal.actor, principal.role, principal.engagementId]);
    if (this.known.has(key)) return this.known.get(key);
    const sight = sightOf(this.models.db, principal);
    this.known.set(key, sight);
    return sight;
  }

  /** Whether a principal sees what is kept in a stream. */
  sees(principal: Principal, stream: string): boolean {
    const sight = this.of(principal);
    return sight === undefined || shows(sight, matterOf(this.models.db, stream));
  }
}

/** What a stream belongs to; undefined where it belongs to no matter. */
export const matterOf = (db: ReadModelDb, stream: string): Matter | undefined =>
  db.sql('SELECT incident, agreement FROM identity_matters WHERE stream = ?').get(stream) as Matter | undefined;

/** The persons to whom an incident is restricted; undefined where it is not. */
export function restrictedTo(
  db: ReadModelDb,
  scope: OrganisationScope,
  incident: string,
): { readonly members: readonly string[]; readonly since: string } | undefined {
  const row = db
    .sql('SELECT members, since FROM identity_restrictions WHERE organisation = ? AND incident = ?')
    .get(scope.organisation, incident) as { readonly members: string; readonly since: string } | undefined;
  return row && { members: JSON.parse(row.members) as readonly string[], since: row.since };
}

function sightOf(db: ReadModelDb, principal: Principal): Sight | undefined {
  const { organisation, actor, role, engagementId } = principal;
  // A name on the list is a member's: who was taken out and comes back as an auditor, or breaks the glass, is not meant by it.
  const named = actor.kind === 'person' && role !== 'auditor' ? actor.id : '';
  const hidden = db
    .sql(
      `SELECT incident FROM identity_restrictions
       WHERE organisation = ? AND NOT EXISTS (SELECT 1 FROM json_each(members) WHERE value = ?)`,
    )
    .all(organisation, named)
    .map((row) => String(row['incident']));
  const engagement = engagementsBy(db, OrganisationScope.of(principal)).find(({ id }) => id === engagementId);
  if (!engagement) return hidden.length === 0 ? undefined : { ...EVERYTHING, hidden };
  const { agreements, incidents, recordedFrom, recordedUntil } = engagement.scope;
  const period = { recordedFrom, recordedUntil };
  if (agreements === null && incidents === null) {
    const isWide = hidden.length === 0 && recordedFrom === null && recordedUntil === null;
    return isWide ? undefined : { ...EVERYTHING, hidden, ...period };
  }
  return {
    hidden,
    incidents: incidents ?? pairs(db, 'incident', 'agreement', agreements ?? []),
    agreements: agreements ?? pairs(db, 'agreement', 'incident', incidents ?? []),
    ...period,
  };
}

const EVERYTHING: Sight = { hidden: [], incidents: null, agreements: null, recordedFrom: null, recordedUntil: null };

/** The incidents that these agreements are affected by, or the agreements that these incidents affect. */
const pairs = (
  db: ReadModelDb,
  wanted: 'incident' | 'agreement',
  given: 'incident' | 'agreement',
  ids: readonly string[],
): readonly string[] =>
  db
    .sql(
      `SELECT DISTINCT ${wanted} AS id FROM identity_matters
       WHERE ${given} IN (SELECT value FROM json_each(?)) AND ${wanted} IS NOT NULL`,
    )
    .all(JSON.stringify(ids))
    .map((row) => String(row['id']));
