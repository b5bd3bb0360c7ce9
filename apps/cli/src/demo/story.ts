import { agreements } from './scenes/agreements.js';
import { firstNight } from './scenes/first-night.js';
import { monday } from './scenes/monday.js';
import { proof } from './scenes/proof.js';
import { saturday } from './scenes/saturday.js';
import { sunday } from './scenes/sunday.js';
import { suspicion } from './scenes/suspicion.js';
import { tuesday } from './scenes/tuesday.js';
import { Stage, type Incidents } from './stage.js';
import type { Teller } from './teller.js';
import type { DemoWorld } from './world.js';

/** The whole story, scene by scene. Throws where the service refuses what the story needs. */
export async function tellStory(
  world: DemoWorld,
  teller: Teller,
): Promise<{ readonly stage: Stage; readonly incidents: Incidents }> {
  const stage = new Stage(world, teller, await agreements(world, teller));
  const incidents = await suspicion(stage);
  await firstNight(stage, incidents);
  await saturday(stage, incidents);
  await sunday(stage, incidents);
  const ofCgm = await monday(stage, incidents);
  await tuesday(stage, ofCgm);
  await proof(stage, incidents);
  return { stage, incidents };
}
