import { noticeTo } from './answers.js';
import { linkIn } from './browser.js';
import { ATTENTIVE, DISPUTING } from './people.js';
import type { Incidents, Stage } from './stage.js';
import { when } from './teller.js';

/** Nobody has opened its notices. */
const UNOPENED = 'Praxis Dr. Brandt';

/** What there is to look at while the service goes on: pages for the browser, tokens and requests for the terminal. */
export async function showLinks(stage: Stage, incidents: Incidents, doors: string): Promise<void> {
  const { teller, cast, world } = stage;
  const { ratiomedicus, lumitra, cgm } = cast.processors;
  const practice = cast.record(ATTENTIVE, 'lumitra');
  const disputing = cast.record(DISPUTING, 'lumitra');
  const acknowledged = await noticeTo(
    ratiomedicus.api,
    incidents.ratiomedicus,
    cast.record(ATTENTIVE, 'ratiomedicus').id,
  );
  teller.heading(`The service keeps running at ${world.url}`);
  teller.say(`Its clock stood at ${when(new Date(world.clock.now()).toISOString())}, and runs on from there.`);

  teller.lines('Open the app in a browser: each link signs a person in', [
    `  the security desk    ${doors}/desk     # Anna Meier, ratiomedicus`,
    `  a practice's portal  ${doors}/portal   # Dr. Clara Vogel, ${ATTENTIVE}, all three processors`,
    `  the auditor's room   ${doors}/audit    # Jonas Brandt, engaged by ratiomedicus`,
  ]);
  teller.lines('Or what needs no sign-in', [
    `  the API              ${world.url}/api`,
    `  an unopened notice   ${linkIn(await stage.noticeMail(cast.record(UNOPENED, 'ratiomedicus')), 'n')}`,
    `  a notice with clock  ${linkIn(await stage.noticeMail(practice), 'n')}`,
    `  one with a dispute   ${linkIn(await stage.noticeMail(disputing), 'n')}`,
    `  “this was not us”    ${linkIn(await stage.mailSaying(disputing.practice.address ?? '', '/d/'), 'd')}`,
  ]);
  teller.lines('Tokens', [
    `  RATIOMEDICUS=${ratiomedicus.token}`,
    `  LUMITRA=${lumitra.token}`,
    `  CGM=${cgm.token}`,
    `  PRAXIS=${await cast.tokenOf(practice)}   # ${ATTENTIVE}, its record with Lumitra`,
  ]);
  const ask = (token: string, path: string) =>
    `  curl -s -H "Authorization: Bearer $${token}" '${world.url}/api/v1/${path}'`;
  teller.lines('Ask', [
    '  # every notice of the incident, as it stood on Saturday at 22:00',
    ask('RATIOMEDICUS', `incidents/${incidents.ratiomedicus}/notices?asOf=2026-10-24T22:00:00%2B02:00`),
    '  # one notice in full: duties, clocks with their arithmetic, deliveries, acknowledgement',
    ask('RATIOMEDICUS', `notices/${acknowledged.id}`),
    '  # what CGM had to tell, each with its clause and no due time',
    ask('CGM', 'deadlines?state=settled&limit=3'),
    '  # the practice’s own case; with LUMITRA’s token the list is empty',
    ask('PRAXIS', 'cases'),
  ]);
  teller.lines('Ctrl+C ends it and removes everything.', []);
}
