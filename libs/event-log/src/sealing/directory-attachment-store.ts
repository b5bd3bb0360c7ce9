import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AttachmentsUnavailable, type AttachmentStore } from '../port/attachment-store.js';
import { createOnce, isMissing, isSystemError, makeDirectory } from './durable-files.js';

const DIGEST = /^[0-9a-f]{64}$/;

/** One sealed file per digest in a directory, made by nobody but us. Several nodes may share it. */
export class DirectoryAttachmentStore implements AttachmentStore {
  private constructor(private readonly directory: string) {}

  /** Opens the directory, or makes it. Throws `AttachmentsUnavailable`. */
  static async open(directory: string): Promise<DirectoryAttachmentStore> {
    const store = new DirectoryAttachmentStore(directory);
    await store.onDisk(() => makeDirectory(directory));
    return store;
  }

  async put(digest: string, sealed: Uint8Array): Promise<void> {
    await this.onDisk(() => createOnce(this.file(digest), sealed));
  }

  async get(digest: string): Promise<Uint8Array | undefined> {
    return this.onDisk(() =>
      readFile(this.file(digest)).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      }),
    );
  }

  private file(digest: string): string {
    if (!DIGEST.test(digest)) throw new RangeError('a digest is 64 hexadecimal digits');
    return join(this.directory, digest);
  }

  private async onDisk<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new AttachmentsUnavailable(`${this.directory}: files cannot be kept or read now (${error.message})`, {
        cause: error,
      });
    }
  }
}
