import { loadMasterKey } from '@art33/event-log';
import { readConfig } from './config.js';
import { explainFailure } from './failures.js';
import { startService } from './service.js';

/** Starts the service and stops it in order on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const service = await startService({ config: readConfig(process.env), masterKey: loadMasterKey(process.env) });
  process.stdout.write(`art33 listens on ${service.url}\n`);
  const stop = () => void service.close().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`art33: ${explainFailure(error)}\n`);
  process.exit(1);
});
