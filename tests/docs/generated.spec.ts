import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANSWERS_FILE, answersOf } from '../../scripts/answer-schemas.js';

/** The part of OpenAPI that is looked at here. */
interface Operation {
  readonly summary?: string;
  readonly requestBody?: object;
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
  });

  test("the web app's client has the types of docs/openapi.json (npm run docs)", () => {
    const folder = mkdtempSync(join(tmpdir(), 'art33-schema-'));
    const made = join(folder, 'schema.d.ts');
    const tool = join('node_modules', 'openapi-typescript', 'bin', 'cli.js');
    const { status, stderr } = spawnSync(process.execPath, [tool, join('docs', 'openapi.json'), '-o', made], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    const isSame =
      readFileSync(made, 'utf8') === readFileSync(join('apps', 'web', 'src', 'api', 'schema.d.ts'), 'utf8');
    rmSync(folder, { recursive: true });
    // Not compared by `toBe`: fourteen thousand lines say less than the name of the command.
    expect(isSame).toBe(true);
  });
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
    const refusals = ({ responses }: Operation) =>
      Object.entries(responses).filter(([status]) => !/^[23]/.test(status));
    const isProblem = ([, answer]: readonly [string, Answered]): boolean => problemIn(answer);
    expect(namesWhere((operation) => !refusals(operation).every(isProblem))).toEqual([]);
    expect(namesWhere(({ responses }) => !responses['default'])).toEqual([]);
    // Whatever takes a body can be sent a wrong one.
    expect(namesWhere(({ requestBody, responses }) => requestBody !== undefined && !responses['422'])).toEqual([]);
    expect(namesWhere(({ responses }) => !responses['401'])).toEqual([]);
  });

  test('refers to nothing that is not there', () => {
    const referred = [...text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)];
    const missing = referred.filter(([, kind, name]) => !openApi.components[kind as string]?.[name as string]);
    expect(missing.map(([reference]) => reference)).toEqual([]);
    expect(referred.length).toBeGreaterThan(100);
  });
});
