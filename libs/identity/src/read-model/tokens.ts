import type { Actor, Instant, Projection, ReadModelDb, ReadModels } from '@art33/event-log';
import { idOfStream, type RecordedEvent } from '@art33/event-log';
import type { TokenEvent } from '../domain/events.js';
import { allRightsOf, type OrganisationScope, type Principal, type Role } from '../domain/principal.js';
import type { Right } from '../domain/rights.js';

/** Who holds which token, by its hash. */
export const tokenProjection: Projection = {
  name: 'identity-tokens',
  version: 2,
  handles: ['TokenIssued', 'TokenRevoked'],
  tables: `CREATE TABLE identity_tokens (
    id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, organisation TEXT NOT NULL, role TEXT NOT NULL, label TEXT NOT NULL,
    expires_at TEXT, revoked_at TEXT, rights TEXT, issued_at TEXT NOT NULL, issued_by TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX identity_tokens_of_organisation ON identity_tokens (organisation, issued_at, id);`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<TokenEvent>;
    const id = idOfStream(event.stream);
    if (event.type === 'TokenIssued') {
      const { hash, organisation, role, label, expiresAt, rights } = event.data as Extract<
        TokenEvent,
        { type: 'TokenIssued' }
      >['data'];
      db.sql('INSERT INTO identity_tokens VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)').run(
        id,
        hash,
        organisation,
        role,
        label,
        expiresAt,
        rights ? JSON.stringify(rights) : null,
        event.recordedAt,
        JSON.stringify(event.metadata.actor),
      );
    } else {
      db.sql('UPDATE identity_tokens SET revoked_at = ? WHERE id = ?').run((event.data as { at: Instant }).at, id);
    }
  },
};

/** Who holds a token, and until when: null means without end. */
export interface TokenHolder {
  readonly principal: Principal;
  readonly expiresAt: Instant | null;
}

/** Who holds the token with this hash; undefined where it is unknown or revoked. */
export function holderByHash(db: ReadModelDb, hash: string): TokenHolder | undefined {
  const row = db
    .sql('SELECT id, organisation, role, expires_at, rights FROM identity_tokens WHERE hash = ? AND revoked_at IS NULL')
    .get(hash) as
    { id: string; organisation: string; role: Role; expires_at: Instant | null; rights: string | null } | undefined;
  if (!row) return undefined;
  const { id, organisation, role, expires_at: expiresAt } = row;
  const rights = row.rights === null ? allRightsOf(role) : (JSON.parse(row.rights) as readonly Right[]);
  return { principal: { actor: { kind: 'token', id }, organisation, role, rights }, expiresAt };
}

/** A token as its organisation sees it: never the token. */
export interface TokenView {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly rights: readonly Right[];
  readonly issuedAt: Instant;
  readonly issuedBy: Actor;
  /** Null: it has no end. */
  readonly expiresAt: Instant | null;
  /** Null: it was not withdrawn. */
  readonly revokedAt: Instant | null;
}

/** The tokens of an organisation, the oldest first, those that ended too. */
export const tokensOf = (db: ReadModelDb, scope: OrganisationScope): readonly TokenView[] =>
  (
    db
      .sql('SELECT * FROM identity_tokens WHERE organisation = ? ORDER BY issued_at, id')
      .all(scope.organisation) as unknown as readonly {
      readonly id: string;
      readonly label: string;
      readonly role: Role;
      readonly rights: string | null;
      readonly issued_at: Instant;
      readonly issued_by: string;
      readonly expires_at: Instant | null;
      readonly revoked_at: Instant | null;
    }[]
  ).map((row) => ({
    id: row.id,
    label: row.label,
    role: row.role,
    rights: row.rights === null ? allRightsOf(row.role) : (JSON.parse(row.rights) as readonly Right[]),
    issuedAt: row.issued_at,
    issuedBy: JSON.parse(row.issued_by) as Actor,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  }));

/** Token holders as the read models show them, kept until these change: the same token asks again and again. */
export class KnownTokens {
  private readonly known = new Map<string, TokenHolder>();

  constructor(private readonly models: ReadModels) {
    models.onChange(() => this.known.clear());
  }

  /** The principal behind a token's hash, or undefined where it is unknown, revoked or expired. */
  principal(hash: string, now: () => Instant): Principal | undefined {
    const holder = this.known.get(hash) ?? holderByHash(this.models.db, hash);
    if (!holder) return undefined;
    this.known.set(hash, holder);
    return holder.expiresAt === null || holder.expiresAt > now() ? holder.principal : undefined;
  }
}
