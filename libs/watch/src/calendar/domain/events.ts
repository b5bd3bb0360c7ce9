import { declareEvents, type DomainEvent, type Instant } from '@art33/event-log';

/** The address itself is in no event: it follows from organisation, generation and the installation's key. */
export type CalendarEvent =
  | DomainEvent<
      'CalendarAddressCreated',
      {
        readonly organisation: string;
        /** From 1: every generation has another address. */
        readonly generation: number;
        readonly at: Instant;
      }
    >
  | DomainEvent<'CalendarAddressRevoked', { readonly generation: number; readonly at: Instant }>;

export const calendarEvents = declareEvents<CalendarEvent>()({
  CalendarAddressCreated: {
    version: 1,
    meaning: 'An organisation got a secret address at which calendar programs read its deadlines.',
  },
  CalendarAddressRevoked: {
    version: 1,
    meaning: 'A secret calendar address was revoked: nothing is read there any more.',
  },
});

/** The stream of one organisation's calendar. */
export const calendarStream = (organisation: string): string => `calendar-${organisation}`;
