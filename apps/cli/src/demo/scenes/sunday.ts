import { bulk, noticesInFull } from '../answers.js';
import { ATTENTIVE } from '../people.js';
import { counted, distinct, utc, type Incidents, type Stage } from '../stage.js';

/** The breach notices arrive: the 72 hours proper begin. */
export async function sunday(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast } = stage;
  const { lumitra } = cast.processors;
  await stage.scene('2026-10-25T05:06+01:00', 'Sunday: the word “breach” starts the 72 hours');
  teller.say('Half of Lumitra’s 24 hours passed at 05:05: the night was an hour longer.');
  const alerts = await stage.alerts(lumitra);
  teller.check(
    '12 duties that end together make one alert',
    alerts.length === 1 && /Frist läuft ab – 12 Meldungen/.test(alerts.join()),
    alerts,
  );

  await stage.later('2026-10-25T09:10+01:00');
  teller.say('Lumitra drafts, approves and sends 12 breach notices, now with every number.');
  await bulk(lumitra.api, incidents.lumitra, 'drafts');
  await bulk(lumitra.api, incidents.lumitra, 'approvals');
  await bulk(lumitra.api, incidents.lumitra, 'sendings');

  await stage.later('2026-10-25T09:12+01:00');
  await stage.mailArrives();
  const duties = (await noticesInFull(lumitra.api, incidents.lumitra)).flatMap((n) => n.duties);
  teller.equal(
    'accepted: 36 duties of 12 notices fulfilled and on time, breach, irregularity and what was missing',
    [duties.length, distinct(duties.map(({ status, judgement }) => `${status} ${judgement?.lateness.onTime}`))],
    [36, ['fulfilled true']],
  );

  const file = await stage.fileOf(cast.record(ATTENTIVE, 'lumitra'));
  const proper = file.clocks.find(({ kind }) => kind === 'proper');
  teller.clock(`case of ${ATTENTIVE}, proper`, file.deadline?.deadline);
  teller.equal('proper, from acceptance by its own server: due Wed 28 Oct, 09:12 (+01:00)', counted(file), [
    'proper',
    utc('2026-10-28T09:12+01:00'),
  ]);
  teller.equal(
    'the started-hour reading stands beside it as outer limit, Wed 10:00 (+01:00), and raises no alarm',
    file.deadline?.deadline.outerLimit,
    utc('2026-10-28T10:00+01:00'),
  );
  teller.equal('a Sunday morning is flagged as outside business hours', proper?.outsideBusinessHours, true);
  teller.equal(
    'Friday’s precaution stays readable',
    file.clocks.map(({ kind }) => kind),
    ['precautionary', 'proper'],
  );
}
