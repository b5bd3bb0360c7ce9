import type { RecordedEvent } from '@art33/event-log';

/** Ids, kinds, instants, counts: never names, texts or anything else of the breach itself. */
export type PublicFacts = Readonly<Record<string, string | number | boolean | null>>;

/** What one event of the log tells one organisation's receivers. */
export interface PublicEvent {
  readonly organisation: string;
  /** The record it is about, as its path in the API, e.g. `notices/<id>`. */
  readonly subject: string;
  readonly facts: PublicFacts;
}

/**
 * One type of event as receivers see it, and how it is read from the log: all that this room knows of a feature. No two
 * kinds read the same event of the log for the same organisation.
 */
export interface PublicEventKind {
  /** Stable, e.g. `eu.art33.notice.sent`. */
  readonly type: string;
  /** The event type of the log. */
  readonly from: string;
  /** One sentence for receivers. */
  readonly meaning: string;
  /** Whose receivers it can reach. */
  readonly audience: readonly ('processor' | 'controller')[];
  /** Pure; the event says all that is needed. */
  read(event: RecordedEvent): readonly PublicEvent[];
}
