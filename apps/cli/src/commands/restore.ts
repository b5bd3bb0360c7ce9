import { Command, Option } from 'commander';
import { readSettings } from '../../../server/src/config.js';
import { locateBackup } from '../backup/manifest.js';
import { restore } from '../backup/restore.js';
import { steps } from '../backup/steps.js';
import { provenText } from '../backup/words.js';

interface RestoreOptions {
  readonly log: string;
  readonly keys: string;
  readonly to: string;
  readonly json: boolean;
}

export const restoreCommand = (): Command =>
  new Command('restore')
    .description('make a new data directory from backups, and prove it')
    .addOption(
      new Option('--log <folder>', 'a backup of the log, or the folder of several: the newest').makeOptionMandatory(),
    )
    .addOption(
      new Option('--keys <folder>', 'a backup of the keys, or the folder of several: the newest').makeOptionMandatory(),
    )
    .addOption(new Option('--to <folder>', 'the new data directory; must not exist, or be empty').makeOptionMandatory())
    .option('--json', 'print what was proven as JSON', false)
    .addHelpText(
      'after',
      `
Nothing is overwritten, and the directory appears only when everything was proven. Take the newest keys: older ones bring back
what has been erased since.

Example:
  art33 restore --log /backup/log --keys /other-medium/keys --to /var/lib/art33-restored
  ART33_DATA=/var/lib/art33-restored art33 serve`,
    )
    .action(async ({ log, keys, to, json }: RestoreOptions) => {
      const { config, masterKey } = readSettings(process.env);
      const begun = performance.now();
      const shown = steps();
      const proven = await restore({
        log: await locateBackup(log, 'log'),
        keys: await locateBackup(keys, 'keys'),
        to,
        masterKey,
        objects: config.objects,
        report: shown.report,
      }).finally(() => shown.end());
      const milliseconds = Math.round(performance.now() - begun);
      process.stdout.write(
        json
          ? `${JSON.stringify({ ...proven, to, milliseconds }, null, 2)}\n`
          : `${provenText(proven, milliseconds)}restored: ${to}. The read models are built at the first start.\n`,
      );
    });
