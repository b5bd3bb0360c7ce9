import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { offsetOf, type Place } from './faults.js';
import { join, MOST_ENTRIES } from './shape.js';

/** The field of that name, if it is there. */
export function child(place: Place, name: string): Place | undefined {
  if (!isMap(place.node)) return undefined;
  const pair = place.node.items.find(({ key }) => isScalar(key) && key.value === name);
  if (!pair) return undefined;
  const node = pair.value as Node | null;
  return {
    ...place,
    node,
    offset: offsetOf(node) ?? offsetOf(pair.key as Node) ?? place.offset,
    field: join(place.field, name),
  };
}

/** The entries of the list in that field; none where it is no list, or one that was refused for its length. */
export function itemsOf(place: Place, name: string): Place[] {
  const list = child(place, name);
  if (!list || !isSeq(list.node) || list.node.items.length > MOST_ENTRIES) return [];
  return (list.node.items as (Node | null)[]).map((node, index) => ({
    ...list,
    node,
    offset: offsetOf(node) ?? list.offset,
    field: `${list.field}[${index}]`,
  }));
}

/** The entries that are groups of fields. */
export const rowsOf = (root: Place, name: string): Place[] => itemsOf(root, name).filter((row) => isMap(row.node));

export const scalarText = ({ node }: Place): string | undefined =>
  isScalar(node) && typeof node.value === 'string' ? node.value : undefined;

export function textOf(place: Place, name: string): string | undefined {
  const found = child(place, name);
  return found && scalarText(found);
}

export const fault = (place: Place, reason: string): void => place.faults.add(place.offset, place.field, reason);
export const absence = (place: Place, name: string, reason: string): void =>
  place.faults.addAbsence(place.offset, join(place.field, name), reason);
export const absenceAt = (place: Place, reason: string): void =>
  place.faults.addAbsence(place.offset, place.field, reason);
