import {
  faultOfText,
  listOf,
  readChoice,
  readInstantCell,
  type ImportFault,
  type ImportRow,
  type Read,
} from '@art33/imports';
import type { ContactDetails, ContactPurpose, OrganisationDetails } from '../domain/organisation.js';
import {
  CONTROLLER_FIELDS,
  COUNTRY_NAMES,
  LAND_NAMES,
  LANGUAGE_NAMES,
  LONGEST,
  PURPOSE_NAMES,
  REGIME_NAMES,
  type ControllerField,
} from './fields.js';

/** What a row says of an agreement; the terms are still a name. */
export interface StatedAgreement {
  readonly terms: string | null;
  readonly version: string | null;
  /** UTC, inclusive. */
  readonly from: string;
  /** ISO date of the start, on the clocks of the processor: which version of the terms was in force then. */
  readonly day: string;
  /** UTC, exclusive. */
  readonly until: string | null;
}

/** One row, read; where it has faults, with what could be read. */
export interface ReadRow {
  readonly details: OrganisationDetails;
  readonly contact: ContactDetails | null;
  readonly agreement: StatedAgreement | null;
  readonly faults: readonly ImportFault[];
}

const MILLISECONDS_OF_DAY = 86_400_000;

/** Reads one row by itself; the rules of controllers, contacts and agreements are asked later. `zone`: the processor's. */
export function readRow(row: ImportRow, zone: string): ReadRow {
  const faults: ImportFault[] = [];
  const fault = (field: ControllerField, rule: string): void => void faults.push(row.fault(field, rule));
  const taken = <T>(field: ControllerField, read: Read<T>): T | undefined => {
    if ('value' in read) return read.value;
    return void fault(field, read.rule);
  };
  const choice = <T extends string>(field: ControllerField, names: Readonly<Record<T, readonly string[]>>) => {
    const text = row.text(field);
    return text === '' ? undefined : taken(field, readChoice(text, names));
  };
  for (const { name } of CONTROLLER_FIELDS) {
    const longest = LONGEST[name];
    const rule = longest && faultOfText(row.text(name), longest, 'one line');
    if (rule) fault(name, rule);
  }
  const country = countryOf(row.text('country'));
  const details: OrganisationDetails = {
    name: row.text('name'),
    legalForm: row.optional('legalForm'),
    address: { street: row.text('street'), postalCode: row.optional('postalCode'), city: row.text('city') },
    land: choice('land', LAND_NAMES) ?? null,
    country,
    timeZone: row.optional('timeZone') ?? 'Europe/Berlin',
    language: choice('language', LANGUAGE_NAMES) ?? 'de',
    regime: choice('regime', REGIME_NAMES) ?? 'gdpr',
    customerNumber: row.optional('customerNumber'),
  };
  const purposes = listOf(row.text('purposes')).flatMap((text): readonly ContactPurpose[] => {
    const purpose = taken('purposes', readChoice(text, PURPOSE_NAMES));
    return purpose ? [purpose] : [];
  });
  const instant = (field: 'from' | 'until') => {
    const text = row.text(field);
    if (text === '') return undefined;
    const read = readInstantCell(text, zone);
    const value = taken(field, read);
    return value && { at: value.at, offset: value.offset, isDay: read.isDay };
  };
  const [from, until] = [instant('from'), instant('until')];
  const [terms, version] = [row.optional('terms'), row.optional('termsVersion')];
  if (!from && row.text('from') === '' && (terms ?? version ?? until))
    fault('from', 'an agreement says since when it holds');
  return {
    details,
    contact: contactOf(row, details, purposes),
    agreement: from
      ? { terms, version, from: from.at, day: dayOf(from), until: until ? endOf(until, zone) : null }
      : null,
    faults,
  };
}

/** Two letters, or the name of a neighbour. What is neither is refused with the rest of the details. */
function countryOf(text: string): string {
  if (text === '') return 'DE';
  const read = readChoice(text, COUNTRY_NAMES);
  return 'value' in read ? read.value : text.toUpperCase();
}

/** A contact where the row names one; without a name it is the post: that of the controller itself. */
function contactOf(
  row: ImportRow,
  { name, language }: OrganisationDetails,
  purposes: readonly ContactPurpose[],
): ContactDetails | null {
  const [email, phone] = [row.optional('email'), row.optional('phone')];
  if ((row.optional('contactName') ?? email ?? phone) === null) return null;
  return {
    // Where even that is missing, it is a fault of the controller, said once.
    name: row.optional('contactName') ?? (name.slice(0, LONGEST.contactName) || '?'),
    function: row.optional('contactFunction'),
    email,
    phone,
    language,
    purposes: purposes.length > 0 ? purposes : ['breach-notices'],
  };
}

interface Start {
  readonly at: string;
  readonly offset: string;
  readonly isDay: boolean;
}

/** The date on the clock face that was meant. */
function dayOf({ at, offset }: Start): string {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})/.exec(offset) ?? [];
  const minutesAhead = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
  return new Date(Date.parse(at) + minutesAhead * 60_000).toISOString().slice(0, 10);
}

/** A last day counts in full: the agreement ends with the first moment of the next. */
function endOf(end: Start, zone: string): string {
  if (!end.isDay) return end.at;
  const next = new Date(Date.parse(`${dayOf(end)}T00:00:00Z`) + MILLISECONDS_OF_DAY).toISOString().slice(0, 10);
  const read = readInstantCell(next, zone);
  return 'value' in read ? read.value.at : end.at;
}
