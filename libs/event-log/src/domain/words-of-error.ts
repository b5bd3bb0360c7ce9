/**
 * What an error says. An error from a native module may belong to another realm and be no instance of this one's `Error`,
 * so it is asked for its message instead of its class.
 */
export const wordsOfError = (error: unknown): string => {
  const message = (error as { readonly message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
};
