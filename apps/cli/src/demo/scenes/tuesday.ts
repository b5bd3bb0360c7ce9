import { bulk, eventCount, notice, noticeTo } from '../answers.js';
import { ATTENTIVE, KEPT_WAITING } from '../people.js';
import { utc, type Stage } from '../stage.js';

/** A target is missed, as a target, and a controller files. */
export async function tuesday(stage: Stage, ofCgm: string): Promise<void> {
  await stage.scene('2026-10-27T09:01+01:00', 'Tuesday: a target is missed, and an authority is told');
  await missTarget(stage, ofCgm);
  await file(stage);
}

async function missTarget(stage: Stage, ofCgm: string): Promise<void> {
  const { teller, cast } = stage;
  const { cgm } = cast.processors;
  teller.say('CGM’s own 24 hours ended at 09:00. Nothing in its contract did.');
  const alerts = await stage.alerts(cgm);
  const { id } = await noticeTo(cgm.api, ofCgm, cast.record(KEPT_WAITING, 'cgm').id);
  teller.check(
    'it alerts like a deadline, under its own name',
    /internes Ziel verfehlt – 1 Meldung/.test(alerts.join()) && !/Frist/.test(alerts.join()),
    alerts,
  );
  teller.equal(
    'on record as one target missed; CGM has missed no deadline',
    [await eventCount(cgm.api, 'TargetMissed'), await eventCount(cgm.api, 'DeadlineMissed')],
    [1, 0],
  );
  await stage.later('2026-10-27T09:20+01:00');
  await bulk(cgm.api, ofCgm, 'sendings', { notices: [id] });
  await stage.mailArrives();
  const { duties, overdue } = await notice(cgm.api, id);
  teller.equal(
    'the tenth is told 09:20: fulfilled, and never called late',
    [duties.map(({ status, judgement }) => [status, judgement?.lateness.onTime]), overdue],
    [[['fulfilled', true]], false],
  );
}

async function file(stage: Stage): Promise<void> {
  const { teller, cast } = stage;
  const record = cast.record(ATTENTIVE, 'lumitra');
  const { id } = await stage.fileOf(record);
  await stage.later('2026-10-27T15:30+01:00');
  teller.say(`${ATTENTIVE} files with the BayLDA, Bavaria’s authority for private bodies.`);
  const controller = await cast.as(record);
  await controller.done('post', `cases/${id}/filings`, {
    phase: 'initial',
    authority: 'Bayerisches Landesamt für Datenschutzaufsicht',
    reference: 'LDA-2026-104711',
    filedAt: '2026-10-27T15:30:00+01:00',
  });
  const { decided, filings, unprovenFilings } = await stage.fileOf(record);
  teller.equal(
    'before Tue 22:00 (+01:00), so on time by Art. 33(1) GDPR; the authority’s reference proves it',
    [decided, filings.map(({ lateness }) => [lateness?.onTime, lateness?.due]), unprovenFilings],
    [true, [[true, utc('2026-10-27T22:00+01:00')]], []],
  );
  const { status } = await cast.processors.lumitra.api.get(`cases/${id}`);
  teller.equal('the case is the controller’s own: for Lumitra there is no such thing (404)', status, 404);
}
