import { readSettings } from './config.js';
import { explainFailure } from './failures.js';
import { startService } from './service.js';
import { runUntilStopped } from './shutdown.js';
import { logCrashes } from './telemetry/crashes.js';
import { Logs } from './telemetry/logs.js';

/** The service alone, for a supervisor or a container; at a terminal, `art33 serve` does the same. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const logger = Logs.standard(settings.config.logLevel);
  logCrashes(logger);
  const service = await startService({ ...settings, logger });
  process.stdout.write(`art33 listens on ${service.url}\n`);
  await runUntilStopped(service);
}

main().catch((error: unknown) => {
  process.stderr.write(`art33: ${explainFailure(error)}\n`);
  process.exit(1);
});
