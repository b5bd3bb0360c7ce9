import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const config = require('../../.dependency-cruiser.cjs') as {
  readonly forbidden: readonly { readonly name: string }[];
  readonly options: object;
};

/** What breaks the rules below a directory, and how many modules were looked at. */
async function cruised(directory: string): Promise<{ readonly count: number; readonly violations: readonly string[] }> {
  const fileName = join(directory, 'tsconfig.json');
  const rules = { validate: true, ruleSet: { forbidden: config.forbidden } };
  const { output } = await cruise(
    ['libs', 'apps'],
    { ...config.options, ...rules, baseDir: directory, tsConfig: { fileName } } as never,
    undefined,
    { tsConfig: extractTSConfig(fileName) },
  );
  const { summary } = output as ICruiseResult;
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  return { count: summary.totalCruised, violations: violations.sort() };
}

/** One breach of each rule: the file at fault, and what it imports. */
const BREACHES: Readonly<Record<string, readonly [from: string, imports: string, to: string]>> = {
  'everything-resolves': ['libs/watch/src/a.ts', '@art33/nowhere', '@art33/nowhere'],
  'rooms-have-a-layer': ['libs/gossip/src/a.ts', '@art33/parties', 'libs/parties/src/index.ts'],
  'no-circles': ['libs/watch/src/circle.ts', './circle.js', 'libs/watch/src/circle.ts'],
  'ground-stands-alone': ['libs/deadlines/src/a.ts', '@art33/http', 'libs/http/src/index.ts'],
  'deadlines-know-no-log': ['libs/deadlines/src/b.ts', '@art33/event-log', 'libs/event-log/src/index.ts'],
  'log-knows-no-deadlines': ['libs/event-log/src/b.ts', '@art33/deadlines', 'libs/deadlines/src/index.ts'],
  'mechanisms-know-no-feature': ['libs/delivery/src/a.ts', '@art33/notices', 'libs/notices/src/index.ts'],
  'parties-know-only-what-stands-before': ['libs/parties/src/a.ts', '@art33/cases', 'libs/cases/src/index.ts'],
  'incidents-know-only-what-stands-before': ['libs/incidents/src/a.ts', '@art33/notices', 'libs/notices/src/index.ts'],
  'notices-know-only-what-stands-before': ['libs/notices/src/a.ts', '@art33/cases', 'libs/cases/src/index.ts'],
  'libraries-know-no-app': ['libs/cases/src/a.ts', '../../../apps/server/src/app.js', 'apps/server/src/app.ts'],
  'web-knows-the-description-only': ['apps/web/src/a.ts', '@art33/cases', 'libs/cases/src/index.ts'],
  'nobody-knows-the-web': ['apps/server/src/b.ts', '../../web/src/b.js', 'apps/web/src/b.ts'],
  'domain-knows-only-domains': ['libs/cases/src/domain/a.ts', '../sql/rows.js', 'libs/cases/src/sql/rows.ts'],
  'domain-knows-no-framework': ['libs/cases/src/domain/b.ts', '@nestjs/common', 'node_modules/@nestjs/common/index.js'],
  'domain-does-no-io': ['libs/cases/src/domain/c.ts', 'node:fs', 'fs'],
  'what-is-validated-is-described': [
    'libs/cases/src/http/d.ts',
    'class-validator',
    'node_modules/class-validator/index.js',
  ],
  'luxon-in-deadlines-only': ['libs/cases/src/http/a.ts', 'luxon', 'node_modules/luxon/index.js'],
  'eventstore-in-one-file': [
    'libs/event-log/src/c.ts',
    '@eventstore/db-client',
    'node_modules/@eventstore/db-client/index.js',
  ],
  's3-in-one-folder': ['libs/event-log/src/d.ts', '@aws-sdk/client-s3', 'node_modules/@aws-sdk/client-s3/index.js'],
  'rooms-have-one-door': [
    'libs/cases/src/b.ts',
    '../../parties/src/domain/terms.js',
    'libs/parties/src/domain/terms.ts',
  ],
};

/** What the rules allow; none of it may be reported. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'apps/server/src/app.ts': ['@art33/cases', '@art33/parties', '@nestjs/common'],
  'apps/web/src/b.ts': ['./c.js'],
  'apps/web/src/c.tsx': [],
  'libs/cases/src/index.ts': ['./domain/events.js', '@art33/http', '@nestjs/common'],
  'libs/cases/src/domain/events.ts': ['@art33/deadlines', '@art33/event-log', '@art33/parties', 'uuid'],
  'libs/cases/src/domain/golden.spec.ts': ['node:fs', '../sql/rows.js'],
  'libs/cases/src/sql/rows.ts': [],
  'libs/deadlines/src/index.ts': ['luxon'],
  'libs/event-log/src/index.ts': ['./eventstore/client.js', './domain/leaf.js'],
  'libs/event-log/src/domain/leaf.ts': ['node:crypto'],
  'libs/event-log/src/eventstore/client.ts': ['@eventstore/db-client'],
  'libs/event-log/src/eventstore/testing/grpc-server.ts': ['@eventstore/db-client'],
  'libs/event-log/src/objects/s3/s3-client.ts': ['@aws-sdk/client-s3'],
  'libs/http/src/index.ts': ['@art33/event-log', '@nestjs/common'],
  'libs/http/src/page.dto.ts': ['class-validator'],
  'libs/notices/src/index.ts': ['@art33/parties', '@art33/http'],
  'libs/parties/src/index.ts': ['./domain/terms.js'],
  'libs/parties/src/domain/terms.ts': ['@art33/deadlines'],
};
const PACKAGES = ['@nestjs/common', 'class-validator', 'luxon', '@eventstore/db-client', '@aws-sdk/client-s3', 'uuid'];

/** Writes the small tree that holds all of these. */
function plant(directory: string): void {
  const write = (path: string, text: string): void => {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  const source = (imports: readonly string[]): string => imports.map((each) => `import '${each}';\n`).join('');
  write('tsconfig.json', JSON.stringify({ compilerOptions: { paths: { '@art33/*': ['./libs/*/src/index.ts'] } } }));
  write('package.json', JSON.stringify({ dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '*'])) }));
  for (const name of PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  for (const [path, imports] of Object.entries(ALLOWED)) write(path, source(imports));
  for (const [from, imports] of Object.values(BREACHES)) write(from, source([imports]));
}

describe('Layers', () => {
  test('every room knows only what stands below it', async () => {
    const { count, violations } = await cruised(process.cwd());
    expect(violations).toEqual([]);
    expect(count).toBeGreaterThan(100);
  });

  describe('the rules', () => {
    const directory = mkdtempSync(join(tmpdir(), 'art33-layers-'));
    beforeAll(() => plant(directory));
    afterAll(() => rmSync(directory, { recursive: true }));

    test('each report their own breach, and nothing that is allowed', async () => {
      const { violations } = await cruised(directory);
      expect(violations).toEqual(
        Object.entries(BREACHES)
          .map(([rule, [from, , to]]) => `${rule}: ${from} → ${to}`)
          .sort(),
      );
    });

    test('are all broken once here', () =>
      expect(Object.keys(BREACHES).sort()).toEqual(config.forbidden.map(({ name }) => name).sort()));
  });
});
