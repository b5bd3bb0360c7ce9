import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '../../domain/principal.js';
import type { Side } from '../../domain/rights.js';
import type { IssuerSettings } from '../domain/settings.js';

/** An issuer, without its secret. */
export interface Issuer {
  readonly id: string;
  readonly organisation: string;
  readonly side: Side;
  /** Null where they have been erased. */
  readonly settings: IssuerSettings | null;
  readonly hasSecret: boolean;
  readonly addedAt: Instant;
  readonly changedAt: Instant;
}

interface IssuerRow {
  readonly id: string;
  readonly organisation: string;
  readonly side: Side;
  readonly settings: string | null;
  readonly has_secret: number;
  readonly added_at: Instant;
  readonly changed_at: Instant;
}

const issuerIn = (row: IssuerRow): Issuer => ({
  id: row.id,
  organisation: row.organisation,
  side: row.side,
  settings: row.settings === null ? null : (JSON.parse(row.settings) as IssuerSettings),
  hasSecret: row.has_secret === 1,
  addedAt: row.added_at,
  changedAt: row.changed_at,
});

/** The issuers of an organisation, the oldest first. */
export const issuersOf = (db: ReadModelDb, scope: Pick<OrganisationScope, 'organisation'>): readonly Issuer[] =>
  (
    db
      .sql('SELECT * FROM identity_issuers WHERE organisation = ? ORDER BY added_at, id')
      .all(scope.organisation) as unknown as readonly IssuerRow[]
  ).map(issuerIn);

/** One issuer; undefined where it is unknown, removed or another organisation's. */
export const issuerById = (db: ReadModelDb, scope: OrganisationScope, id: string): Issuer | undefined => {
  const row = db.sql('SELECT * FROM identity_issuers WHERE id = ? AND organisation = ?').get(id, scope.organisation);
  return row && issuerIn(row as unknown as IssuerRow);
};

/** An issuer as whoever signs in by it finds it: its address is public, and says nothing of whose it is. */
export const issuerAtDoor = (db: ReadModelDb, id: string): Issuer | undefined => {
  const row = db.sql('SELECT * FROM identity_issuers WHERE id = ?').get(id);
  return row && issuerIn(row as unknown as IssuerRow);
};

/** How far a session reaches: wherever its person is a member, in one organisation only, or nowhere any more. */
export type Reach = 'everywhere' | 'nowhere' | { readonly organisation: string };

/**
 * How far a session reaches that was started so. An issuer speaks for its own organisation and for no other: whoever runs it can
 * say any address of its domains, and must gain nothing elsewhere by it. Once it is removed, it speaks for none.
 */
export function reachOf(db: ReadModelDb, how: string): Reach {
  const issuerId = /^oidc:(.*)$/s.exec(how)?.[1];
  if (issuerId === undefined) return 'everywhere';
  const issuer = db.sql('SELECT organisation FROM identity_issuers WHERE id = ?').get(issuerId);
  return issuer ? { organisation: String(issuer['organisation']) } : 'nowhere';
}
