import { existsSync, readFileSync } from 'node:fs';

/** One line of the threat list. */
interface Line {
  readonly entry: string;
  readonly letter: string;
  readonly threat: string;
  /** What stands last: tests, or why there are none. */
  readonly held: string;
}

const document = readFileSync('docs/security.md', 'utf8');
const lines: readonly Line[] = document
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const entry = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/^\| ([STRIDE]) \| (.*?) \| (.*) \|$/gm)].map(
      ([, letter = '', threat = '', rest = '']) => ({
        entry,
        letter,
        threat,
        held: rest.slice(rest.lastIndexOf(' | ') + 1).replace(/^\| ?/, ''),
      }),
    );
  });
const isOpen = ({ held }: Line): boolean => held.startsWith('**open**');

/** Tests by file and a piece of their names: `file`: *piece*; *piece*. */
const testsOf = ({ held }: Line): readonly (readonly [file: string, name: string])[] =>
  [...held.matchAll(/`([\w./-]+\.spec\.ts)`((?:[:;] \*.+?\*)+)/g)].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/\*(.+?)\*/g)].map(([, name = '']) => [file, name] as const),
  );

describe('The threat list', () => {
  const entries = [...new Set(lines.map(({ entry }) => entry))];

  test('goes through every way in, and leaves out no letter anywhere', () => {
    expect(entries).toHaveLength(18);
    for (const entry of entries) {
      const letters = lines.filter((line) => line.entry === entry).map(({ letter }) => letter);
      expect([entry, [...new Set(letters)].sort().join('')]).toEqual([entry, 'DEIRST']);
    }
  });

  test.each(lines.filter((line) => !isOpen(line)).map((line) => [line.entry, line.letter, line.threat, line] as const))(
    '%s, %s: %s',
    (_, __, ___, line) => {
      const tests = testsOf(line);
      expect(tests.length).toBeGreaterThan(0);
      for (const [file, name] of tests) {
        expect([file, existsSync(file)]).toEqual([file, true]);
        expect(titlesIn(file).some((title) => title.includes(name)) || `no test in ${file} is called ${name}`).toBe(
          true,
        );
      }
    },
  );

  test('says of what is open what to do, or why', () => {
    const open = lines.filter(isOpen);
    expect(open.length).toBeGreaterThan(3);
    for (const { held } of open) expect(held.length).toBeGreaterThan(40);
  });
});

/** What is said behind `it` and `test`; behind a table of `.each` it begins a call of its own, or it begins a row of the table. */
function titlesIn(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8').replaceAll("\\'", "'");
  return [...text.matchAll(/(?:(?:\b(?:it|test)|\))\(|\n +\[)\s*(['"`])(.*?)\1,/gs)].map(([, , title = '']) => title);
}
