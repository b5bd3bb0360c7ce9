import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, linkSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Writes a whole file unless one of that name exists, whoever made it. When it returns, the file survives a power cut. True
 * where it was made here.
 */
export const createOnce = async (file: string, content: Uint8Array): Promise<boolean> => {
  const directory = dirname(file);
  const draft = join(directory, `.${randomUUID()}`);
  const handle = await open(draft, 'wx', 0o600);
  let isMine = true;
  try {
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link appears whole or not at all and never replaces: of several makers one wins, and no reader sees half a file.
    await link(draft, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
      isMine = false;
    });
  } finally {
    await unlink(draft);
  }
  await syncDirectory(directory);
  return isMine;
};

/**
 * The same without the promise: a reader sees the whole file or none, but a power cut may lose it. True where it was made
 * here, false where one of that name exists. The few calls stand in memory and take microseconds.
 */
export const placeOnce = (file: string, content: Uint8Array): boolean => {
  const draft = join(dirname(file), `.${randomUUID()}`);
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    try {
      writeSync(descriptor, content);
    } finally {
      closeSync(descriptor);
    }
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
};

/** Flushes what a file holds; false where there is none. */
export const syncFile = async (file: string): Promise<boolean> => {
  try {
    const handle = await open(file, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

/** Puts noise where the content was, on the disk as well. */
export const overwrite = async (file: string): Promise<void> => {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    await handle.write(randomBytes(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Makes a directory and those above it, private to the owner, so that they survive a power cut. */
export const makeDirectory = async (directory: string): Promise<void> => {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
};

/** Makes the names within a directory safe. Windows does so by itself and refuses to be asked. */
export const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** The operating system refused: no room, no right, too many open files … */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof (error as { readonly syscall?: unknown } | undefined)?.syscall === 'string';

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';
const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown }).code;
