import { readSettings } from './config.js';
import { refuseInProduction } from './config/production.js';
import { explainFailure } from './failures.js';
import { startService } from './service.js';
import { runUntilStopped } from './shutdown.js';
import { printSetUpLink } from './sign-in/set-up-link.js';
import { logCrashes } from './telemetry/crashes.js';
import { Logs } from './telemetry/logs.js';

/** The service alone, for a supervisor or a container; at a terminal, `art33 serve` does the same. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  refuseInProduction(process.env, settings.config, settings.masterKey);
  const logger = Logs.standard(settings.config.logLevel);
  logCrashes(logger);
  const service = await startService({ ...settings, logger });
  process.stdout.write(`art33 listens on ${service.url}\n`);
  printSetUpLink(service);
  await runUntilStopped(service);
}

main().catch((error: unknown) => {
  process.stderr.write(`art33: ${explainFailure(error)}\n`);
  process.exit(1);
});
