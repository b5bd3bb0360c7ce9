import { declareEvents, type Actor, type DomainEvent, type Erased, type Instant } from '@art33/event-log';
import type { Side } from '../../domain/rights.js';

/** In what capacity somebody read what is not its own. */
export type ReadingAs = 'auditor' | 'break-glass';

/** What was read. `kind`: the first part of its address, e.g. `incidents`; `list`: a list, whose address stands for the id. */
export interface ReadRecord {
  readonly kind: string;
  readonly id: string;
}

/** One reader, one record, one hour. */
export interface Reading {
  /** Whose records they are. */
  readonly organisation: string;
  readonly reader: Actor;
  readonly as: ReadingAs;
  readonly record: ReadRecord;
  /** The beginning of the hour (UTC). */
  readonly hour: Instant;
}

export type ReadingEvent =
  | DomainEvent<'RecordRead', Reading & { readonly at: Instant }>
  | DomainEvent<'RecordReadAgain', Reading & { /** How often since it was last said. */ readonly count: number }>;

export type BreakGlassEvent =
  | DomainEvent<
      'BreakGlassOpened',
      {
        readonly breakGlassId: string;
        readonly organisation: string;
        readonly side: Side;
        readonly by: Actor;
        readonly reason: string | Erased;
        readonly at: Instant;
        readonly until: Instant;
      }
    >
  | DomainEvent<
      'BreakGlassClosed',
      { readonly breakGlassId: string; readonly organisation: string; readonly by: Actor; readonly at: Instant }
    >;

export type AccessEvent = ReadingEvent | BreakGlassEvent;

export const accessEvents = declareEvents<AccessEvent>()({
  RecordRead: {
    version: 1,
    meaning: 'An auditor, or an operator who broke the glass, read a record or a list for the first time in an hour.',
  },
  RecordReadAgain: {
    version: 1,
    meaning: 'How often the same reader read the same again within that hour; said when the hour is over.',
  },
  BreakGlassOpened: {
    version: 1,
    meaning:
      'An operator opened the records of an organisation to itself, with a reason and an end: every read is recorded.',
    personal: {
      '/reason': ({ organisation, side }) => [
        side === 'controller' ? `controller:${organisation}` : `organisation:${organisation}`,
      ],
    },
  },
  BreakGlassClosed: { version: 1, meaning: 'What an operator opened to itself was closed before its end.' },
});
