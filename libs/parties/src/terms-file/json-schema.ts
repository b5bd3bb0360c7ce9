import type { JsonSchema } from './shape.js';
import { termsFileShape } from './terms-shape.js';

/**
 * The JSON Schema of a terms file, for editors: kept as docs/terms-file.schema.json. It knows the shape of the file; what
 * spans several fields (references, contradictions) only the import checks.
 */
export const termsFileSchema = (): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'art33 terms file',
  description: "A processor's standard text (Art. 28 GDPR) as data.",
  ...termsFileShape.schema,
});
