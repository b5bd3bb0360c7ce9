import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokenUses } from './token-uses.js';

describe('the last use of a token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'art33-uses-'));
  const file = join(folder, 'uses.db');
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = Date.parse('2026-10-23T19:40:00.000Z');

  test('is known to the minute, also after a restart', () => {
    const uses = new TokenUses(file);
    expect(uses.lastUse('t')).toBeNull();
    uses.note('t', at);
    uses.note('t', at + 59_999);
    expect(uses.lastUse('t')).toBe('2026-10-23T19:40:00.000Z');
    uses.note('t', at + 60_000);
    expect(uses.lastUse('t')).toBe('2026-10-23T19:41:00.000Z');
    uses.close();
    const again = new TokenUses(file);
    expect(again.lastUse('t')).toBe('2026-10-23T19:41:00.000Z');
    expect(again.lastUse('other')).toBeNull();
    again.close();
  });
});
