import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failed } from '../failed.js';
import { objectsPlan, shownObjects } from './objects.js';
import { logPlace, shown } from './places.js';

describe('Where a log is', () => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-places-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const place = (given: string, name = 'art33') => logPlace('--from', given, name);

  test('a data directory, a file in one, or a file with any name that stands there', () => {
    const file = join(directory, 'log.db');
    expect(place(`sqlite:${directory}`)).toEqual({ kind: 'file', file, directory });
    expect(place(`sqlite:${file}`)).toEqual({ kind: 'file', file, directory });
    writeFileSync(`${file}.moved`, '');
    expect(place(`sqlite:${file}.moved`)).toEqual({ kind: 'file', file: `${file}.moved`, directory });
    expect(place(`sqlite:${join(directory, 'new')}`)).toMatchObject({ file: join(directory, 'new', 'log.db') });
  });

  test.each([
    ['esdb://user:secret@a:2113,b:2113?tlsCAFile=ca.crt', 'esdb://a:2113,b:2113 (streams art33.…)'],
    ['esdb+discover://user:secret@name', 'esdb+discover://name (streams art33.…)'],
    ['esdb://127.0.0.1:2113?tls=false', 'esdb://127.0.0.1:2113 (streams art33.…)'],
  ])('%s is shown without user and password', (given, words) => {
    expect(place(given)).toMatchObject({ kind: 'server', url: given });
    expect(shown(place(given))).toBe(words);
  });

  test.each([
    ['data', /sqlite:<file or data directory>/],
    ['sqlite:', /sqlite:<file or data directory>/],
    ['http://user:secret@host', /sqlite:<file or data directory>/],
    ['esdb://user:sec@ret@host:1', /every @ is written as %40/],
    ['esdb://user:sec/ret@host:1', /every @ is written as %40/],
    ['esdb://', /esdb:\/\/user:password@host/],
  ])('%s is none, and what was given is not repeated', (given, words) => {
    expect(() => place(given)).toThrow(words);
    expect(() => place(given)).toThrow(Failed);
    expect(() => place(given)).not.toThrow(/sec/);
  });

  test('a name that no stream can begin with is refused', () => {
    expect(() => place('esdb://host', 'No!')).toThrow('--name');
  });
});

describe('Where keys and attachments are copied', () => {
  const settings = { address: undefined, directory: '/data' };

  test('nowhere, where neither end is named', () => {
    expect(objectsPlan({ from: undefined, to: undefined }, settings)).toEqual({ copies: false, at: settings });
  });

  test('to or from the place of the settings, where one end is named', () => {
    const to = objectsPlan({ from: undefined, to: 's3://bucket/prefix?region=eu-central-1' }, settings);
    expect(to).toMatchObject({ copies: true, from: settings });
    expect(to.copies && shownObjects(to.to)).toBe('s3://bucket/prefix');
    expect(objectsPlan({ from: '/other', to: undefined }, settings)).toMatchObject({
      from: { directory: '/other' },
      to: settings,
    });
  });

  test('not to themselves, and not to what is no place', () => {
    expect(() => objectsPlan({ from: undefined, to: '/data' }, settings)).toThrow('copied from /data to itself');
    expect(() => objectsPlan({ from: undefined, to: 's3:x' }, settings)).toThrow('--objects-to: a directory, or s3://');
  });
});
