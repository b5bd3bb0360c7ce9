import { pick, type JsonBody } from '../../api-client.js';
import { casesOf, noticesInFull, preview } from '../answers.js';
import type { Processor } from '../cast.js';
import {
  cgmQuestion,
  lumitraSuspicion,
  MICROSOFT_GERMANY,
  MICROSOFT_IRELAND,
  ratiomedicusSuspicion,
} from '../matters.js';
import { ATTENTIVE } from '../people.js';
import { distinct, utc, type Incidents, type Stage } from '../stage.js';

const affect = (subprocessor: string) => ({ subprocessor });

async function logIncident({ api }: Processor, matter: object): Promise<string> {
  return pick(await api.done('post', 'incidents', matter), 'id');
}

const reached = (written: JsonBody): number => pick<readonly unknown[]>(written, 'events').length;

/** One event at a subprocessor, three processors, three contracts: which clocks run, and which do not. */
export async function suspicion(stage: Stage): Promise<Incidents> {
  const { teller, cast } = stage;
  const { ratiomedicus, lumitra, cgm } = cast.processors;
  await stage.scene('2026-10-23T21:46+02:00', 'A suspicion at Microsoft Ireland Operations Ltd');
  teller.say(
    'At 21:40 Microsoft Ireland Operations Ltd told ratiomedicus and Lumitra of an access under investigation. Each logs an incident of its own, with what it knows: a suspicion.',
  );

  const incidents: Incidents = {
    ratiomedicus: await logIncident(ratiomedicus, ratiomedicusSuspicion),
    lumitra: await logIncident(lumitra, lumitraSuspicion),
  };
  await ratiomedicus.api.done('post', `incidents/${incidents.ratiomedicus}/measures`, MEASURE);
  await lumitra.api.done('post', `incidents/${incidents.lumitra}/measures`, MEASURE);
  for (const [processor, id] of [
    [ratiomedicus, incidents.ratiomedicus],
    [lumitra, incidents.lumitra],
  ] as const)
    await processor.api.done('post', `incidents/${id}/affected`, affect(MICROSOFT_IRELAND));
  await stage.world.service.settled();

  const ofRatiomedicus = await noticesInFull(ratiomedicus.api, incidents.ratiomedicus);
  const ofLumitra = await noticesInFull(lumitra.api, incidents.lumitra);
  teller.clock(`ratiomedicus → ${ofRatiomedicus.length} controllers`, ofRatiomedicus[0]!.duties[0]!.deadline);
  teller.clock(`Lumitra → ${ofLumitra.length} controllers`, ofLumitra[0]!.duties[0]!.deadline);
  teller.equal(
    'ratiomedicus: 15 notices of kind suspected breach, every one due Sat 24 Oct, 21:40 (+02:00), by § 8.6',
    ofRatiomedicus.map(({ duties }) => duties.map(({ kind, clause, deadline }) => [kind, clause, deadline.due])),
    Array(15).fill([['suspected-breach', '§ 8.6', utc('2026-10-24T21:40+02:00')]]),
  );
  teller.equal(
    'Lumitra: 12 notices of kind irregularity, “at once” by Ziff. 3: no due time, only its own target',
    ofLumitra.map(({ duties }) =>
      duties.map(({ kind, clause, deadline }) => [kind, clause, deadline.due, deadline.target]),
    ),
    Array(12).fill([['irregularity', 'Ziff. 3', null, utc('2026-10-24T17:40+02:00')]]),
  );
  teller.check(
    'each due time names the assumption that it rests on: the contract does not say whose knowledge counts',
    ofRatiomedicus.every(({ duties }) =>
      duties[0]?.deadline.assumptions.some(({ openTerm }) => openTerm === 'whose-knowledge'),
    ),
  );

  await stage.later('2026-10-23T21:55+02:00');
  teller.say('CGM hears of it too, and asks whom it would affect.');
  const question = await logIncident(cgm, cgmQuestion);
  const ireland = await preview(cgm.api, question, affect(MICROSOFT_IRELAND));
  const germany = await preview(cgm.api, question, affect(MICROSOFT_GERMANY));
  teller.equal('CGM by Microsoft Ireland Operations Ltd: nobody, no notice, no clock', ireland.total, 0);
  teller.equal('its terms authorise Microsoft Deutschland GmbH, another company: that would be 10', germany.total, 10);
  const selected = await cgm.api.done('post', `incidents/${question}/affected`, affect(MICROSOFT_IRELAND));
  await cgm.api.done('post', `incidents/${question}/ruling-out`, {
    ruling: 'not-a-personal-data-breach',
    at: '2026-10-23T21:55:00+02:00',
    reason: 'Keine unserer Vereinbarungen erlaubt diesen Unterauftragsverarbeiter.',
  });
  const closed = await cgm.api.post(`incidents/${question}/closure`, {});
  teller.check(
    'asked, answered with a reason, and closed: even “nobody” is on record',
    closed.status === 200 && reached(selected) > 0,
    closed.body,
  );

  const cases = await casesOf(await cast.as(cast.record(ATTENTIVE, 'lumitra')));
  teller.equal('no controller has been told anything: no 72 hours run anywhere', distinct(cases), []);
  return incidents;
}

const MEASURE = {
  description: 'Zugänge gesperrt, Schlüssel getauscht, Protokolle gesichert.',
  stage: 'taken',
  at: '2026-10-23T21:45:00+02:00',
};
