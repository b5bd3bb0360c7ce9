import type { Instant, ReadModelDb } from '@art33/event-log';
import type { LinkKind } from '../domain/events.js';
import type { HowSignedIn } from '../domain/how.js';

/** A session that may still be used. */
export interface SessionView {
  readonly id: string;
  readonly how: HowSignedIn;
  readonly startedAt: Instant;
  /** It ends then at the latest. */
  readonly absoluteEnd: Instant;
  /** Network address at the start; null: erased. */
  readonly address: string | null;
  /** What the client called itself; null: erased. */
  readonly client: string | null;
}

/** Whether a session was ended before its time. One that is not known here may have been started on another node. */
export function isSessionEnded(
  db: ReadModelDb,
  session: { readonly id: string; readonly personId: string; readonly startedAt: Instant },
): boolean {
  const known = db.sql('SELECT ended_at FROM identity_sessions WHERE id = ?').get(session.id) as
    { readonly ended_at: Instant | null } | undefined;
  if (known?.ended_at) return true;
  const floor = db.sql('SELECT at, spared FROM identity_session_floors WHERE person = ?').get(session.personId) as
    { readonly at: Instant; readonly spared: string | null } | undefined;
  return floor !== undefined && session.startedAt < floor.at && session.id !== floor.spared;
}

/** A person's sessions that neither ended nor were ended, the newest first. */
export const sessionsOf = (db: ReadModelDb, personId: string, now: Instant): readonly SessionView[] =>
  db
    .sql(
      `SELECT id, how, started_at AS startedAt, absolute_end AS absoluteEnd, address, client FROM identity_sessions
       WHERE person = ? AND ended_at IS NULL AND absolute_end > ? ORDER BY started_at DESC, id`,
    )
    .all(personId, now) as unknown as readonly SessionView[];

/** Whose a passkey is, and how far it had counted; undefined: nobody's. */
export const holderOfPasskey = (
  db: ReadModelDb,
  credentialId: string,
): { readonly personId: string; readonly counter: number } | undefined =>
  db.sql('SELECT person AS personId, counter FROM identity_passkeys WHERE credential = ?').get(credentialId) as
    { readonly personId: string; readonly counter: number } | undefined;

/** Hashes of links of one kind that a person could still use. */
export const openLinks = (
  db: ReadModelDb,
  {
    kind,
    personId,
    organisation,
  }: { readonly kind: LinkKind; readonly personId: string; readonly organisation: string | null },
): readonly string[] =>
  (
    db
      .sql('SELECT hash FROM identity_links WHERE person = ? AND kind = ? AND organisation IS ?')
      .all(personId, kind, organisation) as unknown as readonly { readonly hash: string }[]
  ).map(({ hash }) => hash);
