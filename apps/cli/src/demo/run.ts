import { showLinks } from './closing.js';
import { Doors } from './doors.js';
import { anotherNight, inviteGuests } from './guests.js';
import { tellStory } from './story.js';
import { Teller, type Screen } from './teller.js';
import { DemoWorld } from './world.js';

export interface DemoOptions {
  readonly screen: Screen;
  /** Ends after the story instead of leaving the service running. */
  readonly check: boolean;
  /** Resolves when a person wants to stop. */
  readonly stopped: Promise<void>;
}

/** Plays the demo and cleans up; resolves with the exit code: 1 where a claim did not hold. */
export async function runDemo({ screen, check, stopped }: DemoOptions): Promise<number> {
  const teller = new Teller(screen);
  teller.heading('art33: one suspected breach, three contracts, thirty controllers');
  teller.say('Real service, real HTTP, real SMTP on this machine; only the time is the story’s.');
  teller.say('✓ marks a claim that was checked on the running system.');
  const began = performance.now();
  const world = await DemoWorld.start();
  try {
    const told = await Promise.race([tellStory(world, teller), stopped]);
    if (!told) return 1;
    teller.summary((performance.now() - began) / 1000);
    if (!check) {
      world.clock.release();
      await anotherNight(world, told.stage.cast);
      const doors = await Doors.open(`${world.url}/app/`, { ...(await inviteGuests(world, told.stage.cast)) });
      try {
        await showLinks(told.stage, told.incidents, doors.url);
        await stopped;
      } finally {
        doors.close();
      }
    }
    return teller.failures > 0 ? 1 : 0;
  } finally {
    await world.close();
  }
}
