import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place to write that can be full, and have room again. */
export interface Disk {
  readonly directory: string;
  /** Leaves this process the room for some writes more. */
  fill(processId: number): void;
  makeRoom(processId: number): void;
  remove(): void;
}

const MEBIBYTE = 1024 * 1024;
/** How much is left, in bytes: for all files together, and for each by itself. */
const REST = { together: 2 * MEBIBYTE, each: MEBIBYTE / 8 };

/** A small file system of its own (tmpfs): needs the right to mount. */
export const fullFileSystem = (): Disk | undefined => {
  const directory = mkdtempSync(join(tmpdir(), 'art33-disk-'));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', directory]).status !== 0) {
    rmSync(directory, { recursive: true });
    return undefined;
  }
  const filler = join(directory, 'filler');
  return {
    directory: join(directory, 'data'),
    fill() {
      const descriptor = openSync(filler, 'w');
      try {
        for (;;) writeSync(descriptor, Buffer.alloc(MEBIBYTE));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
      ftruncateSync(descriptor, fstatSync(descriptor).size - REST.together);
      closeSync(descriptor);
    },
    makeRoom: () => rmSync(filler),
    remove() {
      execFileSync('umount', [directory]);
      rmSync(directory, { recursive: true });
    },
  };
};

/** Files of the process that may grow no further (RLIMIT_FSIZE): needs no right, only `prlimit` of util-linux. */
export const limitedFiles = (): Disk | undefined => {
  const limit = (processId: number, size: string) => spawnSync('prlimit', [`--pid=${processId}`, `--fsize=${size}:`]);
  if (limit(process.pid, '').error !== undefined) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'art33-disk-'));
  const largest = (): number =>
    Math.max(
      ...readdirSync(directory, { recursive: true, withFileTypes: true }).map(
        ({ parentPath, name }) => statSync(join(parentPath, name)).size,
      ),
    );
  return {
    directory: join(directory, 'data'),
    fill: (processId) => void limit(processId, String(largest() + REST.each)),
    makeRoom: (processId) => void limit(processId, 'unlimited'),
    remove: () => rmSync(directory, { recursive: true }),
  };
};
