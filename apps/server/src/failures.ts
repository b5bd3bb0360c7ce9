import { CommandRefused, KeyUnusable, LogUnavailable, LogUnusable } from '@art33/event-log';
import { ConfigInvalid } from './config.js';

/** Failures whose message already says what is wrong and what to do. */
const EXPLAINED = [CommandRefused, ConfigInvalid, LogUnusable, LogUnavailable, KeyUnusable];

/** One failure as the terminal shows it: a sentence where we know it, the stack where we do not. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (EXPLAINED.some((known) => error instanceof known)) return error.message;
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    return `${error.message}: another program listens there; set ART33_PORT`;
  return error.stack ?? error.message;
}
