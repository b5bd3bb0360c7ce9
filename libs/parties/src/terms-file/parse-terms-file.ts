import type { Terms } from '../domain/terms.js';
import { Faults, type Place, type TermsFault } from './faults.js';
import { checkRules } from './rules.js';
import { readSource } from './source.js';
import { termsFileShape } from './terms-shape.js';

export interface ParsedTermsFile {
  /** Only where the file has no fault at all. */
  readonly terms?: Terms;
  /** Every fault that was found, in the order of the file. */
  readonly faults: readonly TermsFault[];
}

/**
 * Reads a terms file (docs/terms-file.md). Never throws: whatever is wrong with the file comes back as faults, all of them
 * at once, each with its line.
 *
 * @param input the file's bytes, or its text where it was already decoded
 * @param fileName only for the faults
 */
export function parseTermsFile(input: string | Uint8Array, fileName: string): ParsedTermsFile {
  const faults = new Faults();
  const node = readSource(input, faults);
  if (!node) return { faults: faults.list(fileName) };
  const root: Place = { node, offset: node.range?.[0] ?? 0, field: '', faults };
  const file = termsFileShape.read(root);
  checkRules(root);
  const found = faults.list(fileName);
  if (!file || found.length > 0) return { faults: found };
  const terms: Terms & { art33?: string } = { ...file };
  delete terms.art33;
  return { terms, faults: [] };
}
