import { systemClock } from '@art33/event-log';
import { readSettings, type Config } from '../../server/src/config.js';
import { openStores, type Stores } from '../../server/src/stores.js';
import { ServiceClient } from './service-client.js';

/**
 * Who writes goes through the running service where there is one, and otherwise takes the log's lock for as long as it
 * works.
 */
export async function throughServiceOrStores<T>(
  viaService: (service: ServiceClient, config: Config) => Promise<T>,
  viaStores: (stores: Stores, config: Config) => Promise<T>,
): Promise<T> {
  const { config, masterKey } = readSettings(process.env);
  const service = await ServiceClient.find(config, masterKey);
  if (service) {
    process.stderr.write(`art33: through the service at ${service.url}\n`);
    return viaService(service, config);
  }
  return withStores((stores) => viaStores(stores, config));
}

/** Opens the stores, works, and closes them whatever happens. */
async function withStores<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
  const { config, masterKey } = readSettings(process.env);
  const stores = await openStores({
    ...config,
    masterKey,
    clock: systemClock,
    onWaiting: (words) => process.stderr.write(`art33: ${words}\n`),
  });
  try {
    return await work(stores);
  } finally {
    await stores.close();
  }
}
