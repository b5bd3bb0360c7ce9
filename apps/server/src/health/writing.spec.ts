import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogUnavailable, WrongExpectedRevision, type AppendOutcome } from '@art33/event-log';
import { Writing } from './writing.js';

describe('Whether the log can be written', () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-writing-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const item = { stream: 'thing-1', expectedRevision: 'none', events: [] } as const;
  const at = 1_000_000;
  const after = (...outcomes: readonly AppendOutcome[]): Writing => {
    const writing = new Writing(directory);
    for (const outcome of outcomes) writing.appended({ item, outcome, from: at, to: at });
    return writing;
  };
  const full: AppendOutcome = { ok: false, error: new LogUnavailable('the disk is full') };
  const beaten: AppendOutcome = { ok: false, error: new WrongExpectedRevision('thing-1', 'none', 0) };
  const done: AppendOutcome = { ok: true, events: [] };

  it('is so until a write fails', async () => {
    expect(await after().check(at)).toBe(true);
    expect(await after(full).check(at + 1)).toBe('the last write failed');
  });

  it('is so again after one that succeeds, or after a while, so that somebody tries', async () => {
    expect(await after(full, done).check(at + 1)).toBe(true);
    expect(await after(full).check(at + 15_000)).toBe(true);
  });

  it('is not doubted because somebody else was first', async () => {
    expect(await after(beaten).check(at + 1)).toBe(true);
  });

  it('cannot be known of a directory that is gone', async () => {
    await expect(new Writing(join(directory, 'gone')).check(at)).resolves.toBe('the data directory cannot be read');
  });
});
