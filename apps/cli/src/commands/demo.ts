import { Command } from 'commander';
import { runDemo } from '../demo/run.js';

export const demoCommand = (): Command =>
  new Command('demo')
    .description('tell the story of one breach with the real service and a real mail server')
    .option('--check', 'end after the story; exit code 1 where a claim did not hold', false)
    .addHelpText('after', '\nExamples:\n  art33 demo\n  art33 demo --check')
    .action(async ({ check }: { check: boolean }) => {
      const stopped = new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
      });
      process.exitCode = await runDemo({ screen: process.stdout, check, stopped });
    });
