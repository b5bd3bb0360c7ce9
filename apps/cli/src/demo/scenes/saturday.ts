import type { OrganisationView } from '@art33/parties';
import { bulk, notice, noticesInFull, noticeTo, organisation } from '../answers.js';
import { lumitraFindings } from '../matters.js';
import { BOUNCING, WITHOUT_CONTACT } from '../people.js';
import { counted, each, utc, type Incidents, type Stage } from '../stage.js';

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
  teller.say('More than half of each period has passed. One notice of each processor is still open.');
  const ofRatiomedicus = await stage.alerts(cast.processors.ratiomedicus);
  const ofLumitra = await stage.alerts(cast.processors.lumitra);
  teller.check(
    'ratiomedicus is reminded of a deadline (“Frist”), about one notice',
    ofRatiomedicus.length === 1 && /Frist läuft ab – 1 Meldung/.test(ofRatiomedicus.join()),
    ofRatiomedicus,
  );
  teller.check(
    'Lumitra is reminded of its internal target (“Ziel”), which is never called a deadline',
    ofLumitra.length === 1 && /internes Ziel rückt näher – 1 Meldung/.test(ofLumitra.join()),
    ofLumitra,
  );
}

async function reachTheBounced(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { api } = cast.processors.lumitra;
  const record = cast.record(BOUNCING, 'lumitra');
  const { id } = await noticeTo(api, incidents.lumitra, record.id);
  const duty = async () => (await notice(api, id)).duties.find(({ trigger }) => trigger === 'suspicion');

  await stage.later('2026-10-24T11:35+02:00');
  teller.say(`At 11:30 Lumitra rang ${BOUNCING}. It records the call.`);
  await api.done('post', `notices/${id}/deliveries`, {
    channel: 'phone',
    textForm: false,
    at: '2026-10-24T11:30:00+02:00',
    by: 'Lena Berg',
    to: 'Herr Blum',
    evidence: 'Gesprächsnotiz',
  });
  await world.service.settled();
  teller.item('grade', 'stated by the sender.');
  teller.equal('a call is no text form (Ziff. 12.1): the duty stays open', (await duty())?.status, 'open');
  teller.equal(
    'but awareness needs no form: the case has a precautionary clock from 11:30',
    counted(await stage.fileOf(record)),
    ['precautionary', utc('2026-10-27T10:30+01:00')],
  );

  await stage.later('2026-10-24T11:41+02:00');
  teller.say('On the phone it learnt the right address. The notice goes there, as the same text.');
  const { contacts } = await organisation(api, record.id);
  await api.done('put', `controllers/${record.id}/contacts/${wrongContact(contacts)}`, {
    name: 'Datenschutz',
    email: 'blumhof@praxis.example',
    purposes: ['breach-notices'],
  });
  await bulk(api, incidents.lumitra, 'sendings', { notices: [id], withGaps: true });
  await stage.later('2026-10-24T11:42+02:00');
  await stage.mailArrives();
  const reached = await duty();
  teller.equal(
    'accepted there: fulfilled 11:42; where nothing is due nothing is late',
    [reached?.status, reached?.judgement?.deliveredAt, reached?.judgement?.lateness.onTime],
    ['fulfilled', utc('2026-10-24T11:42+02:00'), true],
  );
}

const wrongContact = (contacts: OrganisationView['contacts']): string =>
  contacts.find((contact) => !contact.erased && contact.purposes.includes('breach-notices'))?.contactId ?? '';

async function establishBreach(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { api } = cast.processors.lumitra;
  await stage.later('2026-10-24T18:05+02:00');
  await stage.alerts(cast.processors.ratiomedicus);
  teller.say('Lumitra has read the access logs: it is a breach. A second duty opens in each of its notices.');
  await api.done('post', `incidents/${incidents.lumitra}/details`, lumitraFindings);
  await api.done('post', `incidents/${incidents.lumitra}/confirmation`, { at: '2026-10-24T18:05:00+02:00' });
  await world.service.settled();
  const duties = (await noticesInFull(api, incidents.lumitra)).flatMap((n) => n.duties);
  const breaches = duties.filter(({ trigger }) => trigger === 'breach');
  teller.clock('Lumitra → 12 controllers, breach', breaches[0]?.deadline);
  teller.equal(
    '12 × 24 elapsed hours over the end of summer time: due Sun 25 Oct, 17:05 (+01:00) by Ziff. 9',
    breaches.map(({ clause, deadline }) => [clause, deadline.due, deadline.crossesClockChange?.to]),
    each(12, ['Ziff. 9', utc('2026-10-25T17:05+01:00'), '+01:00']),
  );
}

async function beLate(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { ratiomedicus } = cast.processors;
  const record = cast.record(WITHOUT_CONTACT, 'ratiomedicus');
  const { id } = await noticeTo(ratiomedicus.api, incidents.ratiomedicus, record.id);
  await stage.later('2026-10-24T21:41+02:00');
  teller.say(`21:40 has passed, and ${WITHOUT_CONTACT} has not been told.`);
  const alerts = await stage.alerts(ratiomedicus);
  const [missed] = (await notice(ratiomedicus.api, id)).duties.flatMap(({ steps }) =>
    steps.filter(({ step }) => step === 'missed'),
  );
  teller.equal(
    'one deadline missed: was due 21:40, noticed 21:41',
    [missed?.end, missed?.noticed],
    [utc('2026-10-24T21:40+02:00'), utc('2026-10-24T21:41+02:00')],
  );
  teller.check('one alert', alerts.length === 1 && /Frist versäumt – 1 Meldung/.test(alerts.join()), alerts);

  await stage.later('2026-10-24T22:05+02:00');
  teller.say('Somebody at the clinic picks up and gives an address. The notice goes out; the reasons may follow.');
  await ratiomedicus.api.done('post', `controllers/${record.id}/contacts`, {
    name: 'Klinikleitung',
    email: 'leitung@klinik.example',
    purposes: ['breach-notices'],
  });
  await world.service.settled();
  const { counts } = await bulk(ratiomedicus.api, incidents.ratiomedicus, 'sendings', { notices: [id] });
  await stage.mailArrives();
  const { duties, blockers } = await notice(ratiomedicus.api, id);
  const judgement = duties[0]?.judgement;
  teller.equal(
    'lateness holds no sending up: accepted 22:05, 25 minutes late',
    [counts.done, judgement?.lateness.onTime, judgement && judgement.lateness.lateBy / 60_000],
    [1, false, 25],
  );
  teller.equal(
    'the missing reasons keep the incident open',
    blockers.map(({ reason }) => reason),
    ['late-without-reasons'],
  );
}
