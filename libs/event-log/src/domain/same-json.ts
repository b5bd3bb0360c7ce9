import { canonicalJson } from './canonical-json.js';

/**
 * Equal as JSON, in whatever order the keys come: what the log returns is compared with what a command says. What is left
 * out equals null.
 */
export const sameJson = (a: unknown, b: unknown): boolean =>
  canonicalJson((a ?? null) as never) === canonicalJson((b ?? null) as never);
