import { readSettings } from './config.js';
import { explainFailure } from './failures.js';
import { startService } from './service.js';
import { runUntilStopped } from './shutdown.js';

/** The service alone, for a supervisor or a container; at a terminal, `art33 serve` does the same. */
async function main(): Promise<void> {
  const service = await startService(readSettings(process.env));
  process.stdout.write(`art33 listens on ${service.url}\n`);
  await runUntilStopped(service);
}

main().catch((error: unknown) => {
  process.stderr.write(`art33: ${explainFailure(error)}\n`);
  process.exit(1);
});
