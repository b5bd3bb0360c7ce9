export type { TermsFault } from './faults.js';
export { termsFileSchema } from './json-schema.js';
export { parseTermsFile, type ParsedTermsFile } from './parse-terms-file.js';
export { digestOfTerms, sameTerms } from './same-terms.js';
export { LARGEST_FILE } from './source.js';
