import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isLogName } from '@art33/event-log';
import { paths } from '../../../server/src/stores.js';
import { Failed } from '../failed.js';

/** A log in a file. */
export interface FilePlace {
  readonly kind: 'file';
  readonly file: string;
  /** Where it lies; what a service keeps beside it is there, too. */
  readonly directory: string;
}

/** A log on EventStoreDB. */
export interface ServerPlace {
  readonly kind: 'server';
  /** May hold a password. */
  readonly url: string;
  readonly name: string;
}

export type LogPlace = FilePlace | ServerPlace;

const FORMS = 'sqlite:<file or data directory>, or esdb://user:password@host:2113';
const AUTHORITY = /^(esdb(?:\+discover)?:\/\/)(?:([^/?#@\s]*)@)?([^/?#@\s]+)([/?#][^@\s]*)?$/;

/** Reads what `--from` and `--to` say. Throws `Failed` (exit code 2); never says what was given, which may hold a password. */
export function logPlace(option: '--from' | '--to', given: string, name: string): LogPlace {
  if (!isLogName(name)) throw new Failed('--name: lower-case letters, digits and - (at most 40)', 2);
  if (given.startsWith('sqlite:') && given !== 'sqlite:') return filePlace(given.slice('sqlite:'.length));
  if (!given.startsWith('esdb')) throw new Failed(`${option}: ${FORMS}`, 2);
  if (!AUTHORITY.test(given))
    throw new Failed(`${option}: ${FORMS}; in a password, every @ is written as %40, / as %2F, ? as %3F, # as %23`, 2);
  return { kind: 'server', url: given, name };
}

function filePlace(given: string): FilePlace {
  const path = resolve(given);
  const isFile = existsSync(path) ? !statSync(path).isDirectory() : path.endsWith('.db');
  const file = isFile ? path : paths(path).log;
  return { kind: 'file', file, directory: dirname(file) };
}

/** As people may see it: without user and password. */
export function shown(place: LogPlace): string {
  if (place.kind === 'file') return place.file;
  const [, scheme = '', , hosts = ''] = AUTHORITY.exec(place.url) ?? [];
  return `${scheme}${hosts} (streams ${place.name}.…)`;
}

/** What a run keeps for itself, below the directory of the file: the copy of the server's log, fetched anew by each. */
export const workFolder = ({ file }: FilePlace): string => `${file}.moving`;
export const replicaIn = (place: FilePlace): string => join(workFolder(place), 'replica.db');
