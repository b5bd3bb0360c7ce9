/** `*`, a type, or the beginning of types with `.*` in place of the rest. */
export const TYPE_PATTERN = /^(\*|[a-z0-9-]+(\.[a-z0-9-]+)*(\.\*)?)$/;

/** Whether an event type is among those that an endpoint wants. */
export const isWanted = (type: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type));
