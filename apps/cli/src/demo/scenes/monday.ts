import { pick } from '../../api-client.js';
import { bulk, noticesInFull, noticesOf, noticeTo, receiptsOf } from '../answers.js';
import { linkIn, press } from '../browser.js';
import { cgmBreach, cgmMeasure } from '../matters.js';
import { ATTENTIVE, DISPUTING, KEPT_WAITING, WITHOUT_CONTACT } from '../people.js';
import { counted, distinct, each, utc, type Incidents, type Stage } from '../stage.js';

/**
 * A stranger acknowledges, a controller knew earlier, CGM has a breach of its own, a suspicion is confirmed, and an
 * incident is closed. Returns CGM's incident.
 */
export async function monday(stage: Stage, incidents: Incidents): Promise<string> {
  await stage.scene('2026-10-26T08:03+01:00', 'Monday: “this was not us”, and CGM’s breach without an hour figure');
  await dispute(stage, incidents);
  await knowEarlier(stage);
  const ofCgm = await breachWithoutHours(stage);
  await confirmSuspicion(stage, incidents);
  await explainAndClose(stage, incidents);
  return ofCgm;
}

async function dispute(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { lumitra } = cast.processors;
  const record = cast.record(DISPUTING, 'lumitra');
  const shown = () => noticeTo(lumitra.api, incidents.lumitra, record.id);
  teller.say(`Somebody opens the link that was sent to ${DISPUTING}, and acknowledges in its name.`);
  const link = linkIn(await stage.noticeMail(record), 'n');
  await press(link);
  await press(`${link}/acknowledgement`, { name: 'Kanzlei Albers' });
  await world.service.settled();
  teller.equal('acknowledged, as far as a link can tell', (await shown()).grade, 'acknowledged');

  await stage.later('2026-10-26T08:20+01:00');
  const copy = await stage.mailSaying(record.practice.management, '/d/');
  teller.item('mail', `to ${copy.to}: ${copy.subject}`);
  teller.say('The head of the office knows nothing of it, and presses “this was not us”.');
  await press(linkIn(copy, 'd'));
  await world.service.settled();
  const alerts = await stage.alerts(lumitra);
  const disputed = await shown();
  const [receipt] = await receiptsOf(lumitra.api, disputed.id);
  teller.equal(
    'disputed, on the receipt too; the grade falls back to what the server said',
    [receipt?.disputes.length, disputed.grade],
    [1, 'accepted-by-server'],
  );
  teller.check('Lumitra is told at once', alerts.length === 1 && /bestritten/.test(alerts.join()), alerts);
  teller.equal(
    'the notice had arrived all the same: fulfilled, and the 72 hours run on',
    [disputed.status, counted(await stage.fileOf(record))],
    ['fulfilled', ['proper', utc('2026-10-28T09:12+01:00')]],
  );
}

async function knowEarlier(stage: Stage): Promise<void> {
  const { teller, cast } = stage;
  const record = cast.record(ATTENTIVE, 'lumitra');
  const api = await cast.as(record);
  await stage.later('2026-10-26T08:31+01:00');
  teller.say(`A patient had called ${ATTENTIVE} on Saturday at 23:00. It sets its own, earlier awareness.`);
  const { id } = await stage.fileOf(record);
  await api.done('post', `cases/${id}/awareness`, { aware: '2026-10-24T23:00:00+02:00' });
  const file = await stage.fileOf(record);
  teller.clock('its case, as it decided', file.deadline?.deadline);
  teller.equal('due moves to Tue 27 Oct, 22:00 (+01:00)', counted(file), ['decided', utc('2026-10-27T22:00+01:00')]);
  teller.equal(
    'the old due time, and what it came from, stay beside it',
    [file.awareness[0]?.before?.due, file.awareness[0]?.before?.anchor.what],
    [utc('2026-10-28T09:12+01:00'), 'breach-notice-received'],
  );
}

async function breachWithoutHours(stage: Stage): Promise<string> {
  const { teller, cast, world } = stage;
  const { api, termsId } = cast.processors.cgm;
  await stage.later('2026-10-26T09:00+01:00');
  teller.say('CGM establishes a breach of its own: summaries of calls were shown in the wrong practices.');
  const id = pick(await api.done('post', 'incidents', cgmBreach), 'id');
  await api.done('post', `incidents/${id}/measures`, cgmMeasure);
  await api.done('post', `incidents/${id}/affected`, { terms: termsId });
  await world.service.settled();
  const notices = await noticesInFull(api, id);
  const duties = notices.flatMap((n) => n.duties);
  teller.clock('CGM → 10 controllers', duties[0]?.deadline);
  teller.equal(
    '10 breach notices by § 4.3: no hour figure, so no due time on any of them, only CGM’s own target',
    duties.map(({ kind, clause, deadline }) => [kind, clause, deadline.due, deadline.target]),
    each(10, ['breach', '§ 4.3', null, utc('2026-10-27T09:00+01:00')]),
  );

  await stage.later('2026-10-26T09:30+01:00');
  teller.say(`It tells nine, and puts off the tenth: ${KEPT_WAITING}.`);
  const waiting = cast.record(KEPT_WAITING, 'cgm').id;
  const others = notices.filter(({ controllerId }) => controllerId !== waiting);
  await bulk(api, id, 'drafts');
  await bulk(api, id, 'approvals');
  await bulk(api, id, 'sendings', { notices: others.map((n) => n.id) });
  await stage.mailArrives();
  const { byStatus } = (await noticesOf(api, id)).counts;
  teller.equal('nine fulfilled, one open', [byStatus.fulfilled, byStatus.open], [9, 1]);
  teller.equal(
    'no hours for the processor, 72 for the controller: due Thu 29 Oct, 09:30 (+01:00)',
    counted(await stage.fileOf(cast.record(ATTENTIVE, 'cgm'))),
    ['proper', utc('2026-10-29T09:30+01:00')],
  );
  return id;
}

async function confirmSuspicion(stage: Stage, { ratiomedicus: id }: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { api } = cast.processors.ratiomedicus;
  await stage.later('2026-10-26T10:00+01:00');
  teller.say('ratiomedicus confirms what it suspected on Friday.');
  await api.done('post', `incidents/${id}/confirmation`, { at: '2026-10-26T10:00:00+01:00' });
  await world.service.settled();
  const duties = (await noticesInFull(api, id)).flatMap((n) => n.duties);
  const followUps = duties.filter(({ kind }) => kind === 'breach');
  teller.clock('ratiomedicus → 15 controllers, confirmed', followUps[0]?.deadline);
  teller.equal(
    'a follow-up, no new 24 hours: the contract leaves it open, the default is shown',
    followUps.map(({ followUpOf, deadline }) => [followUpOf !== null, deadline.due]),
    each(15, [true, null]),
  );

  await stage.later('2026-10-26T10:18+01:00');
  teller.say('It drafts, approves and sends 15 follow-ups.');
  await bulk(api, id, 'drafts');
  await bulk(api, id, 'approvals');
  await bulk(api, id, 'sendings');
  await stage.later('2026-10-26T10:20+01:00');
  await stage.mailArrives();
  const file = await stage.fileOf(cast.record(ATTENTIVE, 'ratiomedicus'));
  teller.clock(`case of ${ATTENTIVE} with ratiomedicus, proper`, file.deadline?.deadline);
  teller.equal(
    'accepted 10:20, the first notice of kind breach: a clock proper beside Friday’s precaution',
    [counted(file), file.clocks.map(({ kind }) => kind)],
    [
      ['proper', utc('2026-10-29T10:20+01:00')],
      ['precautionary', 'proper'],
    ],
  );
}

async function explainAndClose(stage: Stage, { ratiomedicus: id }: Incidents): Promise<void> {
  const { teller, cast } = stage;
  const { api } = cast.processors.ratiomedicus;
  await stage.later('2026-10-26T11:00+01:00');
  teller.say('ratiomedicus wants to close its incident.');
  const { counts, items } = await noticesOf(api, id);
  const reasons = distinct(items.flatMap(({ blockers }) => blockers.map(({ reason }) => reason)));
  const early = await api.post(`incidents/${id}/closure`);
  teller.equal(
    `refused: one notice was late without reasons, that to ${WITHOUT_CONTACT}`,
    [early.status, counts.blocking, reasons],
    [409, 1, ['late-without-reasons']],
  );
  await api.done('post', `incidents/${id}/notices/lateness-reasons`, {
    reason: 'Für die Klinik war kein Kontakt hinterlegt; ein Anruf am Samstag ergab die Adresse.',
  });
  teller.equal('with the reasons on record it closes', (await api.post(`incidents/${id}/closure`)).status, 200);
}
