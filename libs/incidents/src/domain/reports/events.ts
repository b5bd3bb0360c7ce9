import type { StatedInstant } from '@art33/deadlines';
import { declareEvents, deriveId, idOfStream, type Actor, type DomainEvent, type Instant } from '@art33/event-log';
import type { Personal } from '../values.js';

/** How a report came in: by the public form, by a signed webhook, or entered by somebody of the processor. */
export const CHANNELS = ['form', 'webhook', 'api'] as const;
export type Channel = (typeof CHANNELS)[number];

/** How the reporter can be reached; each null where it was not given. Nobody has to give anything. */
export interface Reporter {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** What was told, as it was told: nothing of it has been looked into. */
export interface Told {
  readonly text: Personal<string>;
  readonly reporter: Personal<Reporter> | null;
  /** When it was noticed, where an instant was stated. */
  readonly noticedAt: StatedInstant | null;
  /** The same in the reporter's own words. */
  readonly noticed: Personal<string> | null;
  /** What the sending system calls itself and what it saw, e.g. of a CloudEvent; null for people. */
  readonly source: Personal<string> | null;
}

export type ReportEvent =
  | DomainEvent<
      'ReportReceived',
      Told & {
        readonly reportId: string;
        readonly processorId: string;
        readonly channel: Channel;
        /** What the reporter may name when asking again: it opens nothing. */
        readonly reference: string;
        readonly at: Instant;
      }
    >
  | DomainEvent<'ReportTurnedIntoIncident', { readonly incidentId: string; readonly by: Actor; readonly at: Instant }>
  | DomainEvent<'ReportLinkedToIncident', { readonly incidentId: string; readonly by: Actor; readonly at: Instant }>
  | DomainEvent<'ReportRejected', { readonly reason: Personal<string>; readonly by: Actor; readonly at: Instant }>
  | DomainEvent<
      'ReportRejectionTakenBack',
      { readonly reason: Personal<string>; readonly by: Actor; readonly at: Instant }
    >;

const reportKey = (_data: unknown, stream: string): readonly string[] => [`report:${idOfStream(stream)}`];
/** Who told it can be erased without what was told. */
const reporterKey = (data: { readonly reportId: string }): readonly string[] => [
  `person:${reporterId(data.reportId)}`,
  `report:${data.reportId}`,
];

/** Pseudonym of whoever told it. */
export const reporterId = (reportId: string): string => deriveId(reportId, 'reporter');

export const reportEvents = declareEvents<ReportEvent>()({
  ReportReceived: {
    version: 1,
    meaning: 'Somebody told the processor of something that may be an incident; nobody has looked into it yet.',
    personal: { '/text': reportKey, '/reporter': reporterKey, '/noticed': reportKey, '/source': reportKey },
  },
  ReportTurnedIntoIncident: {
    version: 1,
    meaning: 'A person made an incident of the report.',
  },
  ReportLinkedToIncident: {
    version: 1,
    meaning: 'A person found that the report is about an incident that was logged already.',
  },
  ReportRejected: {
    version: 1,
    meaning: 'A person decided that nothing follows from the report, with a reason.',
    personal: { '/reason': reportKey },
  },
  ReportRejectionTakenBack: {
    version: 1,
    meaning: 'A person decided that the report is to be looked at again, with a reason.',
    personal: { '/reason': reportKey },
  },
});
