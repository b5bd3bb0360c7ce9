import type { Schemas } from '../../api/client.js';
import { statedIn, type When } from '../../design/when.js';
import { isBlank, whenOf } from './form.js';

type Incident = Schemas['IncidentShown'];
type Body = Schemas['AddDetailsBody'];
type Special = NonNullable<Incident['specialCategories']>;

/** A number as one enters it. */
export interface Count {
  readonly kind: 'exact' | 'approximate' | 'unknown';
  readonly value: string;
}

/** What is known, in the form in which one enters it. */
export interface Fields {
  readonly title: string;
  readonly summary: string;
  readonly from: When;
  readonly until: When;
  readonly detected: When;
  readonly dimensions: Incident['dimensions'];
  readonly dataAffected: string;
  /** One in each line. */
  readonly categoriesOfPersons: string;
  readonly numberOfPersons: Count;
  /** One in each line. */
  readonly categoriesOfRecords: string;
  readonly numberOfRecords: Count;
  readonly special: 'unknown' | 'none' | 'some';
  readonly specialCategories: Special;
  readonly consequences: string;
  readonly contactName: string;
  readonly contactEmail: string;
  readonly contactPhone: string;
}

/** A draft, and what its writer had before them: only what differs is sent, so that nothing of others is set back. */
export interface DetailsDraft extends Fields {
  readonly seen: Fields;
  /** For the timeline. */
  readonly note: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const lines = (value: unknown): string => (Array.isArray(value) ? value.join('\n') : '');
const listOf = (value: string): string[] =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const countOf = (number: Schemas['Quantity']): Count =>
  number.kind === 'unknown' ? { kind: 'unknown', value: '' } : { kind: number.kind, value: String(number.value) };

/** What is known of an incident, to be written on. What was erased stays so unless somebody writes anew. */
export function fieldsOf(incident: Incident, zone: string): Fields {
  const { occurred, specialCategories, contactPoint } = incident;
  const contact = contactPoint && 'name' in contactPoint ? contactPoint : null;
  return {
    title: text(incident.title),
    summary: text(incident.summary),
    from: whenOf(occurred.from, zone),
    until: whenOf(occurred.until, zone),
    detected: whenOf(incident.detected, zone),
    dimensions: incident.dimensions,
    dataAffected: text(incident.dataAffected),
    categoriesOfPersons: lines(incident.categoriesOfPersons),
    numberOfPersons: countOf(incident.numberOfPersons),
    categoriesOfRecords: lines(incident.categoriesOfRecords),
    numberOfRecords: countOf(incident.numberOfRecords),
    special: specialCategories === null ? 'unknown' : specialCategories.length === 0 ? 'none' : 'some',
    specialCategories: specialCategories ?? [],
    consequences: text(incident.consequences),
    contactName: contact?.name ?? '',
    contactEmail: contact?.email ?? '',
    contactPhone: contact?.phone ?? '',
  };
}

const orNull = (value: string): string | null => (isBlank(value) ? null : value.trim());

/** Whether a number is as it was said to be: one that is known is given. */
export const isCounted = ({ kind, value }: Count): boolean => kind === 'unknown' || /^\d+$/.test(value.trim());

const quantityOf = ({ kind, value }: Count): Body['numberOfPersons'] =>
  kind === 'unknown' || !/^\d+$/.test(value.trim()) ? { kind: 'unknown' } : { kind, value: Number(value) };

/** What a draft changes of what its writer had before them. */
export function bodyOf(draft: DetailsDraft, zone: string): Body {
  const { seen } = draft;
  const differs = (...names: readonly (keyof Fields)[]): boolean =>
    names.some((name) => JSON.stringify(draft[name]) !== JSON.stringify(seen[name]));
  const entered = (name: 'from' | 'until' | 'detected'): boolean => draft[name].local !== '' && differs(name);
  return {
    ...(differs('title') && { title: draft.title.trim() }),
    ...(differs('summary') && { summary: orNull(draft.summary) }),
    ...((entered('from') || entered('until')) && {
      occurred: {
        ...(entered('from') && { from: statedIn(draft.from, zone) }),
        ...(entered('until') && { until: statedIn(draft.until, zone) }),
      },
    }),
    ...(entered('detected') && { detected: statedIn(draft.detected, zone) }),
    ...(differs('dimensions') && { dimensions: draft.dimensions }),
    ...(differs('dataAffected') && { dataAffected: orNull(draft.dataAffected) }),
    ...(differs('categoriesOfPersons') && { categoriesOfPersons: listOf(draft.categoriesOfPersons) }),
    ...(differs('numberOfPersons') && { numberOfPersons: quantityOf(draft.numberOfPersons) }),
    ...(differs('categoriesOfRecords') && { categoriesOfRecords: listOf(draft.categoriesOfRecords) }),
    ...(differs('numberOfRecords') && { numberOfRecords: quantityOf(draft.numberOfRecords) }),
    ...(differs('special', 'specialCategories') && {
      specialCategories: draft.special === 'unknown' ? null : draft.special === 'none' ? [] : draft.specialCategories,
    }),
    ...(differs('consequences') && { consequences: orNull(draft.consequences) }),
    ...(differs('contactName', 'contactEmail', 'contactPhone') && { contactPoint: contactOf(draft) }),
    ...(!isBlank(draft.note) && { note: draft.note.trim() }),
  };
}

const contactOf = ({ contactName, contactEmail, contactPhone }: Fields): Body['contactPoint'] =>
  isBlank(contactName) ? null : { name: contactName.trim(), email: orNull(contactEmail), phone: orNull(contactPhone) };
