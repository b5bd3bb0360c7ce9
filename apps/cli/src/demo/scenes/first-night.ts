import { bulk, notice, noticesInFull, noticesOf, noticeTo, receiptsOf } from '../answers.js';
import { linkIn, press, visit } from '../browser.js';
import { ATTENTIVE, BOUNCING, ENGLISH, WITHOUT_CONTACT } from '../people.js';
import { counted, distinct, each, utc, type Incidents, type Stage } from '../stage.js';
import { when } from '../teller.js';

/** The notices go out and arrive; one bounces, one is opened and acknowledged at once. */
export async function firstNight(stage: Stage, incidents: Incidents): Promise<void> {
  await stage.scene('2026-10-23T22:10+02:00', 'Friday night: sent, arrived, bounced, acknowledged');
  await send(stage, incidents);
  await arrive(stage, incidents);
  await bounce(stage, incidents);
  await acknowledgeAtOnce(stage, incidents);
}

async function send({ teller, cast, world }: Stage, incidents: Incidents): Promise<void> {
  const { ratiomedicus, lumitra } = cast.processors;
  teller.say('Half an hour after the call both processors draft, approve and send: three requests each.');
  await bulk(ratiomedicus.api, incidents.ratiomedicus, 'drafts');
  await bulk(ratiomedicus.api, incidents.ratiomedicus, 'approvals');
  const first = await bulk(ratiomedicus.api, incidents.ratiomedicus, 'sendings');
  teller.equal(
    `ratiomedicus sends 14; ${WITHOUT_CONTACT} has nobody to tell, and stays open`,
    [first.counts.done, first.refusedBy],
    [14, { 'no-recipient-known': 1 }],
  );
  await bulk(lumitra.api, incidents.lumitra, 'drafts');
  await bulk(lumitra.api, incidents.lumitra, 'approvals');
  const second = await bulk(lumitra.api, incidents.lumitra, 'sendings', { withGaps: true });
  teller.equal('Lumitra sends 12; a number that Ziff. 9 asks for is still missing', second.counts.done, 12);
  await world.service.settled();

  const { byStatus } = (await noticesOf(ratiomedicus.api, incidents.ratiomedicus)).counts;
  teller.item('grade', 'handed to our relay: “sent, receipt not proven”. Alarms stop.');
  teller.equal('our own relay’s 250 fulfils nothing', [byStatus['handed-over'], byStatus.fulfilled], [14, 0]);
  const duties = (await noticesInFull(lumitra.api, incidents.lumitra)).flatMap((n) => n.duties);
  const gaps = duties.filter(({ trigger }) => trigger.startsWith('gaps/'));
  teller.clock('Lumitra, what was missing', gaps[0]?.deadline);
  teller.equal(
    'the text names the gap, and a follow-up without a date is owed (Art. 33(4) GDPR)',
    gaps.map(({ deadline }) => deadline.due),
    each(12, null),
  );
}

async function arrive(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast } = stage;
  const { ratiomedicus } = cast.processors;
  await stage.later('2026-10-23T22:12+02:00');
  await stage.mailArrives();
  teller.item('grade', 'accepted by the recipients’ own servers: their delivery reports have come back.');
  const notices = await noticesInFull(ratiomedicus.api, incidents.ratiomedicus);
  const judgements = notices.flatMap((n) => n.duties.flatMap(({ judgement }) => (judgement ? [judgement] : [])));
  teller.equal(
    'ratiomedicus: 14 duties fulfilled 22:12, on time',
    judgements.map(({ deliveredAt, lateness }) => [deliveredAt, lateness.onTime]),
    each(14, [utc('2026-10-23T22:12+02:00'), true]),
  );

  const german = await stage.noticeMail(cast.record(ATTENTIVE, 'lumitra'));
  const english = await stage.noticeMail(cast.record(ENGLISH, 'lumitra'));
  teller.item('mail', german.subject);
  teller.item('mail', english.subject);
  teller.check(
    'the mail carries the whole notice (§ 126b BGB), in the controller’s language',
    german.text.includes('Unregelmäßigkeit') && english.text.includes('irregularity'),
  );
  teller.check(
    'its subject says nothing of the matter',
    ![german, english].some(({ subject }) => /microsoft|patient|azure/i.test(subject)),
  );

  const file = await stage.fileOf(cast.record(ATTENTIVE, 'lumitra'));
  teller.clock(`case of ${ATTENTIVE}, precautionary`, file.deadline?.deadline);
  teller.equal('nobody has said “breach”: its 72 hours are a precaution, from the hand-over', counted(file), [
    'precautionary',
    utc('2026-10-26T21:10+01:00'),
  ]);
}

async function bounce(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { lumitra } = cast.processors;
  const record = cast.record(BOUNCING, 'lumitra');
  await stage.later('2026-10-23T22:19+02:00');
  teller.say(`The server of ${BOUNCING}, which took the mail at 22:12, sends it back: no such user.`);
  await world.mail.returnBounces();
  await world.service.settled();
  const alerts = await stage.alerts(lumitra);
  const { deliveries, duties } = await noticeTo(lumitra.api, incidents.lumitra, record.id);
  const duty = duties.find(({ trigger }) => trigger === 'suspicion');
  teller.equal('open again: both deliveries are void, and stay readable', duty?.status, 'open');
  teller.equal(
    'so is the judgement that rested on them',
    [deliveries.map(({ invalidated }) => invalidated?.cause), duty?.judgement, duty?.voided.length],
    [['bounced', 'bounced'], null, 1],
  );
  const file = await stage.fileOf(record);
  teller.equal(
    'its controller’s clock is withdrawn, visibly',
    [file.deadline, file.clocks.map(({ withdrawn }) => withdrawn?.why)],
    [null, ['delivery-invalidated']],
  );
  teller.check(
    'Lumitra’s people on call are told at once',
    alerts.length === 1 && /unzustellbar/.test(alerts.join()),
    alerts,
  );
}

async function acknowledgeAtOnce(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { api } = cast.processors.ratiomedicus;
  const record = cast.record(ATTENTIVE, 'ratiomedicus');
  const { id } = await noticeTo(api, incidents.ratiomedicus, record.id);
  const grade = async () => (await notice(api, id)).grade;
  const link = linkIn(await stage.noticeMail(record), 'n');

  await stage.later('2026-10-23T22:21+02:00');
  teller.item('page', `GET ${link}`);
  const sealed = await visit(link);
  teller.equal(
    'a GET shows who writes to whom and a button; it shows and records nothing, for mail scanners open every link',
    [sealed.includes('Microsoft'), await grade()],
    [false, 'accepted-by-server'],
  );
  const opened = await press(link);
  await world.service.settled();
  teller.equal(
    'the button, a POST by a person, shows the notice and records “opened”',
    [opened.includes('Microsoft'), await grade()],
    [true, 'opened'],
  );

  await stage.later('2026-10-23T22:22+02:00');
  teller.say(`${ATTENTIVE} acknowledges, twelve minutes after it was sent.`);
  const page = await press(`${link}/acknowledgement`, { name: 'Dr. Jana Seidl', function: 'Praxisinhaberin' });
  await world.service.settled();
  const [receipt] = await receiptsOf(api, id);
  if (!receipt) throw new Error('an acknowledgement has a receipt');
  teller.item('receipt', `Dr. Jana Seidl, ${when(receipt.at)}, log number ${receipt.logNumber}, grade “link only”`);
  teller.item('', `SHA-256 of salt and exact text ${receipt.textHash.slice(0, 40)}…`);
  teller.equal('the page is the receipt', [page.includes(receipt.textHash), await grade()], [true, 'acknowledged']);
  const contacts = [record.practice.address ?? '', record.practice.management];
  const copies = await Promise.all(contacts.map((to) => stage.mailSaying(to, receipt.textHash)));
  teller.equal(
    'a copy goes to every registered contact, each with its own “this was not us”',
    distinct(copies.map((mail) => linkIn(mail, 'd'))).length,
    2,
  );
}
