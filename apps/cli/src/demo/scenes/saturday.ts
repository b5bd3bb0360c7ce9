import { pick } from '../../api-client.js';
import { bulk, caseOf, casesOf, notice, noticesInFull, noticeTo } from '../answers.js';
import { lumitraFindings } from '../matters.js';
import { BOUNCING, WITHOUT_CONTACT } from '../people.js';
import { utc, type Incidents, type Stage } from '../stage.js';

/** Reminders, a call that is no text form, a new address, a breach established, and one notice that is late. */
export async function saturday(stage: Stage, incidents: Incidents): Promise<void> {
  await stage.scene('2026-10-24T09:41+02:00', 'Saturday: who has not been told yet');
  await remind(stage);
  await reachTheBounced(stage, incidents);
  await establishBreach(stage, incidents);
  await beLate(stage, incidents);
}

async function remind(stage: Stage): Promise<void> {
  const { teller, cast } = stage;
  const { ratiomedicus, lumitra } = cast.processors;
  teller.say('More than half of each period has passed.');
  const ofRatiomedicus = await stage.alerts(ratiomedicus);
  const ofLumitra = await stage.alerts(lumitra);
  teller.check(
    'ratiomedicus: one reminder of a deadline, about one notice',
    ofRatiomedicus.length === 1 && /Frist läuft ab – 1 Meldung/.test(ofRatiomedicus[0]!),
    ofRatiomedicus,
  );
  teller.check(
    'Lumitra: one reminder of its own target, which is never called a deadline',
    ofLumitra.length === 1 && /internes Ziel rückt näher – 1 Meldung/.test(ofLumitra[0]!),
    ofLumitra,
  );
}

async function reachTheBounced(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { api } = cast.processors.lumitra;
  const record = cast.record(BOUNCING, 'lumitra');
  const { id } = await noticeTo(api, incidents.lumitra, record.id);
  const controller = await cast.as(record);
  const suspicion = async () => (await notice(api, id)).duties.find(({ trigger }) => trigger === 'suspicion');

  await stage.later('2026-10-24T11:35+02:00');
  teller.say(`Lumitra rings ${BOUNCING} at 11:30, records the call, and learns the new address.`);
  await api.done('post', `notices/${id}/deliveries`, {
    channel: 'phone',
    textForm: false,
    at: '2026-10-24T11:30:00+02:00',
    by: 'Lena Berg',
    to: 'Herr Blum',
    evidence: 'Gesprächsnotiz',
  });
  await world.service.settled();
  teller.item('grade', 'stated by the sender: a phone call.');
  teller.equal(
    'a call is no text form (Ziff. 12.1, § 126b BGB): the duty stays open',
    (await suspicion())?.status,
    'open',
  );
  const [file] = await casesOf(controller);
  teller.equal(
    'awareness needs no form: the case shows a precautionary clock from 11:30',
    [file?.clock, file?.due],
    ['precautionary', utc('2026-10-27T10:30+01:00')],
  );

  await stage.later('2026-10-24T11:41+02:00');
  const contacts = pick<readonly Record<string, string>[]>(await api.read(`controllers/${record.id}`), 'contacts');
  const contact = contacts.find(({ email }) => email === record.practice.address);
  await api.done('put', `controllers/${record.id}/contacts/${contact?.['contactId']}`, {
    name: 'Datenschutz',
    email: 'blumhof@praxis.example',
    language: 'de',
    purposes: ['breach-notices'],
  });
  await bulk(api, incidents.lumitra, 'sendings', { notices: [id], withGaps: true });
  await stage.later('2026-10-24T11:42+02:00');
  await stage.mailArrives();
  const reached = await suspicion();
  teller.equal(
    'the new address accepts: fulfilled 11:42; without a due time nothing is late',
    [
      reached?.status,
      reached?.judgement?.deliveredAt,
      reached?.judgement?.lateness.onTime,
      reached?.judgement?.lateness.due,
    ],
    ['fulfilled', utc('2026-10-24T11:42+02:00'), true, null],
  );
}

async function establishBreach(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { api } = cast.processors.lumitra;
  await stage.later('2026-10-24T18:05+02:00');
  teller.say('Lumitra has read the access logs: the breach is established. A second duty opens in the same notices.');
  await api.done('post', `incidents/${incidents.lumitra}/details`, lumitraFindings);
  await api.done('post', `incidents/${incidents.lumitra}/confirmation`, { at: '2026-10-24T18:05:00+02:00' });
  await world.service.settled();
  const duties = (await noticesInFull(api, incidents.lumitra)).flatMap(({ duties: all }) =>
    all.filter(({ kind, trigger }) => kind === 'breach' && trigger === 'breach'),
  );
  teller.clock('Lumitra → 12 controllers, breach', duties[0]!.deadline);
  teller.equal(
    '12 × 24 elapsed hours over the end of summer time: due Sun 25 Oct, 17:05 (+01:00), by Ziff. 9',
    duties.map(({ clause, deadline }) => [clause, deadline.due]),
    Array(12).fill(['Ziff. 9', utc('2026-10-25T17:05+01:00')]),
  );
  teller.equal(
    'the explanation names the change of clocks: 23 hours on the wall clock',
    duties[0]?.deadline.crossesClockChange,
    { at: utc('2026-10-25T03:00+02:00'), from: '+02:00', to: '+01:00' },
  );
}

async function beLate(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast } = stage;
  const { ratiomedicus } = cast.processors;
  const record = cast.record(WITHOUT_CONTACT, 'ratiomedicus');
  const { id } = await noticeTo(ratiomedicus.api, incidents.ratiomedicus, record.id);
  await stage.later('2026-10-24T21:41+02:00');
  const alerts = await stage.alerts(ratiomedicus);
  teller.check(
    '21:40 has passed: one deadline missed, one alert',
    alerts.length === 1 && /Frist versäumt – 1 Meldung/.test(alerts[0]!),
    alerts,
  );
  const missed = (await notice(ratiomedicus.api, id)).duties[0]?.steps.find(({ step }) => step === 'missed');
  teller.equal(
    'on record: was due 21:40, noticed 21:41',
    [missed?.end, missed?.noticed],
    [utc('2026-10-24T21:40+02:00'), utc('2026-10-24T21:41+02:00')],
  );

  await stage.later('2026-10-24T22:05+02:00');
  teller.say(
    `Somebody at ${WITHOUT_CONTACT} answers the phone and gives an address. The notice goes out at once; the reason may follow.`,
  );
  await ratiomedicus.api.done('post', `controllers/${record.id}/contacts`, {
    name: 'Klinikleitung',
    email: 'leitung@klinik.example',
    purposes: ['breach-notices'],
  });
  await stage.world.service.settled();
  const sent = await bulk(ratiomedicus.api, incidents.ratiomedicus, 'sendings', { notices: [id] });
  await stage.mailArrives();
  const late = await notice(ratiomedicus.api, id);
  teller.equal('sending is never held up by lateness', sent.counts.done, 1);
  teller.equal(
    'accepted 22:05: fulfilled, 25 minutes late',
    [late.duties[0]?.status, (late.duties[0]?.judgement?.lateness.lateBy ?? 0) / 60_000],
    ['fulfilled', 25],
  );
  teller.equal(
    'its reasons are an open duty: they keep the incident from being closed',
    late.blockers.map(({ reason }) => reason),
    ['late-without-reasons'],
  );
  const [file] = await casesOf(await cast.as(record));
  const its = await caseOf(await cast.as(record), file!.id);
  teller.clock(`the case of ${WITHOUT_CONTACT}, precautionary`, its.deadline!.deadline);
}
