import type { Instant, Projection, ReadModelDb, ReadModels } from '@art33/event-log';
import { idOfStream, type RecordedEvent } from '@art33/event-log';
import type { TokenEvent } from '../domain/events.js';
import type { Principal, Role } from '../domain/principal.js';

/** Who holds which token, by its hash. */
export const tokenProjection: Projection = {
  name: 'identity-tokens',
  version: 1,
  handles: ['TokenIssued', 'TokenRevoked'],
  tables: `CREATE TABLE identity_tokens (
    id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, organisation TEXT NOT NULL, role TEXT NOT NULL, label TEXT NOT NULL,
    expires_at TEXT, revoked_at TEXT
  ) WITHOUT ROWID;`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<TokenEvent>;
    const id = idOfStream(event.stream);
    if (event.type === 'TokenIssued') {
      const { hash, organisation, role, label, expiresAt } = event.data as Extract<
        TokenEvent,
        { type: 'TokenIssued' }
      >['data'];
      db.sql('INSERT INTO identity_tokens VALUES (?, ?, ?, ?, ?, ?, NULL)').run(
        id,
        hash,
        organisation,
        role,
        label,
        expiresAt,
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
    .sql('SELECT id, organisation, role, expires_at FROM identity_tokens WHERE hash = ? AND revoked_at IS NULL')
    .get(hash) as { id: string; organisation: string; role: Role; expires_at: Instant | null } | undefined;
  if (!row) return undefined;
  const { id, organisation, role, expires_at: expiresAt } = row;
  return { principal: { actor: { kind: 'token', id }, organisation, role }, expiresAt };
}

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

/** Whether a principal may go on with what it began: its token has neither been revoked nor expired since. */
export function stillHolds(db: ReadModelDb, { actor }: Principal, now: Instant): boolean {
  return (
    db
      .sql(
        'SELECT 1 FROM identity_tokens WHERE id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)',
      )
      .get(actor.id, now) !== undefined
  );
}
