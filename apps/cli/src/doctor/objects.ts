import { existsSync } from 'node:fs';
import { LogUnavailable, LogUnusable, type ObjectStore } from '@art33/event-log';
import type { Config } from '../../../server/src/config.js';
import { paths } from '../../../server/src/stores.js';
import { withObjects } from '../with-objects.js';
import { error, ok, warning, type Finding } from './finding.js';

/**
 * Opens the store of keys and attachments, which proves what must be relied on of it, and hands it to what looks further. It
 * gets a finding instead where the store cannot be opened, or there is none beside a log.
 */
export async function objectStore(
  config: Config,
  lookFurther: (objects: ObjectStore | Finding) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const { log, keys } = paths(config.dataDirectory);
  if (config.objects === undefined && existsSync(log) && !existsSync(keys))
    return lookFurther(
      error(
        'keys',
        `${keys} is missing`,
        'nothing personal in the log can be read',
        'restore the newest backup of the keys, or set ART33_OBJECTS to where they are',
      ),
    );
  if (config.objects !== undefined && existsSync(keys))
    return lookFurther(
      error(
        'keys',
        `${keys} holds keys of its own, and ART33_OBJECTS is set`,
        'the service does not start: what is erased in one place would live on in the other',
        'bring them there with art33 migrate, then move that folder away',
      ),
    );
  try {
    return await withObjects(config, async (objects) => [
      ...(config.objects === undefined ? [] : [ok('objects', `${objects.place} answers and creates once`)]),
      ...objects.doubts.map((doubt) =>
        warning(
          'objects',
          doubt,
          'where old versions are kept, keys that are destroyed live on',
          'see docs/operations.md, The object store',
        ),
      ),
      ...(await lookFurther(objects)),
    ]);
  } catch (failure) {
    if (!(failure instanceof LogUnavailable || failure instanceof LogUnusable)) throw failure;
    return lookFurther(
      error(
        'objects',
        failure.message,
        'nothing personal can be read or written',
        'see docs/operations.md, The object store',
      ),
    );
  }
}
