import type { RebuildReport } from '@art33/event-log';
import { Command } from 'commander';
import { throughServiceOrStores } from '../with-stores.js';

const reportText = ({ comparedAt, same, tables }: RebuildReport): string => {
  if (comparedAt < 0) return 'There were no read models to compare: they have been built from the log.\n';
  if (same)
    return `Compared at log number ${comparedAt}: no difference in ${tables.length} tables. The new read models are in place.\n`;
  const lines = tables
    .filter(({ unexpected, missing, different }) => unexpected + missing + different > 0)
    .flatMap(({ table, unexpected, missing, different, examples }) => [
      `  ${table}: ${unexpected} only in the old, ${missing} only in the new, ${different} different`,
      ...examples.map(
        ({ kind, key, columns }) =>
          `    ${kind} ${key.join(' ')}${columns.length > 0 ? `: ${columns.join(', ')}` : ''}`,
      ),
    ]);
  return [
    `Compared at log number ${comparedAt}: the old read models differed from the log.`,
    ...lines,
    'The new ones are in place.',
    '',
  ].join('\n');
};

export const replayCommand = (): Command =>
  new Command('replay')
    .description('build the read models anew from the log, compare them with the old ones, and switch')
    .option('--json', 'print the report as JSON', false)
    .addHelpText(
      'after',
      '\nEnds with exit code 1 where the old read models differed from the log.\n\nExample:\n  art33 replay --json',
    )
    .action(async ({ json }: { json: boolean }) => {
      const report = await throughServiceOrStores<RebuildReport>(
        (service) => service.post('replays', {}),
        (stores) => stores.models.rebuild(),
      );
      process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
      if (!report.same) process.exitCode = 1;
    });
