/** A personal text, or that it was erased on purpose. */
export type Personal = string | { readonly erased: boolean };

export const isErased = (value: unknown): value is { readonly erased: boolean } =>
  typeof value === 'object' && value !== null && 'erased' in value;

/** The text; what stands for it where it was erased. */
export const textOr = (value: Personal, erased: string): string => (typeof value === 'string' ? value : erased);
