import { randomBytes, randomUUID } from 'node:crypto';
import { GetBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { ObjectsUnusable, type ObjectStore } from '../../port/object-store.js';
import { placeOf, serverOf, type S3Address } from './s3-address.js';
import { asObjectsUnavailable, nameOf, statusOf } from './s3-failures.js';

/** How many put the probe at the same time. */
const RIVALS = 4;

/**
 * A bucket that keeps old versions would keep every key that is ever destroyed. Where nobody may ask, or the store knows no
 * versions at all, that is said as a doubt. Throws `ObjectsUnusable` and `ObjectsUnavailable`.
 */
export async function proveUnversioned(client: S3Client, address: S3Address): Promise<readonly string[]> {
  const { bucket } = address;
  let status: string | undefined;
  try {
    ({ Status: status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket })));
  } catch (error) {
    const answered = statusOf(error);
    if (answered === undefined || nameOf(error) === 'NoSuchBucket') throw asObjectsUnavailable(error, address);
    return [
      `whether the bucket ${bucket} keeps old versions could not be asked (${nameOf(error)}, status ${answered}): make sure that it does not, or allow s3:GetBucketVersioning`,
    ];
  }
  if (status === undefined) return [];
  throw new ObjectsUnusable(
    `${placeOf(address)} at ${serverOf(address)}: the bucket has versioning (${status}), so keys that are destroyed would live on as old versions and nothing could be erased: name a bucket in ART33_OBJECTS that never had versioning`,
  );
}

/**
 * Several create one probe at the same time, of whom one must win; then it is read, deleted and missed. Throws
 * `ObjectsUnusable` where the store does not do that, and `ObjectsUnavailable` where it cannot be asked.
 */
export async function proveCreateOnce(store: ObjectStore, address: S3Address): Promise<void> {
  const name = `probe/${randomUUID()}`;
  const contents = Array.from({ length: RIVALS }, () => randomBytes(32));
  const where = `${placeOf(address)} at ${serverOf(address)}`;
  let wins: readonly boolean[];
  try {
    wins = await Promise.all(contents.map((content) => store.create(name, content)));
  } catch (error) {
    // The condition itself is what some stores do not know.
    if (statusOf((error as Error).cause) === 501) throw refusal(where, 'refuses the condition If-None-Match');
    throw error;
  }
  const standing = await store.get(name);
  await store.delete(name);
  if (wins.filter(Boolean).length !== 1)
    throw refusal(where, `let ${wins.filter(Boolean).length} of ${RIVALS} create one object`);
  const winner = contents[wins.indexOf(true)] as Buffer;
  if (standing === undefined || !winner.equals(standing) || (await store.get(name)) !== undefined)
    throw new ObjectsUnusable(
      `${where}: it does not show at once what was written or deleted there, so nodes could not agree on keys: name a store in ART33_OBJECTS that does (read-after-write consistency), without a cache in front of it`,
    );
}

const refusal = (where: string, what: string): ObjectsUnusable =>
  new ObjectsUnusable(
    `${where}: it ${what}, so two nodes could make two keys for one person and lose what was sealed under one of them: name a store in ART33_OBJECTS that honours If-None-Match: * on PUT (Amazon S3 does, and newer releases of most compatible stores), or leave ART33_OBJECTS out and let one node keep them in its data directory`,
  );
