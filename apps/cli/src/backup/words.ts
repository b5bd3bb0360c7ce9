import { lengthOf, shortInstant } from '../terminal/index.js';
import type { Proven } from './check.js';
import type { MadeBackup } from './make.js';

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

export const duration = (milliseconds: number): string =>
  milliseconds < 10_000 ? `${(milliseconds / 1_000).toFixed(1)} s` : lengthOf(milliseconds);

export function madeText({ folder, manifest, milliseconds, damaged }: MadeBackup): string {
  const { kind, events, logTime, lastLogNumber, keys, erased, files } = manifest;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const size = `${(bytes / 2 ** 20).toFixed(1)} MiB in ${duration(milliseconds)}`;
  const what =
    kind === 'log'
      ? logTime === null
        ? 'an empty log'
        : `${count(events ?? 0, 'event', 'events')}, the last one number ${lastLogNumber} of ${shortInstant(logTime)}`
      : `${count(keys ?? 0, 'key', 'keys')}, ${count(erased ?? 0, 'mark', 'marks')} of erasure`;
  const rotten =
    damaged.length === 0
      ? ''
      : `  ${count(damaged.length, 'attachment is', 'attachments are')} damaged, copied as found: restore from an older backup: ${damaged.slice(0, 5).join(', ')}\n`;
  return `${kind}: ${what}; ${size}\n  ${folder}\n${rotten}`;
}

/** What was proven, and what was not. */
export function provenText(proven: Proven, milliseconds: number): string {
  const { log, keys, unsentMessages } = proven;
  const { events, lastLogNumber, logTime, files, madeAt, version } = log.manifest;
  const attachments = files.length - 1;
  const lines = [
    `log: ${log.folder}`,
    `  made ${shortInstant(madeAt)} by art33 ${version}`,
    `  ${count(files.length, 'file is', 'files are')} as written (SHA-256, sealed manifest)${
      attachments > 0 ? `, ${attachments} of them sealed attachments` : ''
    }`,
    `  SQLite finds the file whole`,
    `  ${count(events ?? 0, 'event', 'events')} in ${count(log.streams, 'stream', 'streams')}: log numbers and revisions without a gap${
      logTime === null ? '' : `, the last one number ${lastLogNumber} of ${shortInstant(logTime)}`
    }`,
  ];
  if (keys)
    lines.push(
      `keys: ${keys.folder}`,
      `  made ${shortInstant(keys.manifest.madeAt)} by art33 ${keys.manifest.version}; the master key is theirs`,
      `  every event decodes; every sealed field opens under ${count(keys.opening, 'key', 'keys')}, or its key was erased on purpose (${keys.erased})`,
    );
  else lines.push('keys: none given. Whether the sealed fields open was not checked');
  if (unsentMessages > 0)
    lines.push(
      `${count(unsentMessages, 'message was', 'messages were')} not finished when the log was copied: a service that starts on it sends ${
        unsentMessages === 1 ? 'it' : 'them'
      }, with the same Message-ID`,
    );
  lines.push(`proven in ${duration(milliseconds)}`);
  return `${lines.join('\n')}\n`;
}
