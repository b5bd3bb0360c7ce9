/** One fact of a record: where it stands in the record, and what it says. */
export interface Line {
  /** Tells the same fact at two instants. */
  readonly id: string;
  /** Field by field from the record inwards; a number is the place of one of several. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** One fact that two states of a record say differently; undefined: not known in that state. */
export interface Change {
  readonly id: string;
  readonly path: Line['path'];
  readonly before: unknown;
  readonly after: unknown;
}

/** What says nothing to a reader: names for machines, and what is told elsewhere. */
const LEFT_OUT = new Set([
  'id',
  'edits',
  'logNumber',
  'matchesLater',
  'hash',
  'textHash',
  'salt',
  'digest',
  'side',
  'batch',
  'evaluatedAtLogNumber',
  'explanation',
  'openTerm',
  'arithmetic',
  'outerLimit',
  'crossesClockChange',
  'regime',
  'complete',
  'version',
]);
/** Whether a field is not shown. */
export const isLeftOut = (key: string): boolean => LEFT_OUT.has(key) || key.endsWith('Id');

/** What tells one of several from the others, whatever their order. */
const TOLD_BY = ['dutyId', 'deliveryId', 'measureId', 'filingId', 'clockId', 'subprocessorId', 'receivedId'] as const;
const NAMED_BY = ['fact', 'textNumber', 'sendNumber', 'contactId', 'messageId', 'at'] as const;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An instant as somebody stated it, a number of persons, a text in two languages, or what was erased: shown as one. */
export const isWhole = (value: Fields): boolean =>
  ('at' in value && 'offset' in value && 'precision' in value) ||
  ('kind' in value && (value['kind'] === 'unknown' || typeof value['value'] === 'number')) ||
  (typeof value['de'] === 'string' && typeof value['en'] === 'string') ||
  value['erased'] === true;

const nameOf = (item: unknown, place: number): string => {
  if (!isFields(item)) return JSON.stringify(item);
  const key = [...TOLD_BY, ...NAMED_BY].find(
    (each) => typeof item[each] === 'string' || typeof item[each] === 'number',
  );
  if (key === undefined) return String(place);
  return [String(item[key]), item['irregularity']].filter((each) => typeof each === 'string').join(' ');
};

/** Everything that a record says, as single facts in its own order. What is not known is left out. */
export function linesOf(record: unknown): readonly Line[] {
  const lines: Line[] = [];
  const walk = (value: unknown, path: Line['path'], id: string): void => {
    if (value === null || value === undefined || value === '') return;
    if (Array.isArray(value)) {
      if (value.every((each) => typeof each === 'string') && value.length > 0) lines.push({ id, path, value });
      else value.forEach((each, place) => walk(each, [...path, place + 1], `${id}/${nameOf(each, place)}`));
    } else if (isFields(value) && !isWhole(value)) {
      for (const [key, inner] of Object.entries(value))
        if (!isLeftOut(key)) walk(inner, [...path, key], `${id}/${key}`);
    } else lines.push({ id, path, value });
  };
  walk(record, [], '');
  return lines;
}

/** What two states of a record say differently, in the order of the later one; what is gone comes last. */
export function changesBetween(before: readonly Line[], after: readonly Line[]): readonly Change[] {
  const earlier = new Map(before.map((line) => [line.id, line]));
  const later = new Set(after.map(({ id }) => id));
  const changed = after.flatMap(({ id, path, value }): readonly Change[] => {
    const was = earlier.get(id)?.value;
    return JSON.stringify(was) === JSON.stringify(value) ? [] : [{ id, path, before: was, after: value }];
  });
  const gone = before
    .filter(({ id }) => !later.has(id))
    .map(({ id, path, value }): Change => ({ id, path, before: value, after: undefined }));
  return [...changed, ...gone];
}
