import { readFileSync } from 'node:fs';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
}
const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters: readonly Parameter[] }>>>>;
};

/** What the page says of all lists at once. */
const OF_ALL = ['q', 'sort', 'limit', 'cursor', 'count', 'format', 'lang', 'sep'];

const wordsIn = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word as string);
const rows = readFileSync('docs/lists.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(' | '));
const documented = rows.flatMap(([lists = '', filters = '']) =>
  wordsIn(lists).map((list) => ({ list, filters: wordsIn(filters) })),
);

const queryOf = (list: string): readonly Parameter[] =>
  (paths[`/api/v1/${list}`]?.['get']?.parameters ?? []).filter((each) => each.in === 'query');
const askedOf = (list: string): readonly string[] => queryOf(list).map(({ name }) => name);

describe('docs/lists.md', () => {
  test('names every filter of its lists, and no other', () => {
    expect(documented.length).toBeGreaterThan(10);
    for (const { list } of documented) {
      const named = new Set(documented.filter((row) => row.list === list).flatMap(({ filters }) => filters));
      const filters = askedOf(list).filter((name) => !OF_ALL.includes(name) && name !== 'asOf');
      expect([list, [...named].toSorted()]).toEqual([list, filters.toSorted()]);
    }
  });

  test('says of all lists only what each can be asked', () => {
    for (const { list } of documented)
      expect([list, OF_ALL.filter((name) => !askedOf(list).includes(name))]).toEqual([list, []]);
  });

  test('needs nothing to be asked', () => {
    for (const { list } of documented)
      expect([list, queryOf(list).filter(({ required }) => required)]).toEqual([list, []]);
  });
});
