import type { StatedInstant } from '@art33/deadlines';
import type { ImportOrigin, OnBehalf } from '@art33/parties';
import type { IncidentFact } from './facts.js';
import type {
  AffectedAgreement,
  AffectedRule,
  Assessment,
  ClosingBlocker,
  HistoricalTimes,
  Implication,
  IncidentDetails,
  Measure,
  Occurred,
  ReopeningCause,
  RiskInformation,
  Ruling,
} from './values.js';

/** What a person states of an incident: anything of it, nothing erased; what is left out stays as it is. */
export type StatedDetails = Partial<Omit<IncidentDetails, 'title' | 'occurred'>> & {
  readonly title?: string;
  readonly occurred?: Partial<Occurred>;
};

export interface LogIncident {
  readonly type: 'log-incident';
  readonly incidentId: string;
  /** What is left out is not known yet. */
  readonly details: StatedDetails & { readonly title: string };
  readonly awareness: readonly IncidentFact[];
  readonly subprocessors: readonly Implication[];
  /** Of the report that it is made of. */
  readonly reportId?: string;
}
/** An incident of the past, from a file: as it was, with its old times. */
export interface RecordHistoricalIncident extends ImportOrigin {
  readonly type: 'record-historical-incident';
  readonly incidentId: string;
  readonly details: IncidentDetails;
  readonly times: HistoricalTimes;
  readonly assessment: Assessment;
  readonly affected: readonly AffectedAgreement[];
  readonly measures: readonly Measure[];
}
export interface AddDetails {
  readonly type: 'add-details';
  readonly note?: string;
  readonly changes: StatedDetails;
}
export interface EstablishAwareness {
  readonly type: 'establish-awareness';
  readonly known: IncidentFact;
}
export interface CorrectAwareness {
  readonly type: 'correct-awareness';
  readonly known: IncidentFact;
  readonly reason: string;
}
export interface ImplicateSubprocessor {
  readonly type: 'implicate-subprocessor';
  readonly implication: Implication;
}
/** One chunk of an evaluated rule. Its agreements are known to be the processor's own. */
export interface AffectControllers {
  readonly type: 'affect-controllers';
  readonly rule: AffectedRule;
  readonly evaluatedAtLogNumber: number;
  readonly chunk: number;
  readonly chunks: number;
  readonly agreements: readonly AffectedAgreement[];
}
export interface ConfirmAsBreach {
  readonly type: 'confirm-as-breach';
  readonly at: StatedInstant;
}
export interface RuleOut {
  readonly type: 'rule-out';
  readonly ruling: Ruling;
  readonly at: StatedInstant;
  readonly reason: string;
}
export interface RecordMeasure {
  readonly type: 'record-measure';
  readonly measure: Measure;
}
export interface RecordRiskInformation {
  readonly type: 'record-risk-information';
  readonly risk: RiskInformation;
}
export interface CloseIncident {
  readonly type: 'close-incident';
  readonly conclusion?: string;
  /** From the closing guard: what is still undecided. */
  readonly blockers: readonly ClosingBlocker[];
}
export interface ReopenIncident {
  readonly type: 'reopen-incident';
  readonly cause: ReopeningCause & { readonly reason?: string };
}

export type IncidentCommandData =
  | LogIncident
  | RecordHistoricalIncident
  | AddDetails
  | EstablishAwareness
  | CorrectAwareness
  | ImplicateSubprocessor
  | AffectControllers
  | ConfirmAsBreach
  | RuleOut
  | RecordMeasure
  | RecordRiskInformation
  | CloseIncident
  | ReopenIncident;

/** A command as the decider takes it: an incident is its own processor's alone. */
export type IncidentCommandBy = IncidentCommandData & OnBehalf;
