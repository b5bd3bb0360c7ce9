import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../domain/event.js';
import type { EventDeclarations } from '../domain/registry.js';
import { EventRegistry } from '../sealing/event-registry.js';

/** An event as some release wrote it, and as features see it today. One file each, never changed once released. */
export interface GoldenEvent {
  readonly type: string;
  readonly schemaVersion: number;
  /** The data of then, unsealed: sealing does not depend on the schema, and an upcaster sees open values. */
  readonly data: Json;
  /** The data that today's release makes of it. A new schema version changes this, and nothing else in the file. */
  readonly opened: Json;
}

/**
 * Checks that every committed event of an earlier release (`*.json` in the directory) still opens to the expected form,
 * that one of the version that is still written beside the newest is written again as it was, and that there is one for
 * every historic version of every declared type. Returns how many were checked; throws an
 * `AssertionError` that names the file.
 */
export const checkGoldenEvents = (declarations: EventDeclarations, directory: string): number => {
  const registry = new EventRegistry([declarations]);
  const files = readdirSync(directory).filter((file) => file.endsWith('.json'));
  const covered = new Set<string>();
  for (const file of files) {
    const golden = JSON.parse(readFileSync(join(directory, file), 'utf8')) as GoldenEvent;
    assert.deepEqual(registry.upcast(golden.type, golden.schemaVersion, golden.data), golden.opened, file);
    const { older } = registry.of(golden.type);
    if (older?.version === golden.schemaVersion)
      assert.deepEqual(older.downcast(golden.opened), golden.data, `${file}: written again`);
    covered.add(`${golden.type}.v${golden.schemaVersion}`);
  }
  for (const { type, version } of registry.all()) {
    for (let historic = 1; historic < version; historic++) {
      assert.ok(
        covered.has(`${type}.v${historic}`),
        `${directory}: no golden event of ${type} in schema version ${historic}`,
      );
    }
  }
  return files.length;
};
