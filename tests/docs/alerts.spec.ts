import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Rules {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly { readonly alert: string; readonly expr: string; readonly for?: string }[];
  }[];
}

const WATCHING = readFileSync('docs/watching.md', 'utf8');
/** The rules that a document shows, as Prometheus would read them. */
const rulesIn = (file: string): Rules['groups'] =>
  [...readFileSync(file, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
    .map(([, text]) => parse(text as string) as Rules)
    .flatMap(({ groups = [] }) => groups);
const FILES = ['docs/watching.md', 'docs/operations.md'];

describe('Alert rules', () => {
  const groups = FILES.flatMap(rulesIn);
  const rules = groups.flatMap(({ rules: some }) => some);

  test('stand in both documents, under names of their own', () => {
    expect(groups.map(({ name }) => name)).toEqual(['art33', 'art33-nodes']);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(12);
  });

  test('have a name, a condition and a time as Prometheus wants them', () => {
    for (const { alert, expr, for: time } of rules) {
      expect(alert).toMatch(/^Art33[A-Za-z]+$/);
      expect(expr).toMatch(/[<>=]/);
      expect(time ?? '1m').toMatch(/^\d+(s|m|h|d)$/);
      const depth = [...expr].reduce((open, each) => open + (each === '(' ? 1 : each === ')' ? -1 : 0), 0);
      expect(depth).toBe(0);
    }
  });

  test('ask for metrics that the service has', () => {
    const known = [...WATCHING.matchAll(/^\| `(\w+)` \| (?:counter|gauge|histogram) \|/gm)].map(([, name]) => name);
    expect(known.length).toBeGreaterThan(30);
    const asked = [readFileSync('docs/operations.md', 'utf8'), WATCHING].flatMap(
      (text) => text.match(/\bart33_\w+/g) ?? [],
    );
    expect([...new Set(asked)].filter((name) => !known.includes(name))).toEqual([]);
  });
});
