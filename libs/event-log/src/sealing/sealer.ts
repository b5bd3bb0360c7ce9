import { ERASED, isErased, type Json } from '../domain/event.js';
import { InvalidAppend } from '../port/errors.js';
import { KeyUnusable, type KeyStore, type SealingKey } from '../port/key-store.js';
import type { WrittenForm } from './event-registry.js';
import { claimsToBeSealed, isSealedField, openField, pointerTo, sealField } from './sealed-field.js';

/** So many keys are asked for at once: enough to overlap, few enough to leave file handles to others. */
const KEYS_AT_ONCE = 32;

/** Seals the personal fields of events before they are stored, and opens them again. */
export class Sealer {
  constructor(private readonly keys: KeyStore) {}

  /**
   * The data as it is stored. A field under several scopes is sealed once per scope, the first innermost. Left alone:
   * what is absent, null or already erased, and a field that has no scope in this very event.
   * Throws `KeyErased` where a scope's key has been destroyed.
   */
  async seal(id: string, data: unknown, stream: string, form: WrittenForm): Promise<Json> {
    if (findSealed(data).length > 0) throw new InvalidAppend(`${form.type} ${id}: a member named $sealed is reserved`);
    let stored = data;
    for (const { path, scopes } of form.personal) {
      let value = valueAt(data, path);
      if (value === undefined || value === null || isErased(value)) continue;
      const place = { eventId: id, eventType: form.type, pointer: pointerTo(path) };
      for (const scope of scopes(data, stream)) value = sealField(value, place, await this.keys.keyFor(scope));
      stored = replacedAt(stored, path, value);
    }
    return stored as Json;
  }

  /**
   * The data of each event with its sealed fields opened; `ERASED` stands where any of a field's keys was destroyed.
   * A field that does not open makes its event's result `KeyUnusable`, and harms no other event. Fields are found where
   * they stand, not where today's declarations expect them: they open before they are upcast.
   */
  async open(events: readonly Sealed[]): Promise<(Json | KeyUnusable)[]> {
    const results: (Json | KeyUnusable)[] = events.map((event) => event.data);
    const keys = new Map<string, SealingKey | 'erased' | KeyUnusable>();
    let layer = events.flatMap((event, index) => findSealed(event.data).map((found) => ({ ...found, event, index })));
    while (layer.length > 0) {
      await this.fetch(layer, keys);
      const inner: typeof layer = [];
      for (const found of layer) {
        const result = results[found.index];
        if (result === undefined || result instanceof KeyUnusable) continue;
        const value = openLayer(found.field, found.path, found.event, keys);
        if (value instanceof KeyUnusable) results[found.index] = value;
        else if (claimsToBeSealed(value)) inner.push({ ...found, field: value });
        else results[found.index] = replacedAt(result, found.path, value) as Json;
      }
      layer = inner;
    }
    return results;
  }

  /** Asks for each key once per call, however many fields it opens. */
  private async fetch(
    layer: readonly { readonly field: unknown }[],
    keys: Map<string, SealingKey | 'erased' | KeyUnusable>,
  ): Promise<void> {
    const ids = new Set(layer.flatMap(({ field }) => (isSealedField(field) ? [field.$sealed.key] : [])));
    const missing = [...ids].filter((id) => !keys.has(id));
    for (let from = 0; from < missing.length; from += KEYS_AT_ONCE) {
      await Promise.all(
        missing.slice(from, from + KEYS_AT_ONCE).map(async (id) => {
          keys.set(id, await this.keys.key(id).catch(unusableOrThrow));
        }),
      );
    }
  }
}

interface Sealed {
  readonly id: string;
  readonly type: string;
  readonly data: Json;
}

const openLayer = (
  field: unknown,
  path: readonly string[],
  event: Sealed,
  keys: ReadonlyMap<string, SealingKey | 'erased' | KeyUnusable>,
): Json | KeyUnusable => {
  const pointer = pointerTo(path);
  if (!isSealedField(field)) return new KeyUnusable(`${pointer} of ${event.type} ${event.id} is no sealed field`);
  const key = keys.get(field.$sealed.key);
  if (key === 'erased') return { ...ERASED };
  if (key === undefined || key instanceof KeyUnusable) {
    return new KeyUnusable(`${pointer} of ${event.type} ${event.id}: ${key?.message ?? 'no key'}`);
  }
  try {
    return openField(field, { eventId: event.id, eventType: event.type, pointer }, key);
  } catch (error) {
    return unusableOrThrow(error);
  }
};

/** A key that cannot be used concerns the events sealed with it; a disk that cannot be read concerns everybody. */
const unusableOrThrow = (error: unknown): KeyUnusable => {
  if (error instanceof KeyUnusable) return error;
  throw error;
};

/** Everything in the data that claims to be sealed, with the way to it. */
const findSealed = (data: unknown): { readonly path: readonly string[]; readonly field: unknown }[] => {
  const found: { path: readonly string[]; field: unknown }[] = [];
  const path: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (claimsToBeSealed(value)) {
      found.push({ path: [...path], field: value });
      return;
    }
    for (const name of Object.keys(value)) {
      path.push(name);
      look((value as Readonly<Record<string, unknown>>)[name]);
      path.pop();
    }
  };
  look(data);
  return found;
};

const valueAt = (data: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Readonly<Record<string, unknown>>)[step]
        : undefined,
    data,
  );

/** A copy of the data with another value at one place; whatever lies beside the way is shared, not copied. */
const replacedAt = (data: unknown, path: readonly string[], value: unknown): unknown => {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const copy = (Array.isArray(data) ? [...data] : { ...(data as object) }) as Record<string, unknown>;
  copy[step] = replacedAt(copy[step], rest, value);
  return copy;
};
