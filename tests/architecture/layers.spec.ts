import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { createRequire } from 'node:module';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const require = createRequire(import.meta.url);
const config = require('../../.dependency-cruiser.cjs') as { forbidden: object[]; options: object };

async function violations(): Promise<readonly string[]> {
  const { output } = await cruise(
    ['libs', 'apps'],
    { ...config.options, validate: true, ruleSet: { forbidden: config.forbidden } } as never,
    undefined,
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  const { summary } = output as ICruiseResult;
  if (summary.totalCruised < 100) throw new Error(`only ${summary.totalCruised} modules were looked at`);
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

describe('Layers', () => {
  test('every room knows only what stands below it', async () => {
    expect(await violations()).toEqual([]);
  }, 120_000);
});
