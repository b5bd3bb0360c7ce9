import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { flush } from '../backup/folder.js';
import { Failed } from '../failed.js';

/**
 * Writes a file whole or not at all; `-` is standard output. Whatever goes wrong, nothing half-written has its name. Throws
 * `Failed` where the file cannot be written, and what the content throws.
 */
export async function writeWhole(to: string, content: AsyncIterable<string | Uint8Array>): Promise<void> {
  const source = Readable.from(content, { objectMode: false });
  if (to === '-') return pipeline(source, process.stdout, { end: false });
  const target = resolve(to);
  const draft = join(dirname(target), `.${randomUUID()}.unfinished`);
  try {
    await pipeline(source, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(draft, target);
    await flush(dirname(target));
  } catch (error) {
    await rm(draft, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new Failed(`${target} cannot be written: ${message}`);
  }
}
