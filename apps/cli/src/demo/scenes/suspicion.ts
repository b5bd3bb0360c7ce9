import { pick } from '../../api-client.js';
import { casesOf, noticesInFull, preview } from '../answers.js';
import type { Processor } from '../cast.js';
import {
  cgmQuestion,
  firstMeasure,
  lumitraSuspicion,
  MICROSOFT_GERMANY,
  MICROSOFT_IRELAND,
  ratiomedicusSuspicion,
} from '../matters.js';
import { ATTENTIVE } from '../people.js';
import { each, utc, type Incidents, type Stage } from '../stage.js';

/** One event at a subprocessor, three processors, three contracts: which clocks run, and which do not. */
export async function suspicion(stage: Stage): Promise<Incidents> {
  const { cast, teller, world } = stage;
  const { ratiomedicus, lumitra } = cast.processors;
  await stage.scene('2026-10-23T21:46+02:00', 'A suspicion at Microsoft Ireland Operations Ltd');
  teller.say(
    'At 21:40 Microsoft Ireland Operations Ltd told ratiomedicus and Lumitra of an access under investigation. Each logs ' +
      'an incident of its own, with what it knows: a suspicion. Whom does it affect? Whoever authorised that company.',
  );
  const incidents = {
    ratiomedicus: await affected(ratiomedicus, ratiomedicusSuspicion),
    lumitra: await affected(lumitra, lumitraSuspicion),
  };
  await world.service.settled();
  await showClocks(stage, incidents);
  await askForCgm(stage);
  const untold = await casesOf(await cast.as(cast.record(ATTENTIVE, 'lumitra')));
  teller.equal('no controller has been told anything yet: no 72 hours run', untold, []);
  return incidents;
}

/** Logs an incident and lists whom it affects; returns its id. */
async function affected({ api }: Processor, matter: object): Promise<string> {
  const id = pick(await api.done('post', 'incidents', matter), 'id');
  await api.done('post', `incidents/${id}/measures`, firstMeasure);
  await api.done('post', `incidents/${id}/affected`, { subprocessor: MICROSOFT_IRELAND });
  return id;
}

async function showClocks({ teller, cast }: Stage, incidents: Incidents): Promise<void> {
  const { ratiomedicus, lumitra } = cast.processors;
  const ofRatiomedicus = (await noticesInFull(ratiomedicus.api, incidents.ratiomedicus)).flatMap((n) => n.duties);
  const ofLumitra = (await noticesInFull(lumitra.api, incidents.lumitra)).flatMap((n) => n.duties);
  teller.clock('ratiomedicus → 15 controllers', ofRatiomedicus[0]?.deadline);
  teller.equal(
    '15 notices of kind suspected breach, each due Sat 24 Oct, 21:40 (+02:00) by § 8.6',
    ofRatiomedicus.map(({ kind, clause, deadline }) => [kind, clause, deadline.due]),
    each(15, ['suspected-breach', '§ 8.6', utc('2026-10-24T21:40+02:00')]),
  );
  teller.clock('Lumitra → 12 controllers', ofLumitra[0]?.deadline);
  teller.equal(
    '12 notices of kind irregularity, “at once” by Ziff. 3: no due time, only an internal target',
    ofLumitra.map(({ kind, clause, deadline }) => [kind, clause, deadline.due, deadline.target]),
    each(12, ['irregularity', 'Ziff. 3', null, utc('2026-10-24T17:40+02:00')]),
  );
}

async function askForCgm(stage: Stage): Promise<void> {
  const { api } = stage.cast.processors.cgm;
  const { teller } = stage;
  await stage.later('2026-10-23T21:55+02:00');
  teller.say('CGM hears of it too, and asks the same question of its own agreements.');
  const id = pick(await api.done('post', 'incidents', cgmQuestion), 'id');
  const ireland = await preview(api, id, { subprocessor: MICROSOFT_IRELAND });
  const germany = await preview(api, id, { subprocessor: MICROSOFT_GERMANY });
  teller.equal('CGM, Microsoft Ireland Operations Ltd: 0 controllers, no notice, no clock', ireland.total, 0);
  teller.equal('its terms authorise another company, Microsoft Deutschland GmbH: that would be 10', germany.total, 10);
  await api.done('post', `incidents/${id}/affected`, { subprocessor: MICROSOFT_IRELAND });
  await api.done('post', `incidents/${id}/ruling-out`, {
    ruling: 'not-a-personal-data-breach',
    at: '2026-10-23T21:55:00+02:00',
    reason: 'Keine unserer Vereinbarungen erlaubt diesen Unterauftragsverarbeiter.',
  });
  const closing = await api.post(`incidents/${id}/closure`);
  teller.equal('asked, ruled out with a reason, closed: that nobody is affected is on record too', closing.status, 200);
}
