import { Command } from 'commander';
import { DemoWorld } from '../demo/world.js';

export const demoCommand = (): Command =>
  new Command('demo')
    .description('tell the story of one breach with the real service and a real mail server')
    .option('--check', 'end after the story; exit code 1 where a check failed', false)
    .action(async ({ check }: { check: boolean }) => {
      const world = await DemoWorld.start('2026-10-23T08:00+02:00');
      process.stdout.write(`art33 listens on ${world.url} (API: ${world.url}/api)\n`);
      if (!check) await new Promise<void>((resolve) => void process.once('SIGINT', resolve).once('SIGTERM', resolve));
      await world.close();
    });
