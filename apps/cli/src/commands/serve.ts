import { Command } from 'commander';
import { readSettings } from '../../../server/src/config.js';
import { runUntilStopped, startService } from '../../../server/src/service.js';

export const serveCommand = (): Command =>
  new Command('serve')
    .description('start the service')
    .addHelpText('after', '\nExample:\n  ART33_MASTER_KEY_FILE=master.key art33 serve')
    .action(async () => {
      const service = await startService(readSettings(process.env));
      process.stdout.write(`art33 listens on ${service.url} (API: ${service.url}/api)\n`);
      await runUntilStopped(service);
    });
