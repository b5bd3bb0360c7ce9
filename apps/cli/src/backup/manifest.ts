import { createHmac, timingSafeEqual } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canonicalJson } from '@art33/event-log';
import { derivedKey } from '../../../server/src/stores.js';
import { Failed } from '../failed.js';
import { digestOf, filesBelow } from './folder.js';

export type BackupKind = 'log' | 'keys';

/** What a backup says of itself. */
export interface Manifest {
  readonly format: 'art33 backup 1';
  readonly kind: BackupKind;
  /** Of art33. */
  readonly version: string;
  /** By the clock of the machine that made it (RFC 3339). */
  readonly madeAt: string;
  /** How many events the log held; null for keys. */
  readonly events: number | null;
  /** Null where there is no event yet. */
  readonly lastLogNumber: number | null;
  /** When the last event was recorded. */
  readonly logTime: string | null;
  /** How many keys, and how many marks of erased ones; null for a log. */
  readonly keys: number | null;
  readonly erased: number | null;
  readonly files: readonly BackedUpFile[];
}

export interface BackedUpFile {
  /** From the backup's folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export const MANIFEST = 'manifest.json';
export const LOG_FILE = 'log.db';
export const KEYS_FILE = 'keys.jsonl';

const FIELDS = ['format', 'kind', 'version', 'madeAt', 'events', 'lastLogNumber', 'logTime', 'keys', 'erased', 'files'];

/** The manifest with a seal that only the master key makes: digests alone could be written anew by whoever changes a file. */
export function manifestText(manifest: Manifest, masterKey: Uint8Array): string {
  return `${JSON.stringify({ ...manifest, seal: sealOf(manifest, masterKey) }, null, 2)}\n`;
}

const sealOf = (manifest: object, masterKey: Uint8Array): string =>
  createHmac('sha256', derivedKey(masterKey, 'backup manifests')).update(canonicalJson(manifest)).digest('base64');

/** A backup's own folder, where the folder that is named holds several: the newest of its kind. Throws `Failed`. */
export async function locateBackup(given: string, kind: BackupKind): Promise<string> {
  const folder = resolve(given);
  const names = await readdir(folder).catch((error: Error) => {
    throw new Failed(`${given} cannot be read: ${error.message}`);
  });
  if (names.includes(MANIFEST)) return folder;
  const newest = names.filter((name) => name.startsWith(`${kind}-`)).toSorted();
  const last = newest.at(-1);
  if (last === undefined) throw new Failed(`${given} holds no backup of the ${kind}`);
  return join(folder, last);
}

/**
 * Reads a manifest and holds every file of its folder against it. Throws `Failed` where the seal, a digest, a length or the
 * set of files is not what was written.
 */
export async function checkedManifest(
  folder: string,
  kind: BackupKind,
  masterKey: Uint8Array,
  onBytes?: (count: number) => void,
): Promise<Manifest> {
  const manifest = await readManifest(folder, masterKey);
  if (manifest.kind !== kind) throw new Failed(`${folder} is a backup of the ${manifest.kind}, not of the ${kind}`);
  const found = (await filesBelow(folder)).filter((path) => path !== MANIFEST);
  const named = new Set(manifest.files.map(({ path }) => path));
  const faults = found.filter((path) => !named.has(path)).map((path) => `${path}: is not in the manifest`);
  for (const { path, bytes, sha256 } of manifest.files) {
    if (!found.includes(path)) faults.push(`${path}: is missing`);
    else {
      const digest = await digestOf(join(folder, path), onBytes);
      if (digest.bytes !== bytes) faults.push(`${path}: has ${digest.bytes} bytes instead of ${bytes}`);
      else if (digest.sha256 !== sha256) faults.push(`${path}: was changed (SHA-256 ${digest.sha256})`);
    }
  }
  if (faults.length > 0) throw new Failed(`${folder} is not as it was made:\n  ${faults.slice(0, 20).join('\n  ')}`);
  return manifest;
}

async function readManifest(folder: string, masterKey: Uint8Array): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  let sealed: Readonly<Record<string, unknown>>;
  try {
    sealed = JSON.parse(await readFile(file, 'utf8')) as typeof sealed;
  } catch (error) {
    throw new Failed(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (sealed['format'] !== 'art33 backup 1') throw new Failed(`${file} is not of a backup that this release reads`);
  const { seal, ...manifest } = sealed;
  const isWhole = Object.keys(manifest).length === FIELDS.length && FIELDS.every((field) => field in manifest);
  const right = Buffer.from(sealOf(manifest, masterKey));
  const given = Buffer.from(String(seal));
  if (!isWhole || given.length !== right.length || !timingSafeEqual(given, right))
    throw new Failed(`${file} was changed, or made under another master key`);
  return manifest as unknown as Manifest;
}
