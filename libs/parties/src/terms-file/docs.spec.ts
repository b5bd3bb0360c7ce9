import { readFileSync } from 'node:fs';
import { termsFileSchema } from './json-schema.js';
import { parseTermsFile } from './parse-terms-file.js';

/** What docs/terms-file.md and docs/terms-file.schema.json promise. */

const page = readFileSync('docs/terms-file.md', 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

test('the example of the page is a terms file without a fault', () => {
  const { terms, faults } = parseTermsFile(example, 'musterdienst.yaml');
  expect(faults).toEqual([]);
  expect(terms?.triggers.map((trigger) => trigger.id)).toEqual(['breach', 'suspicion', 'irregularity']);
});

test('the faults that the page shows are what the import says', () => {
  const broken = example
    .replace('kind: hours, hours: 24', 'kind: hours, hours: 0')
    .replace('    clause: § 4.2\n', '')
    .replace('default: follow-up', 'default: perhaps');
  const { faults } = parseTermsFile(broken, 'musterdienst.yaml');
  const printed = faults.map(
    ({ file, line, column, field, reason }) => `${file}:${line}:${column}: ${field}: ${reason}`,
  );
  expect(page).toContain(`\`\`\`text\n${printed.join('\n')}\n\`\`\``);
});

test('the JSON Schema is the one of the page; write `termsFileSchema()` to the file when the format grows', () => {
  const written: unknown = JSON.parse(readFileSync('docs/terms-file.schema.json', 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(termsFileSchema())));
});

test.each(['cgm', 'ratiomedicus', 'lumitra'])('%s.yaml names the schema for editors', (name) => {
  const [first] = readFileSync(`examples/terms/${name}.yaml`, 'utf8').split('\n');
  expect(first).toBe('# yaml-language-server: $schema=../../docs/terms-file.schema.json');
});
