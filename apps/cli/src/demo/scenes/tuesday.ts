import { bulk, caseOf, casesOf, eventCount, notice, noticeTo } from '../answers.js';
import { ATTENTIVE, KEPT_WAITING } from '../people.js';
import { utc, type Stage } from '../stage.js';

/** A target is missed "as a target", and a controller files. */
export async function tuesday(stage: Stage, ofCgm: string): Promise<void> {
  const { teller, cast } = stage;
  const { cgm, lumitra } = cast.processors;
  await stage.scene('2026-10-27T09:01+01:00', 'Tuesday: a target is missed, and an authority is told');
  const alerts = await stage.alerts(cgm);
  teller.check(
    'CGM’s internal target passed at 09:00: an alert like for a deadline, under its own name',
    /internes Ziel verfehlt – 1 Meldung/.test(alerts.at(-1) ?? '') &&
      alerts.every((subject) => !subject.includes('Frist')),
    alerts,
  );
  const { id } = await noticeTo(cgm.api, ofCgm, cast.record(KEPT_WAITING, 'cgm').id);
  teller.equal(
    'recorded as a target missed; CGM has missed no deadline, because it has none',
    [
      await eventCount(cgm.api, 'TargetMissed'),
      await eventCount(cgm.api, 'DeadlineMissed'),
      (await notice(cgm.api, id)).overdue,
    ],
    [1, 0, false],
  );
  await stage.later('2026-10-27T09:20+01:00');
  await bulk(cgm.api, ofCgm, 'sendings', { notices: [id] });
  await stage.mailArrives();
  const told = await notice(cgm.api, id);
  teller.equal(
    'the tenth is told 09:20: fulfilled, and never called late',
    told.duties.map(({ status, judgement }) => [status, judgement?.lateness.onTime, judgement?.lateness.due]),
    [['fulfilled', true, null]],
  );

  await stage.later('2026-10-27T15:30+01:00');
  const controller = await cast.as(cast.record(ATTENTIVE, 'lumitra'));
  const [file] = await casesOf(controller);
  await controller.done('post', `cases/${file!.id}/filings`, {
    phase: 'initial',
    authority: 'Bayerisches Landesamt für Datenschutzaufsicht',
    reference: 'LDA-2026-104711',
    filedAt: '2026-10-27T15:30:00+01:00',
  });
  const its = await caseOf(controller, file!.id);
  teller.say(
    `${ATTENTIVE} files with the BayLDA, in Bavaria the authority for private bodies, and keeps its reference.`,
  );
  teller.equal(
    'filed before Tue 22:00: on time, proven by the authority’s reference',
    [its.decided, its.filings[0]?.lateness?.onTime, its.unprovenFilings, its.deadline?.deadline.due],
    [true, true, [], utc('2026-10-27T22:00+01:00')],
  );
  const foreign = await lumitra.api.get(`cases/${file!.id}`);
  teller.equal('the case is the controller’s: Lumitra is told there is no such thing', foreign.status, 404);
}
