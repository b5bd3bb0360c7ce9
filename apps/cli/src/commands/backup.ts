import { resolve, sep } from 'node:path';
import { Command, Option } from 'commander';
import { readSettings } from '../../../server/src/config.js';
import { logFile } from '../../../server/src/stores.js';
import { proveBackup } from '../backup/check.js';
import { backUpKeys, backUpLog, type MadeBackup } from '../backup/make.js';
import { locateBackup } from '../backup/manifest.js';
import { steps } from '../backup/steps.js';
import { madeText, provenText } from '../backup/words.js';
import { Failed } from '../failed.js';
import { progress, type Progress } from '../terminal/index.js';
import { withObjects } from '../with-objects.js';

const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(outer + sep);

/** Throws `Failed` where whoever takes one copy would take the other with it. */
function refuseSamePlace(log: string | undefined, keys: string | undefined): void {
  if (log === undefined || keys === undefined) return;
  const [first, second] = [resolve(log), resolve(keys)];
  if (isWithin(first, second) || isWithin(second, first))
    throw new Failed(
      'the log and its keys would lie in the same place: whoever takes the one has the other. Name two folders, best on two media, or say --same-place',
    );
}

interface BackupOptions {
  readonly log?: string;
  readonly keys?: string;
  readonly samePlace: boolean;
  readonly json: boolean;
}

const COPIED = { log: 'bytes', attachments: 'files', keys: 'keys' };

/** A bar for each part, one after the other. */
function barsOf() {
  let current: { readonly what: keyof typeof COPIED; readonly bar: Progress } | undefined;
  return {
    reach(what: keyof typeof COPIED, done: number, total?: number): void {
      if (current?.what !== what) {
        current?.bar.end();
        current = { what, bar: progress(`copying the ${what}`, total, { unit: COPIED[what] }) };
      }
      current.bar.reach(done);
    },
    end: () => current?.bar.end(),
  };
}

async function backUp({ log, keys, samePlace, json }: BackupOptions, command: Command): Promise<void> {
  if (log === undefined && keys === undefined)
    command.error('error: name a folder: --log <folder>, --keys <folder>, or both');
  if (!samePlace) refuseSamePlace(log, keys);
  const { config, masterKey } = readSettings(process.env);
  const made: MadeBackup[] = [];
  const bars = barsOf();
  await withObjects(config, async (objects) => {
    // The keys come second: then they hold every key that an event of the copied log is sealed under.
    if (log !== undefined)
      made.push(await backUpLog({ logFile: logFile(config), objects, masterKey, into: resolve(log) }, bars.reach));
    if (keys !== undefined)
      made.push(await backUpKeys({ objects, masterKey, into: resolve(keys) }, (read) => bars.reach('keys', read)));
  }).finally(() => bars.end());
  if (json) process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
  else for (const each of made) process.stdout.write(madeText(each));
}

const verifyCommand = (): Command =>
  new Command('verify')
    .description('prove a backup without restoring it')
    .addOption(
      new Option('--log <folder>', 'a backup of the log, or the folder of several: the newest').makeOptionMandatory(),
    )
    .option('--keys <folder>', 'a backup of the keys, or the folder of several: the newest')
    .option('--json', 'print what was proven as JSON', false)
    .addHelpText(
      'after',
      `
Without --keys, nothing sealed is opened: the files, their numbers and their digests are checked alone.

Example:
  art33 backup verify --log /backup/log --keys /other-medium/keys`,
    )
    .action(async ({ log, keys, json }: { log: string; keys?: string; json: boolean }) => {
      const { masterKey } = readSettings(process.env);
      const begun = performance.now();
      const shown = steps();
      const proven = await proveBackup({
        log: await locateBackup(log, 'log'),
        keys: keys === undefined ? undefined : await locateBackup(keys, 'keys'),
        masterKey,
        report: shown.report,
      }).finally(() => shown.end());
      const milliseconds = Math.round(performance.now() - begun);
      process.stdout.write(
        json ? `${JSON.stringify({ ...proven, milliseconds }, null, 2)}\n` : provenText(proven, milliseconds),
      );
    });

export const backupCommand = (): Command =>
  new Command('backup')
    .enablePositionalOptions()
    .description('copy the log and its keys, each to a place of its own, while the service goes on')
    .option('--log <folder>', 'copy the log and sealed attachments into a new folder in this one')
    .option('--keys <folder>', 'copy the wrapped keys into a new folder in this one')
    .option('--same-place', 'let both lie in the same place', false)
    .option('--json', 'print what was made as JSON', false)
    .addHelpText(
      'after',
      `
The master key is in neither; keep it in a third place. A backup appears whole or not at all.

Examples:
  art33 backup --log /backup/log --keys /other-medium/keys
  art33 backup verify --log /backup/log --keys /other-medium/keys`,
    )
    .addCommand(verifyCommand())
    .action(backUp);
