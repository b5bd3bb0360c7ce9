import type { Logs } from './logs.js';

/**
 * What nobody caught ends the process, as it does without this; but Node would print the error as it is, with whatever it quotes.
 */
export function logCrashes(logs: Logs): void {
  process.on('uncaughtException', (error) => {
    logs.crash(error);
    process.exit(1);
  });
}
