import { join } from 'node:path';
import type { StoreModule } from '../../conformance/objects/harness.js';
import { DirectoryObjectStore } from '../directory/directory-object-store.js';
import { parseS3Address } from '../s3/s3-address.js';
import { S3ObjectStore } from '../s3/s3-object-store.js';
import { CREDENTIALS } from './s3-server.js';

/** How another process opens the store of a test: the argument is its address, or `journal:` or `plain:` and its directory. */
export const openStore: StoreModule['openStore'] = (argument) => {
  if (argument.startsWith('s3:')) {
    Object.assign(process.env, CREDENTIALS);
    return S3ObjectStore.open(parseS3Address(argument));
  }
  const [kind, directory = ''] = argument.split(/:(.*)/s);
  return DirectoryObjectStore.open({
    directory,
    ...(kind === 'journal' && { journal: join(directory, 'elsewhere') }),
  });
};
