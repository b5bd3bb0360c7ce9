import { Command } from 'commander';
import { readSettings } from '../../../server/src/config.js';
import { refuseInProduction } from '../../../server/src/config/production.js';
import { startService } from '../../../server/src/service.js';
import { runUntilStopped } from '../../../server/src/shutdown.js';
import { printSetUpLink } from '../../../server/src/sign-in/set-up-link.js';
import { paths } from '../../../server/src/stores.js';
import { logCrashes } from '../../../server/src/telemetry/crashes.js';
import { Logs } from '../../../server/src/telemetry/logs.js';

export const serveCommand = (): Command =>
  new Command('serve')
    .description('start the service')
    .addHelpText('after', '\nExample:\n  ART33_MASTER_KEY_FILE=master.key art33 serve')
    .action(async () => {
      const settings = readSettings(process.env);
      refuseInProduction(process.env, settings.config, settings.masterKey);
      const logger = Logs.standard(settings.config.logLevel);
      logCrashes(logger);
      const service = await startService({ ...settings, logger });
      process.stdout.write(`art33 listens on ${service.url} (API: ${service.url}/api)\n`);
      if (!settings.config.smtp)
        process.stderr.write(
          `art33: ART33_SMTP_URL is not set. Mails are only written to ${paths(settings.config.dataDirectory).mails}: nobody receives them.\n`,
        );
      printSetUpLink(service);
      await runUntilStopped(service);
      process.stdout.write('art33 has stopped\n');
    });
