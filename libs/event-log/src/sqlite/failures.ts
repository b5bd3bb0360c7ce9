import { LogUnavailable, LogUnusable } from '../port/errors.js';

/**
 * SQLite's extended result code, where the error is SQLite's. Told by the code and not by its class: the class exists once
 * for each copy of the module that is loaded, its native half only once in the process.
 */
export const sqliteCode = (error: unknown): string | undefined => {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
};

const REMEDIES: readonly (readonly [code: RegExp, remedy: string])[] = [
  [/^SQLITE_FULL/, 'the disk is full: make room'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'another program holds the file: close it'],
  [/^SQLITE_READONLY/, 'the file or its directory may not be written: give this user the right to'],
  [/^SQLITE_CANTOPEN/, 'the file cannot be opened: see that it and its directory exist and are open to this user'],
  [/^SQLITE_ERROR/, 'its tables are not those that this release made: restore the last backup'],
  [/^SQLITE_IOERR/, 'reading or writing failed: look at the disk'],
];

/**
 * What an error of SQLite means for the log: `LogUnusable` where the file itself is at fault, `LogUnavailable` where the
 * same may work later. Every other error is passed on as it is.
 */
export const asLogError = (error: unknown, file: string): Error => {
  const code = sqliteCode(error);
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  const text = (error as Error).message;
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) {
    return new LogUnusable(`${file} is damaged (${code}: ${text}): keep it aside and restore the last backup`, {
      cause: error,
    });
  }
  const remedy = REMEDIES.find(([pattern]) => pattern.test(code))?.[1] ?? 'try again';
  return new LogUnavailable(`${file}: ${remedy} (${code}: ${text})`, { cause: error });
};

/** The same while opening: then a file that may not be written, found or locked is of no use either. */
export const asOpenError = (error: unknown, file: string): Error => {
  const failure = asLogError(error, file);
  const passing = /^SQLITE_(FULL|IOERR|NOMEM)/.test(sqliteCode(error) ?? '');
  return failure instanceof LogUnavailable && !passing ? new LogUnusable(failure.message, { cause: error }) : failure;
};
