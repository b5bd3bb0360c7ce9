import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  checkedFolder,
  checkedName,
  isObjectName,
  ObjectsUnavailable,
  type ObjectStore,
} from '../../port/object-store.js';
import { atMost, type Limit } from '../at-most.js';
import { placeOf, type S3Address } from './s3-address.js';
import { PATIENCE, REQUESTS_AT_ONCE, s3Client, type Patience } from './s3-client.js';
import { asObjectsUnavailable, attemptsOf, isConflict, isPreconditionFailed, nameOf } from './s3-failures.js';
import { proveCreateOnce, proveUnversioned } from './s3-proof.js';

/** What the store says when two create at the very same time: neither has happened, or one has. Milliseconds to wait, each time. */
const AFTER_CONFLICT = [50, 200, 1_000];

interface ObjectInBucket {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * A bucket of S3, or of a store that speaks like it, with a prefix. Objects are whole in memory, each for as long as its
 * request lasts, of which a limited number is under way; further callers wait.
 */
export class S3ObjectStore implements ObjectStore {
  readonly place: string;
  readonly doubts: readonly string[];
  private readonly limit: Limit = atMost(REQUESTS_AT_ONCE);
  private isClosed = false;

  private constructor(
    private readonly client: S3Client,
    private readonly address: S3Address,
    private readonly patience: Patience,
    doubts: readonly string[],
  ) {
    this.place = placeOf(address);
    this.doubts = doubts;
  }

  /**
   * Opens the store and proves what must be relied on: it answers, allows what is needed, creates once where several create
   * at the same time, shows what was done at once, and keeps no old versions. Throws `ObjectsUnavailable` and `ObjectsUnusable`.
   */
  static async open(address: S3Address, patience: Patience = PATIENCE): Promise<S3ObjectStore> {
    const client = s3Client(address, patience);
    try {
      const doubts = await proveUnversioned(client, address);
      const store = new S3ObjectStore(client, address, patience, doubts);
      await proveCreateOnce(store, address);
      return store;
    } catch (error) {
      client.destroy();
      throw error;
    }
  }

  async create(name: string, content: Uint8Array): Promise<boolean> {
    const object = this.object(name);
    const command = () =>
      new PutObjectCommand({ ...object, Body: content, ContentLength: content.length, IfNoneMatch: '*' });
    return this.asking(async (abortSignal) => {
      for (const wait of [...AFTER_CONFLICT, undefined]) {
        try {
          await this.client.send(command(), { abortSignal });
          return true;
        } catch (error) {
          // Asked twice because the first answer was lost: what stands there may be ours.
          if (isPreconditionFailed(error))
            return attemptsOf(error) > 1 && (await this.isThere(object, content, abortSignal));
          if (!isConflict(error) || wait === undefined) throw error;
          await delay(wait);
        }
      }
      return false;
    });
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const object = this.object(name);
    return this.asking((abortSignal) => this.read(object, abortSignal));
  }

  async delete(name: string): Promise<void> {
    const object = this.object(name);
    await this.asking((abortSignal) => this.client.send(new DeleteObjectCommand(object), { abortSignal }));
  }

  async *list(folder: string): AsyncIterable<string> {
    const { bucket, prefix } = this.address;
    const Prefix = prefix + checkedFolder(folder);
    let token: string | undefined;
    do {
      const page = await this.asking((abortSignal) =>
        this.client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix,
            ...(token !== undefined && { ContinuationToken: token }),
          }),
          { abortSignal },
        ),
      );
      for (const { Key = '' } of page.Contents ?? []) {
        const name = Key.slice(prefix.length);
        if (isObjectName(name)) yield name;
      }
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      // Names that are silently missing would be missing in a backup.
      if (page.IsTruncated === true && token === undefined)
        throw new ObjectsUnavailable(
          `${this.place}: the store broke off a list of its objects without saying how it goes on`,
        );
    } while (token !== undefined);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.limit.idle();
    this.client.destroy();
  }

  private object(name: string): ObjectInBucket {
    return { Bucket: this.address.bucket, Key: this.address.prefix + checkedName(name) };
  }

  private async isThere(object: ObjectInBucket, content: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const standing = await this.read(object, signal);
    return standing !== undefined && Buffer.compare(standing, content) === 0;
  }

  private async read(object: ObjectInBucket, abortSignal: AbortSignal): Promise<Uint8Array | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { Body, ContentLength } = await this.client.send(new GetObjectCommand(object), { abortSignal });
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        if (ContentLength === undefined || bytes.length === ContentLength) return bytes;
        throw new Error(`the answer ended after ${bytes.length} of ${ContentLength} bytes`);
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return undefined;
        // The SDK asks again by itself, and says so, where an answer does not begin; where one breaks off, it does not.
        if (attempt > 1 || attemptsOf(error) > 0) throw error;
      }
    }
  }

  private async asking<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new ObjectsUnavailable(`${this.place}: the store of keys and files has been closed`);
    try {
      return await this.limit.run(() => work(AbortSignal.timeout(this.patience.request)));
    } catch (error) {
      throw asObjectsUnavailable(error, this.address);
    }
  }
}
