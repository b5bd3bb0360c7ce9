import type { StatedInstant } from '@art33/deadlines';
import { declareEvents, idOfStream, type DomainEvent, type Instant } from '@art33/event-log';
import type { Fact, ImportOrigin, Irregularity } from '@art33/parties';
import type { IncidentFact } from './facts.js';
import type {
  AffectedAgreement,
  AffectedRule,
  Assessment,
  HistoricalTimes,
  Implication,
  IncidentDetails,
  Measure,
  Personal,
  ReopeningCause,
  RiskInformation,
  Ruling,
} from './values.js';

export type IncidentLogged = DomainEvent<
  'IncidentLogged',
  IncidentDetails & {
    readonly incidentId: string;
    readonly processorId: string;
    /** Of the report that it was made of, where there was one. */
    readonly reportId?: string;
  }
>;
export type HistoricalIncidentRecorded = DomainEvent<
  'HistoricalIncidentRecorded',
  IncidentDetails &
    HistoricalTimes &
    ImportOrigin & {
      readonly incidentId: string;
      readonly processorId: string;
      readonly assessment: Assessment;
      readonly affected: readonly AffectedAgreement[];
      readonly measures: Personal<readonly Measure[]>;
      /** When it was recorded here. */
      readonly at: Instant;
    }
>;
export type IncidentDetailsAdded = DomainEvent<
  'IncidentDetailsAdded',
  { readonly note?: Personal<string>; readonly changes: Partial<IncidentDetails> }
>;
export type AwarenessEstablished = DomainEvent<'AwarenessEstablished', IncidentFact>;
export type AwarenessCorrected = DomainEvent<
  'AwarenessCorrected',
  {
    readonly fact: Fact;
    readonly irregularity?: Irregularity;
    readonly from: StatedInstant;
    readonly to: StatedInstant;
    readonly reason: Personal<string>;
  }
>;
export type SubprocessorImplicated = DomainEvent<'SubprocessorImplicated', Implication>;
export type ControllersAffected = DomainEvent<
  'ControllersAffected',
  {
    readonly rule: AffectedRule;
    /** The list holds everyone who matched when the log ended at this event. */
    readonly evaluatedAtLogNumber: number;
    /** From 1. */
    readonly chunk: number;
    readonly chunks: number;
    readonly agreements: readonly AffectedAgreement[];
  }
>;
export type IncidentConfirmedAsBreach = DomainEvent<'IncidentConfirmedAsBreach', { readonly at: StatedInstant }>;
export type IncidentRuledOut = DomainEvent<
  'IncidentRuledOut',
  { readonly ruling: Ruling; readonly at: StatedInstant; readonly reason: Personal<string> }
>;
export type MeasureRecorded = DomainEvent<'MeasureRecorded', Measure>;
export type RiskInformationRecorded = DomainEvent<'RiskInformationRecorded', RiskInformation>;
export type IncidentClosed = DomainEvent<'IncidentClosed', { readonly conclusion?: Personal<string> }>;
export type IncidentReopened = DomainEvent<'IncidentReopened', { readonly cause: ReopeningCause }>;

export type IncidentEvent =
  | IncidentLogged
  | HistoricalIncidentRecorded
  | IncidentDetailsAdded
  | AwarenessEstablished
  | AwarenessCorrected
  | SubprocessorImplicated
  | ControllersAffected
  | IncidentConfirmedAsBreach
  | IncidentRuledOut
  | MeasureRecorded
  | RiskInformationRecorded
  | IncidentClosed
  | IncidentReopened;

const incidentKey = (_data: unknown, stream: string): readonly string[] => [`incident:${idOfStream(stream)}`];

/** The free texts of `IncidentDetails`: whoever writes them may name somebody. */
const PERSONAL_DETAILS = [
  'title',
  'summary',
  'categoriesOfPersons',
  'categoriesOfRecords',
  'dataAffected',
  'consequences',
  'contactPoint',
] as const satisfies readonly (keyof IncidentDetails)[];

const sealed = (...pointers: readonly string[]) =>
  Object.fromEntries(pointers.map((pointer) => [pointer, incidentKey]));

export const incidentEvents = declareEvents<IncidentEvent>()({
  HistoricalIncidentRecorded: {
    version: 1,
    meaning:
      'An incident of the past was imported as a record, with its old times: the log saw none of it, and no clock runs.',
    personal: sealed('/measures', ...PERSONAL_DETAILS.map((field) => `/${field}`)),
  },
  IncidentLogged: {
    version: 1,
    meaning: 'The processor logged an incident with what was known of it; it may be a mere suspicion.',
    personal: sealed(...PERSONAL_DETAILS.map((field) => `/${field}`)),
  },
  IncidentDetailsAdded: {
    version: 1,
    meaning: 'More became known of an incident, or what was thought to be known changed.',
    personal: sealed('/note', ...PERSONAL_DETAILS.map((field) => `/changes/${field}`)),
  },
  AwarenessEstablished: {
    version: 1,
    meaning: 'The processor became aware of a fact at a stated instant: the start of the clocks that hang on it.',
  },
  AwarenessCorrected: {
    version: 1,
    meaning: 'The instant of awareness of a fact was corrected, with a reason.',
    personal: sealed('/reason'),
  },
  SubprocessorImplicated: {
    version: 1,
    meaning: 'A subprocessor has a part in the incident: when it became aware itself, and when it told the processor.',
  },
  ControllersAffected: {
    version: 1,
    meaning:
      'Agreements whose controllers are affected were listed, with the rule that selected them; one of several chunks.',
  },
  IncidentConfirmedAsBreach: {
    version: 1,
    meaning: 'The incident was confirmed as a personal data breach (Art. 4 no. 12 GDPR).',
  },
  IncidentRuledOut: {
    version: 1,
    meaning: 'The incident was found to be no personal data breach, or not notifiable, with a reason.',
    personal: sealed('/reason'),
  },
  MeasureRecorded: {
    version: 1,
    meaning: 'A measure was taken or proposed (Art. 33(3)(d) GDPR).',
    personal: sealed('/description'),
  },
  RiskInformationRecorded: {
    version: 1,
    meaning: 'Information was recorded that helps controllers to judge the risk.',
    personal: sealed('/information'),
  },
  IncidentClosed: {
    version: 1,
    meaning: 'The incident was closed: no duty was undecided.',
    personal: sealed('/conclusion'),
  },
  IncidentReopened: {
    version: 1,
    meaning: 'A closed incident was opened again, by a person with a reason or because a duty opened.',
    personal: sealed('/cause/reason'),
  },
});
