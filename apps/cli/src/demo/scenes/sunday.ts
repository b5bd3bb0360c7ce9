import { bulk, caseOf, casesOf, noticesInFull } from '../answers.js';
import { ATTENTIVE } from '../people.js';
import { distinct, utc, type Incidents, type Stage } from '../stage.js';

/** The breach notices arrive: the 72 hours proper begin. */
export async function sunday(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast } = stage;
  const { lumitra } = cast.processors;
  await stage.scene('2026-10-25T05:06+01:00', 'Sunday: the word “breach” starts the 72 hours');
  teller.say('Half of the 24 elapsed hours has passed at 05:05; the night had an hour more.');
  const alerts = await stage.alerts(lumitra);
  teller.check(
    '12 duties that end together make one alert, not twelve',
    alerts.length === 1 && /Frist läuft ab – 12 Meldungen/.test(alerts[0]!),
    alerts,
  );

  await stage.later('2026-10-25T09:10+01:00');
  await bulk(lumitra.api, incidents.lumitra, 'drafts');
  await bulk(lumitra.api, incidents.lumitra, 'approvals');
  const { counts } = await bulk(lumitra.api, incidents.lumitra, 'sendings');
  teller.equal('Lumitra sends 12 breach notices, now complete', [counts.done, counts.refused], [12, 0]);
  await stage.later('2026-10-25T09:12+01:00');
  await stage.mailArrives();
  const notices = await noticesInFull(lumitra.api, incidents.lumitra);
  teller.equal(
    'all duties fulfilled 09:12, on time; the follow-up with the missing number too',
    distinct(
      notices.flatMap(({ duties }) => duties.map(({ status, judgement }) => `${status} ${judgement?.lateness.onTime}`)),
    ),
    ['fulfilled true'],
  );

  const record = cast.record(ATTENTIVE, 'lumitra');
  const [file] = await casesOf(await cast.as(record));
  const its = await caseOf(await cast.as(record), file!.id);
  const proper = its.clocks.find(({ kind, withdrawn }) => kind === 'proper' && withdrawn === null);
  teller.clock(`the case of ${ATTENTIVE}, proper`, its.deadline!.deadline);
  teller.equal(
    'a proper clock from its own server’s acceptance, due Wed 28 Oct, 09:12 (+01:00)',
    [its.deadline?.clock, its.deadline?.deadline.due],
    ['proper', utc('2026-10-28T09:12+01:00')],
  );
  teller.equal(
    'the outer limit by Reg. 1182/71 stands beside it, for no alarm: Wed 10:00 (+01:00)',
    its.deadline?.deadline.outerLimit,
    utc('2026-10-28T10:00+01:00'),
  );
  teller.equal('Sunday morning is flagged as outside business hours', proper?.outsideBusinessHours, true);
  teller.equal(
    'Friday’s precautionary clock stays readable beside it',
    its.clocks.map(({ kind }) => kind),
    ['precautionary', 'proper'],
  );
}
