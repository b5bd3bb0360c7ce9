import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ANSWERS_FILE, answersOf } from '../../scripts/answer-schemas.js';

/** The part of OpenAPI that is looked at here. */
interface Operation {
  readonly summary?: string;
  readonly responses: Readonly<Record<string, Answered>>;
}
interface Answered {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
const text = readFileSync('docs/openapi.json', 'utf8');
const openApi = JSON.parse(text) as {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Answered>>>>;
};
const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
);
const namesWhere = (holds: (operation: Operation) => boolean) => operations.filter(holds).map(({ name }) => name);

describe('Generated documents', () => {
  test(
    'what the routes answer is as the types say (npm run docs)',
    () => expect(answersOf(process.cwd())).toEqual(JSON.parse(readFileSync(ANSWERS_FILE, 'utf8'))),
    120_000,
  );

  test('docs/openapi.json and docs/events.md are as the built server says (npm run docs)', () => {
    const { status, stderr } = spawnSync(process.execPath, ['dist/apps/cli/src/main.js', 'docs', '--check'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }, 60_000);
});

describe('docs/openapi.json', () => {
  test('is OpenAPI 3.1 and describes all routes', () => {
    expect(openApi.openapi).toMatch(/^3\.1\./);
    expect(operations.length).toBeGreaterThan(60);
  });

  test('says of every operation what it is for', () =>
    expect(namesWhere(({ summary }) => !summary || summary.length < 15)).toEqual([]));

  test('says of every operation what it answers, with a schema that says something', () => {
    const isTold = ({ responses }: Operation): boolean => {
      const [status, answer] = Object.entries(responses).find(([each]) => each.startsWith('2')) ?? [];
      const schema = Object.values(answer?.content ?? {})[0]?.schema;
      return status === '204' || (schema !== undefined && JSON.stringify(schema) !== '{"type":"object"}');
    };
    expect(namesWhere((operation) => !isTold(operation))).toEqual([]);
  });

  test('says of every operation which problems it answers', () => {
    const problemIn = ({ $ref }: Answered): boolean => {
      const name = $ref?.replace('#/components/responses/', '') ?? '';
      return openApi.components['responses']?.[name]?.content?.['application/problem+json'] !== undefined;
    };
    const tellsProblems = ({ responses }: Operation): boolean =>
      ['401', '403', '422', 'default'].every((status) => responses[status] && problemIn(responses[status]));
    expect(namesWhere((operation) => !tellsProblems(operation))).toEqual([]);
  });

  test('refers to nothing that is not there', () => {
    const referred = [...text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)];
    const missing = referred.filter(([, kind, name]) => !openApi.components[kind as string]?.[name as string]);
    expect(missing.map(([reference]) => reference)).toEqual([]);
    expect(referred.length).toBeGreaterThan(100);
  });
});
