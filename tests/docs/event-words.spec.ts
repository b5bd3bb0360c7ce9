import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypes as de } from '../../apps/web/src/audit/words/event-types.de.js';
import { eventTypes as en } from '../../apps/web/src/audit/words/event-types.en.js';

test('every event of the catalogue has words in both languages, and nothing else has', () => {
  const catalogue = readFileSync(join('docs', 'events.md'), 'utf8');
  const types = [...catalogue.matchAll(/^\| `(\w+)` \|/gm)].map(([, type]) => type);
  expect(types.length).toBeGreaterThan(100);
  expect(Object.keys(en).sort()).toEqual([...types].sort());
  expect(Object.keys(de).sort()).toEqual([...types].sort());
});
