import { isErased, type Erased } from '@art33/event-log';
import type { IncidentFact, IncidentState } from '@art33/incidents';
import type { ContentItem, RequiredContent, Terms } from '@art33/parties';
import type { Gap } from './values.js';

/** What a notice can tell of an incident. */
export type IncidentContent = Pick<IncidentState, 'details' | 'measures' | 'subprocessors'> & {
  readonly facts: readonly IncidentFact[];
};

/** Everything that is asked for in a notice: Art. 33(3) GDPR and clause 9.2 of 2021/915, in the order it is told. */
export const CONTENT_ITEMS: readonly ContentItem[] = [
  'nature',
  'data-affected',
  'categories-of-persons',
  'number-of-persons',
  'categories-of-records',
  'number-of-records',
  'consequences',
  'measures',
  'contact-point',
];

/** What nobody knows yet. The full list is asked for everywhere; `clause` says whether this contract owes the item. */
export function completeness(
  content: IncidentContent,
  requiredContent: readonly RequiredContent[],
  contact: Terms['dataProtectionContact'] | null,
): readonly Gap[] {
  return CONTENT_ITEMS.filter((item) => !isKnown(item, content, contact)).map((item) => ({
    item,
    clause: requiredContent.find((required) => required.item === item)?.clause ?? null,
  }));
}

function isKnown(
  item: ContentItem,
  { details, measures }: IncidentContent,
  contact: Terms['dataProtectionContact'] | null,
): boolean {
  switch (item) {
    case 'nature':
      return known(details.summary) !== null;
    case 'data-affected':
      return known(details.dataAffected) !== null;
    case 'categories-of-persons':
      return listed(details.categoriesOfPersons).length > 0;
    case 'number-of-persons':
      return details.numberOfPersons.kind !== 'unknown';
    case 'categories-of-records':
      return listed(details.categoriesOfRecords).length > 0;
    case 'number-of-records':
      return details.numberOfRecords.kind !== 'unknown';
    case 'consequences':
      return known(details.consequences) !== null;
    case 'measures':
      return measures.length > 0;
    case 'contact-point':
      return (details.contactPoint !== null && !isErased(details.contactPoint)) || Boolean(contact?.email);
  }
}

/** A text that is there: neither unknown, nor blank, nor erased. */
export const known = (text: string | Erased | null): string | null =>
  text === null || isErased(text) || text.trim() === '' ? null : text.trim();

export const listed = (list: readonly string[] | Erased): readonly string[] => (isErased(list) ? [] : list);
