import { LogUnavailable } from '@art33/event-log';
import { problemOfError } from './job.js';

describe('an error that no rule of files foresaw', () => {
  const detail = (error: Error, isBegun: boolean) => problemOfError(error, isBegun).detail;
  it('is told in a plain sentence with what to do, and never in its own words', () => {
    const error = new Error('SQLITE_CONSTRAINT at muster@example.org in /data/log.db');
    expect(detail(error, false)).toMatch(/^something unexpected happened, .*log tells more.* send the file again$/);
    expect(detail(error, true)).toMatch(/^something unexpected happened, .* the same file again under this id/);
    expect(detail(error, false) + detail(error, true)).not.toMatch(/SQLITE|muster|data/);
  });
  it('says so where it is the log that cannot be written', () =>
    expect(detail(new LogUnavailable('/data/log.db: the disk is full'), true)).toMatch(
      /^the log cannot be read or written now: send the same file/,
    ));
});
