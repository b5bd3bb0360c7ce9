import { pick } from '../../api-client.js';
import { bulk, caseOf, casesOf, noticesInFull, noticesOf, noticeTo, receiptsOf } from '../answers.js';
import { linkIn, press } from '../browser.js';
import { cgmBreach } from '../matters.js';
import { ATTENTIVE, DISPUTING, KEPT_WAITING, WITHOUT_CONTACT } from '../people.js';
import { distinct, utc, type Incidents, type Stage } from '../stage.js';

/** A stranger acknowledges, a controller knew earlier, CGM has a breach of its own, a suspicion is confirmed. Returns CGM's incident. */
export async function monday(stage: Stage, incidents: Incidents): Promise<string> {
  await stage.scene('2026-10-26T08:03+01:00', 'Monday: “this was not us”');
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
  const link = linkIn(await stage.mailSaying(record.practice.address!, lumitra.name), 'n');
  await press(link);
  await press(`${link}/acknowledgement`, { name: 'Kanzlei Albers' });
  await world.service.settled();
  const acknowledged = await shown();
  teller.say(`Somebody opens the link sent to ${DISPUTING}, and acknowledges in its name.`);
  teller.equal(
    'acknowledged, as far as anybody can tell: “link only”',
    [acknowledged.grade, acknowledged.acknowledgements[0]?.grade],
    ['acknowledged', 'link-only'],
  );

  await stage.later('2026-10-26T08:20+01:00');
  const copy = await stage.mailSaying(record.practice.management, '/d/');
  teller.item('mail', `to ${record.practice.management}: ${copy.subject}`);
  teller.say(
    'The head of the office finds the receipt in the mail, knows nothing of it, and presses “this was not us”.',
  );
  await press(linkIn(copy, 'd'));
  await world.service.settled();
  const disputed = await shown();
  const [receipt] = await receiptsOf(lumitra.api, disputed.id);
  const alerts = await stage.alerts(lumitra);
  teller.check('Lumitra is told at once', alerts.length === 1 && /bestritten/.test(alerts[0]!), alerts);
  teller.equal(
    'the receipt says so, and the grade falls back to what the server said',
    [receipt?.disputes.length, disputed.grade],
    [1, 'accepted-by-server'],
  );
  const [file] = await casesOf(await cast.as(record));
  teller.equal(
    'the notice was delivered all the same: fulfilled, and the 72 hours run on',
    [disputed.status, file?.clock, file?.due],
    ['fulfilled', 'proper', utc('2026-10-28T09:12+01:00')],
  );
}

async function knowEarlier(stage: Stage): Promise<void> {
  const { teller, cast } = stage;
  const api = await cast.as(cast.record(ATTENTIVE, 'lumitra'));
  const [file] = await casesOf(api);
  await stage.later('2026-10-26T08:31+01:00');
  teller.say(`${ATTENTIVE} remembers: a patient had called on Saturday at 23:00. It sets its own awareness.`);
  await api.done('post', `cases/${file!.id}/awareness`, { aware: '2026-10-24T23:00:00+02:00' });
  const its = await caseOf(api, file!.id);
  teller.clock('its case, decided by itself', its.deadline!.deadline);
  teller.equal(
    'due moves to Tue 27 Oct, 22:00 (+01:00); the old due time and where it came from stay',
    [its.deadline?.clock, its.deadline?.deadline.due, its.awareness[0]?.before?.due],
    ['decided', utc('2026-10-27T22:00+01:00'), utc('2026-10-28T09:12+01:00')],
  );
}

async function breachWithoutHours(stage: Stage): Promise<string> {
  const { teller, cast, world } = stage;
  const { api, termsId } = cast.processors.cgm;
  await stage.later('2026-10-26T09:00+01:00');
  teller.say(
    'CGM establishes a breach of its own: summaries were shown in the wrong practices. It affects everybody under its terms.',
  );
  const id = pick(await api.done('post', 'incidents', cgmBreach), 'id');
  await api.done('post', `incidents/${id}/measures`, {
    description: 'Zuordnung zurückgesetzt, Anzeige gesperrt.',
    stage: 'taken',
    at: '2026-10-26T08:40:00+01:00',
  });
  await api.done('post', `incidents/${id}/affected`, { terms: termsId });
  await world.service.settled();
  const notices = await noticesInFull(api, id);
  teller.clock(`CGM → ${notices.length} controllers`, notices[0]!.duties[0]!.deadline);
  teller.equal(
    'CGM: 10 breach notices by § 4.3 without an hour figure: no due time anywhere, only its own target',
    notices.flatMap(({ duties }) =>
      duties.map(({ kind, clause, deadline }) => [kind, clause, deadline.due, deadline.target]),
    ),
    Array(10).fill(['breach', '§ 4.3', null, utc('2026-10-27T09:00+01:00')]),
  );

  await stage.later('2026-10-26T09:30+01:00');
  const waiting = cast.record(KEPT_WAITING, 'cgm').id;
  const others = notices.filter(({ controllerId }) => controllerId !== waiting).map((one) => one.id);
  await bulk(api, id, 'drafts');
  await bulk(api, id, 'approvals');
  const { counts } = await bulk(api, id, 'sendings', { notices: others });
  await stage.mailArrives();
  teller.equal(
    `CGM sends 9, and puts off the tenth: ${KEPT_WAITING}`,
    [counts.done, (await noticesOf(api, id)).counts.byStatus.open],
    [9, 1],
  );
  const [file] = await casesOf(await cast.as(cast.record(ATTENTIVE, 'cgm')));
  teller.equal(
    'an undated duty of the processor starts dated 72 hours of the controller: due Thu 29 Oct, 09:30 (+01:00)',
    [file?.clock, file?.due],
    ['proper', utc('2026-10-29T09:30+01:00')],
  );
  return id;
}

async function confirmSuspicion(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { api } = cast.processors.ratiomedicus;
  const id = incidents.ratiomedicus;
  await stage.later('2026-10-26T10:00+01:00');
  teller.say('ratiomedicus confirms its suspicion: it was a breach.');
  await api.done('post', `incidents/${id}/confirmation`, { at: '2026-10-26T10:00:00+01:00' });
  await world.service.settled();
  const duties = (await noticesInFull(api, id)).flatMap(({ duties: all }) =>
    all.filter(({ kind }) => kind === 'breach'),
  );
  teller.clock('ratiomedicus → 15 controllers, follow-up', duties[0]!.deadline);
  teller.equal(
    'a follow-up of the first notice: no new 24 hours (open term of § 8.6, its default is shown)',
    duties.map(({ followUpOf, deadline }) => [
      followUpOf !== null,
      deadline.due,
      deadline.assumptions.some(({ openTerm }) => openTerm === 'suspicion-confirmed'),
    ]),
    Array(15).fill([true, null, true]),
  );

  await stage.later('2026-10-26T10:18+01:00');
  await bulk(api, id, 'drafts');
  await bulk(api, id, 'approvals');
  await bulk(api, id, 'sendings');
  await stage.later('2026-10-26T10:20+01:00');
  await stage.mailArrives();
  const record = cast.record(ATTENTIVE, 'ratiomedicus');
  const [file] = await casesOf(await cast.as(record));
  const its = await caseOf(await cast.as(record), file!.id);
  teller.clock(`the case of ${ATTENTIVE} with ratiomedicus, proper`, its.deadline!.deadline);
  teller.equal(
    'the first notice of kind breach: its clock proper runs from 10:20, beside Friday’s precaution',
    [its.deadline?.clock, its.deadline?.deadline.due, its.clocks.map(({ kind }) => kind)],
    ['proper', utc('2026-10-29T10:20+01:00'), ['precautionary', 'proper']],
  );
}

async function explainAndClose(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast } = stage;
  const { api } = cast.processors.ratiomedicus;
  const id = incidents.ratiomedicus;
  await stage.later('2026-10-26T11:00+01:00');
  const { counts, items } = await noticesOf(api, id);
  teller.equal(
    `one thing is left: why ${WITHOUT_CONTACT} was told late`,
    [counts.blocking, distinct(items.flatMap(({ blockers }) => blockers.map(({ reason }) => reason)))],
    [1, ['late-without-reasons']],
  );
  const early = await api.post(`incidents/${id}/closure`, {});
  teller.check(`closing is refused until then: ${String(early.body['detail'])}`, early.status === 409, early.status);
  await api.done('post', `incidents/${id}/notices/lateness-reasons`, {
    reason: 'Für die Klinik war kein Kontakt hinterlegt; ein Anruf am Samstag ergab die Adresse.',
  });
  const closing = await api.post(`incidents/${id}/closure`, {});
  teller.equal('with the reasons given it closes', closing.status, 200);
}
