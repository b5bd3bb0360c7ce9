import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
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
    expect(keys.filter((key) => !settingList.some(([, setting]) => setting.key === key))).toEqual([]);
  });
});
