import type { StatedInstant } from '@art33/deadlines';
import { faultOfText, listOf, readChoice, readInstantCell, type ImportFault, type ImportRow } from '@art33/imports';
import { UNKNOWN_DETAILS } from '../domain/state.js';
import {
  UNKNOWN_QUANTITY,
  type Assessment,
  type Dimension,
  type HistoricalTimes,
  type IncidentDetails,
  type Quantity,
} from '../domain/values.js';
import { ASSESSMENT_NAMES, DIMENSION_NAMES, type HistoryField } from './fields.js';

const TITLE = 200;
const TEXT = 10_000;
const MOST_MEASURES = 50;
/** `1200`, `1.200`, `ca. 1200`. */
const NUMBER = /^(?<about>ca\.?|etwa|about|approx\.?|~)?\s*(?<value>\d{1,3}(?:[. ]\d{3})+|\d{1,15})$/i;
const UNKNOWN = ['', '?', 'unbekannt', 'unknown'];

/** One row, read by itself; where it has faults, with what could be read. */
export interface ReadHistory {
  readonly details: IncidentDetails;
  readonly times: HistoricalTimes;
  readonly assessment: Assessment;
  /** Numbers of the affected customers. */
  readonly customers: readonly string[];
  readonly measures: readonly string[];
  readonly faults: readonly ImportFault[];
}

/** Every entry of the cell, in its order. */
export const customersIn = (row: ImportRow): readonly string[] => listOf(row.text('customers'), /[\n|,;]/);

/** Reads one row by itself. Times without an offset are on the clocks of `zone`, the processor's. */
export function readHistory(row: ImportRow, zone: string): ReadHistory {
  const faults: ImportFault[] = [];
  const fault = (field: HistoryField, rule: string): void => void faults.push(row.fault(field, rule));
  const text = (field: HistoryField, longest: number, lines: 'one line' | 'several lines'): string => {
    const rule = faultOfText(row.text(field), longest, lines);
    if (rule !== undefined) fault(field, rule);
    return row.text(field);
  };
  const instant = (field: HistoryField): StatedInstant | null => {
    if (row.text(field) === '') return null;
    const read = readInstantCell(row.text(field), zone);
    if ('value' in read) return read.value;
    fault(field, read.rule);
    return null;
  };
  const dimensions = listOf(row.text('dimensions'), /[\n|,;+]/).flatMap((each): readonly Dimension[] => {
    const read = readChoice(each, DIMENSION_NAMES);
    if ('value' in read) return [read.value];
    fault('dimensions', read.rule);
    return [];
  });
  const assessment = (): Assessment => {
    if (row.text('assessment') === '') return 'undecided';
    const read = readChoice(row.text('assessment'), ASSESSMENT_NAMES);
    if ('value' in read) return read.value;
    fault('assessment', read.rule);
    return 'undecided';
  };
  const persons = (): Quantity => {
    if (UNKNOWN.includes(row.text('persons').toLowerCase())) return UNKNOWN_QUANTITY;
    const { about, value } = NUMBER.exec(row.text('persons'))?.groups ?? {};
    if (value !== undefined)
      return { kind: about ? 'approximate' : 'exact', value: Number(value.replace(/[. ]/g, '')) };
    fault('persons', 'a whole number, with `ca.` in front where it is approximate');
    return UNKNOWN_QUANTITY;
  };
  text('measures', TEXT, 'several lines');
  const measures = listOf(row.text('measures'), /[\n|]/);
  if (measures.length > MOST_MEASURES) fault('measures', `at most ${MOST_MEASURES} measures`);
  return {
    details: {
      ...UNKNOWN_DETAILS,
      title: text('title', TITLE, 'one line'),
      summary: text('summary', TEXT, 'several lines') || null,
      occurred: { from: instant('occurredFrom'), until: instant('occurredUntil') },
      detected: instant('detected'),
      dimensions: [...new Set(dimensions)],
      numberOfPersons: persons(),
    },
    times: {
      aware: instant('aware'),
      toldControllers: instant('toldControllers'),
      toldAuthority: instant('toldAuthority'),
      closed: instant('closed'),
    },
    assessment: assessment(),
    customers: [...new Set(customersIn(row))],
    measures,
    faults,
  };
}
