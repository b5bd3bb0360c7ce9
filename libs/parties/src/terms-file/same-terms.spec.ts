import { readFileSync } from 'node:fs';
import type { Terms } from '../domain/terms.js';
import { parseTermsFile } from './parse-terms-file.js';
import { digestOfTerms, sameTerms } from './same-terms.js';

const text = readFileSync('examples/terms/ratiomedicus.yaml', 'utf8');
const parse = (yaml: string): Terms => {
  const { terms } = parseTermsFile(yaml, 'ratiomedicus.yaml');
  if (!terms) throw new Error('no terms');
  return terms;
};

test('the same file gives the same digest', () => {
  expect(digestOfTerms(parse(text))).toMatch(/^[0-9a-f]{64}$/);
  expect(sameTerms(parse(text), parse(text))).toBe(true);
});

test('neither comments nor spacing nor the order of fields is a difference', () => {
  const other = text
    .replace(/^#.*\n/gm, '')
    .replace('id: ratiomedicus-avv\nversion: "2.1"\n', "version:   '2.1'\nid: ratiomedicus-avv\n");
  expect(other).not.toBe(text);
  expect(sameTerms(parse(text), parse(other))).toBe(true);
});

test('a single figure is a difference', () => {
  expect(sameTerms(parse(text), parse(text.replace('hours: 24', 'hours: 23')))).toBe(false);
});
