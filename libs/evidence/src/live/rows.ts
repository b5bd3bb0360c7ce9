import type { ReadModelDb } from '@art33/event-log';
import { PLACE, type EventRow } from '../read-model/queries.js';

/** What a live stream says of one event: where to look, never what is in it. */
export interface LiveEvent extends Omit<EventRow, 'actor' | 'correlationId'> {
  readonly actorKind: string;
}

/** An event and whose it is. */
export interface OwnedEvent {
  readonly owner: string;
  readonly event: LiveEvent;
}

const COLUMNS = `${PLACE}, owner, actor`;

/** Everybody's events after a log number, in log order. */
export const eventsAfter = (db: ReadModelDb, after: number, limit: number): readonly OwnedEvent[] =>
  db
    .sql(`SELECT ${COLUMNS} FROM evidence_events WHERE log_number > ? ORDER BY log_number LIMIT ?`)
    .all(after, limit)
    .map(ownedEvent);

/** One organisation's events after a log number up to another (inclusive), in log order. */
export const eventsOf = (
  db: ReadModelDb,
  organisation: string,
  after: number,
  upTo: number,
  limit: number,
): readonly LiveEvent[] =>
  db
    .sql(
      `SELECT ${COLUMNS} FROM evidence_events WHERE owner = ? AND log_number > ? AND log_number <= ?
       ORDER BY log_number LIMIT ?`,
    )
    .all(organisation, after, upTo, limit)
    .map((row) => ownedEvent(row).event);

/** The last of an organisation's own up to a log number; -1 where it has none. */
export const lastOf = (db: ReadModelDb, organisation: string, upTo: number): number =>
  Number(
    db
      .sql('SELECT max(log_number) AS last FROM evidence_events WHERE owner = ? AND log_number <= ?')
      .get(organisation, upTo)?.['last'] ?? -1,
  );

const ownedEvent = (row: unknown): OwnedEvent => {
  const { owner, actor, ...place } = row as Omit<EventRow, 'correlationId'> & { readonly owner: string };
  return { owner, event: { ...place, actorKind: actor.split(':', 1)[0] ?? '' } };
};
