import type { Schemas } from '../../api/client.js';

/** A field that is stored sealed: readable only while its key exists. */
interface SealedField {
  readonly $sealed: { readonly key: string };
}

const isSealed = (value: unknown): value is SealedField =>
  typeof value === 'object' && value !== null && '$sealed' in value;

/** Data as stored, indented, with `word` in place of what is sealed; and how many fields that were. */
export function storedText(data: unknown, word: string): { readonly text: string; readonly sealed: number } {
  let sealed = 0;
  const text = JSON.stringify(
    data,
    (_key, value: unknown) => {
      if (!isSealed(value)) return value;
      sealed += 1;
      return word;
    },
    2,
  );
  return { text: text ?? '', sealed };
}

/** What was read, where the data of an event tell of that. */
export function readIn(data: unknown): Schemas['ReadRecord'] | undefined {
  const record = typeof data === 'object' && data !== null && 'record' in data ? data.record : undefined;
  if (typeof record !== 'object' || record === null || !('kind' in record) || !('id' in record)) return undefined;
  const { kind, id } = record;
  return typeof kind === 'string' && typeof id === 'string' ? { kind, id } : undefined;
}
