import { resolve } from 'node:path';
import {
  copyObjects,
  InvalidAddress,
  openObjectStore,
  parseS3Address,
  placeOf,
  type CopiedObjects,
  type S3Address,
} from '@art33/event-log';
import { paths } from '../../../server/src/stores.js';
import { Failed } from '../failed.js';

/** A bucket, or a directory that holds `keys` and `attachments`. */
export interface ObjectsPlace {
  readonly address: S3Address | undefined;
  readonly directory: string;
}

/** Which keys and attachments are copied where; or where they stay. */
export type ObjectsPlan =
  | { readonly copies: true; readonly from: ObjectsPlace; readonly to: ObjectsPlace }
  | { readonly copies: false; readonly at: ObjectsPlace };

export const shownObjects = ({ address, directory }: ObjectsPlace): string =>
  address === undefined ? directory : placeOf(address);

/** The end that was not named is that of the settings. Throws `Failed` (exit code 2). */
export function objectsPlan(
  given: { readonly from: string | undefined; readonly to: string | undefined },
  settings: ObjectsPlace,
): ObjectsPlan {
  if (given.from === undefined && given.to === undefined) return { copies: false, at: settings };
  const from = given.from === undefined ? settings : objectsPlace('--objects-from', given.from);
  const to = given.to === undefined ? settings : objectsPlace('--objects-to', given.to);
  if (shownObjects(from) === shownObjects(to) && from.address?.endpoint === to.address?.endpoint)
    throw new Failed(`keys and attachments would be copied from ${shownObjects(from)} to itself: name both ends`, 2);
  return { copies: true, from, to };
}

function objectsPlace(option: string, given: string): ObjectsPlace {
  if (!/^[a-z0-9+]{2,}:/.test(given)) return { address: undefined, directory: resolve(given) };
  try {
    return { address: parseS3Address(given), directory: '' };
  } catch (error) {
    throw error instanceof InvalidAddress ? new Failed(`${option}: a directory, or ${error.message}`, 2) : error;
  }
}

/** Opens both ends: proves what a store must be able to do before anything is copied. */
export async function openObjects(
  { from, to }: ObjectsPlan & { readonly copies: true },
  /** A data directory that no service can be using: what a power cut took of its keys is put back. */
  held: string,
): Promise<{
  copy(onProgress: (done: number, total: number) => void): Promise<CopiedObjects>;
  close(): Promise<void>;
}> {
  const isHeld = from.address === undefined && from.directory === held;
  const source = await openObjectStore({
    address: from.address,
    dataDirectory: from.directory,
    ...(isHeld && { journal: paths(held).keyJournal }),
  });
  try {
    const target = await openObjectStore({ address: to.address, dataDirectory: to.directory });
    return {
      copy: (onProgress) => copyObjects(source, target, onProgress),
      async close() {
        await source.close();
        await target.close();
      },
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}
