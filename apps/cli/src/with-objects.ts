import { openObjectStore, type ObjectStore } from '@art33/event-log';
import type { Config } from '../../server/src/config.js';

/** Opens the store of keys and attachments beside a running service or without one, works, and closes it whatever happens. */
export async function withObjects<T>(
  { objects: address, dataDirectory }: Pick<Config, 'objects' | 'dataDirectory'>,
  work: (objects: ObjectStore) => Promise<T>,
): Promise<T> {
  const objects = await openObjectStore({ address, dataDirectory });
  try {
    return await work(objects);
  } finally {
    await objects.close();
  }
}
