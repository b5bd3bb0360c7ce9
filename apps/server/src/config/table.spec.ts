import { readFileSync } from 'node:fs';
import { DEFAULT_LIMITS } from '@art33/delivery';
import { LINK_DAYS } from '@art33/notices';
import { parse } from 'yaml';
import { readConfig } from '../config.js';
import { settingList } from './settings.js';
import { settingsTable, withSettingsTable } from './table.js';

const document = readFileSync('docs/running.md', 'utf8');

describe('docs/running.md', () => {
  test('has the table of settings that the declarations give (npm run docs writes it)', () =>
    expect(document).toBe(withSettingsTable(document)));

  test('names every setting once', () => {
    const rows = settingsTable().split('\n').slice(2);
    for (const [, { variable }] of settingList)
      expect(rows.filter((row) => row.startsWith(`| \`${variable}\``))).toHaveLength(1);
  });

  test('shows a settings file of settings that exist', () => {
    const shown = /```yaml\n(.*?)```/s.exec(document)?.[1] ?? '';
    const leaves = (value: object, prefix = ''): readonly string[] =>
      Object.entries(value).flatMap(([key, one]) =>
        typeof one === 'object' && one !== null ? leaves(one as object, `${prefix}${key}.`) : `${prefix}${key}`,
      );
    const keys = leaves(parse(shown) as object);
    expect(keys.length).toBeGreaterThan(4);
    const known = settingList.flatMap(([, { key }]) => (key === undefined ? [] : [key, `${key}File`]));
    expect(keys.filter((key) => !known.includes(key))).toEqual([]);
  });
});

// Stated with the settings, so that reading them loads no room.
test('What is not set is what the rooms go by', () => {
  const { dispatch, linkDays } = readConfig({ ART33_DATA: 'data' });
  expect({ dispatch, linkDays }).toEqual({ dispatch: DEFAULT_LIMITS, linkDays: LINK_DAYS });
});
