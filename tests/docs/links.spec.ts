import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documents, markdownIn } from './support/documents.js';

/** Where the links of a document lead within the repository. */
const linksOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target as string)
    .filter((target) => !/^(https?:|mailto:|#)/.test(target))
    .map((target) => join(dirname(file), target.replace(/#.*$/, '')));

/** Read by `npm test` alone, see docs/rooms.md. */
const OF_THE_TESTS = 'ART33_FULL';

describe('Documents', () => {
  test.each(documents)('%s: its links lead somewhere', (file) =>
    expect(linksOf(file).filter((target) => !existsSync(target))).toEqual([]),
  );

  test('are all reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const file of reached)
      if (file.endsWith('.md'))
        for (const target of linksOf(file))
          for (const each of statSync(target).isDirectory() ? markdownIn(target) : [target]) reached.add(each);
    expect(documents.filter((file) => !reached.has(file) && file !== 'CHANGELOG.md')).toEqual([]);
  });

  test('name only variables that the service reads', () => {
    const read = readFileSync('docs/running.md', 'utf8');
    const named = documents.flatMap((file) => readFileSync(file, 'utf8').match(/ART33_[A-Z_]+/g) ?? []);
    expect([...new Set(named)].filter((name) => name !== OF_THE_TESTS && !read.includes(`\`${name}\``))).toEqual([]);
  });

  test('name only routes of the API', () => {
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
      readonly paths: Readonly<Record<string, object>>;
    };
    const unnamed = (path: string): string => path.replace(/\{\w+\}|:\w+/g, '{}');
    const known = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${unnamed(path)}`),
    );
    const named = documents.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\b(GET|POST|PUT|DELETE) (\/api\/v1\/[^\s`?]+)/g)].map(
        ([, method, path]) => `${method} ${unnamed(path as string)}`,
      ),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((route) => !known.includes(route))).toEqual([]);
  });
});

describe('docs/trust.md', () => {
  test('names tests that exist', () => {
    const named = readFileSync('docs/trust.md', 'utf8').match(/[\w./-]+\.spec\.ts/g) ?? [];
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });
});
