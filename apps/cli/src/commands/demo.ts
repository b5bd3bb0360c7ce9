import { Command } from 'commander';
import { tellStory } from '../demo/story.js';
import { Teller } from '../demo/teller.js';
import { DemoWorld } from '../demo/world.js';

export const demoCommand = (): Command =>
  new Command('demo')
    .description('tell the story of one breach with the real service and a real mail server')
    .option('--check', 'end after the story; exit code 1 where a check failed', false)
    .action(async ({ check }: { check: boolean }) => {
      const teller = new Teller(process.stdout);
      const world = await DemoWorld.start('2026-10-01T08:00+02:00');
      try {
        await tellStory(world, teller);
        if (!check) await new Promise<void>((resolve) => void process.once('SIGINT', resolve).once('SIGTERM', resolve));
      } finally {
        await world.close();
      }
    });
