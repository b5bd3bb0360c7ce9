import type { ObjectStore } from '../port/object-store.js';
import { DirectoryObjectStore } from './directory/directory-object-store.js';
import type { S3Address } from './s3/s3-address.js';

/**
 * The store of an installation: a bucket where an address is given, else the data directory. The S3 client, some megabytes of
 * code, is loaded only where it is needed. Throws `ObjectsUnavailable` and `ObjectsUnusable`.
 */
export async function openObjectStore(options: {
  readonly address: S3Address | undefined;
  readonly dataDirectory: string;
  /** See `DirectoryObjectStore`; a bucket needs none. */
  readonly journal?: string;
}): Promise<ObjectStore> {
  const { address, dataDirectory: directory, journal } = options;
  if (address === undefined) return DirectoryObjectStore.open({ directory, ...(journal !== undefined && { journal }) });
  const { S3ObjectStore } = await import('./s3/s3-object-store.js');
  return S3ObjectStore.open(address);
}
