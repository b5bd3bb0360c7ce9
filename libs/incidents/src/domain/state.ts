import { factKey, type IncidentFact } from './facts.js';
import { toldByHistory } from './history.js';
import type { IncidentEvent } from './events.js';
import {
  UNKNOWN_QUANTITY,
  type AffectedAgreement,
  type AffectedRule,
  type Assessment,
  type HistoricalFacts,
  type Implication,
  type IncidentDetails,
  type Measure,
  type RiskInformation,
  type Ruling,
} from './values.js';

/** A rule that selected affected controllers, as it was last evaluated. */
export interface EvaluatedRule {
  readonly rule: AffectedRule;
  readonly evaluatedAtLogNumber: number;
  /** All its chunks are recorded. */
  readonly complete: boolean;
}

/** An incident as the log tells it. `details` hold what a notice needs. */
export interface IncidentState {
  readonly status: 'none' | 'open' | 'closed';
  readonly assessment: Assessment;
  /** How it was ruled out, while that stands. */
  readonly ruling: Ruling | null;
  readonly incidentId: string;
  /** Organisation id of the one processor that the incident belongs to. */
  readonly processorId: string;
  /** Of the report that it was made of; null: of none. */
  readonly reportId: string | null;
  readonly details: IncidentDetails;
  /** What is known since when; one entry per fact (`factKey`). */
  readonly facts: readonly IncidentFact[];
  readonly subprocessors: readonly Implication[];
  readonly rules: readonly EvaluatedRule[];
  readonly affected: readonly AffectedAgreement[];
  readonly measures: readonly Measure[];
  readonly risk: RiskInformation | null;
  /** Of an incident that was imported as a record of the past; null: it was logged here. */
  readonly history: HistoricalFacts | null;
}

/** Nothing but unknowns. */
export const UNKNOWN_DETAILS: IncidentDetails = {
  title: '',
  summary: null,
  occurred: { from: null, until: null },
  detected: null,
  dimensions: [],
  categoriesOfPersons: [],
  numberOfPersons: UNKNOWN_QUANTITY,
  categoriesOfRecords: [],
  numberOfRecords: UNKNOWN_QUANTITY,
  specialCategories: null,
  dataAffected: null,
  consequences: null,
  contactPoint: null,
};

export const initialIncident: IncidentState = {
  status: 'none',
  assessment: 'undecided',
  ruling: null,
  incidentId: '',
  processorId: '',
  reportId: null,
  details: UNKNOWN_DETAILS,
  facts: [],
  subprocessors: [],
  rules: [],
  affected: [],
  measures: [],
  risk: null,
  history: null,
};

/** One string per rule: evaluated again, from whichever beginning, it is the same rule. */
export const ruleKey = (rule: AffectedRule): string => {
  switch (rule.by) {
    case 'agreements':
      return 'agreements';
    case 'terms':
      return `terms/${rule.termsId}`;
    case 'subprocessor':
      return `subprocessor/${rule.subprocessorId}`;
  }
};

/** The list with `item` in place of the one with the same key, or at the end. */
const put = <T>(list: readonly T[], item: T, keyOf: (item: T) => string): readonly T[] =>
  list.some((other) => keyOf(other) === keyOf(item))
    ? list.map((other) => (keyOf(other) === keyOf(item) ? item : other))
    : [...list, item];

const withoutRuling = (facts: readonly IncidentFact[]) =>
  facts.filter(({ fact }) => fact !== 'ruled-out-as-notifiable');

export function evolveIncident(state: IncidentState, event: IncidentEvent): IncidentState {
  switch (event.type) {
    case 'IncidentLogged': {
      const { incidentId, processorId, reportId = null, ...details } = event.data;
      return { ...initialIncident, status: 'open', incidentId, processorId, reportId, details };
    }
    case 'HistoricalIncidentRecorded':
      return { ...initialIncident, ...toldByHistory(event.data) };
    case 'IncidentDetailsAdded':
      return { ...state, details: { ...state.details, ...event.data.changes } };
    case 'AwarenessEstablished':
      return { ...state, facts: put(state.facts, event.data, factKey) };
    case 'AwarenessCorrected': {
      const { fact, irregularity, to } = event.data;
      return { ...state, facts: put(state.facts, { fact, ...(irregularity && { irregularity }), at: to }, factKey) };
    }
    case 'SubprocessorImplicated':
      return { ...state, subprocessors: put(state.subprocessors, event.data, ({ subprocessorId }) => subprocessorId) };
    case 'ControllersAffected': {
      const { rule, evaluatedAtLogNumber, chunk, chunks, agreements } = event.data;
      const evaluated = { rule, evaluatedAtLogNumber, complete: chunk === chunks };
      return {
        ...state,
        rules: put(state.rules, evaluated, (one) => ruleKey(one.rule)),
        affected: [...state.affected, ...agreements],
      };
    }
    case 'IncidentConfirmedAsBreach':
      // A ruling that no longer stands is no knowledge.
      return { ...state, assessment: 'breach', ruling: null, facts: withoutRuling(state.facts) };
    case 'IncidentRuledOut':
      return { ...state, assessment: 'ruled-out', ruling: event.data.ruling };
    case 'MeasureRecorded':
      return { ...state, measures: [...state.measures, event.data] };
    case 'RiskInformationRecorded':
      return { ...state, risk: event.data };
    case 'IncidentClosed':
      return { ...state, status: 'closed' };
    case 'IncidentReopened':
      return { ...state, status: 'open' };
  }
}
