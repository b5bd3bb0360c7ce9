import { Command } from 'commander';
import { Failed } from '../failed.js';
import { withStores } from '../with-stores.js';

export const replayCommand = (): Command =>
  new Command('replay')
    .description('build the read models anew from the log, compare them with the old ones, and switch')
    .option('--json', 'print the report as JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const report = await withStores((stores) => stores.models.rebuild());
      if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      else {
        process.stdout.write(`Compared at log number ${report.comparedAt}: ${report.same ? 'no difference' : 'the models differed'}.\n`);
      }
      if (!report.same) throw new Failed('the old read models differed from the log; the new ones are in place');
    });
