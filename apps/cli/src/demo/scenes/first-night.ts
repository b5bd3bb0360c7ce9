import { bulk, caseOf, casesOf, notice, noticesInFull, noticesOf, noticeTo, receiptsOf } from '../answers.js';
import { linkIn, press, visit } from '../browser.js';
import { ATTENTIVE, BOUNCING, ENGLISH, WITHOUT_CONTACT } from '../people.js';
import { distinct, utc, type Incidents, type Stage } from '../stage.js';
import { when } from '../teller.js';

/** The notices go out, arrive, bounce, are opened and acknowledged. */
export async function firstNight(stage: Stage, incidents: Incidents): Promise<void> {
  await stage.scene('2026-10-23T22:10+02:00', 'Drafted, approved, sent');
  await send(stage, incidents);
  await arrive(stage, incidents);
  await bounce(stage, incidents);
  await acknowledgeAtOnce(stage, incidents);
}

async function send({ teller, cast, world }: Stage, incidents: Incidents): Promise<void> {
  const { ratiomedicus, lumitra } = cast.processors;
  for (const [{ api }, id, choice] of [
    [ratiomedicus, incidents.ratiomedicus, {}],
    [lumitra, incidents.lumitra, { withGaps: true }],
  ] as const) {
    await bulk(api, id, 'drafts');
    await bulk(api, id, 'approvals');
    const { counts, refusedBy } = await bulk(api, id, 'sendings', choice);
    if (id === incidents.ratiomedicus)
      teller.equal(
        `ratiomedicus sends 14; ${WITHOUT_CONTACT} has nobody to tell, and stays open`,
        [counts.done, refusedBy],
        [14, { 'no-recipient-known': 1 }],
      );
    else
      teller.equal(
        'Lumitra sends 12, although a number is missing: lateness and gaps hold nothing up',
        [counts.done, counts.refused],
        [12, 0],
      );
  }
  await world.service.settled();
  const ofRatiomedicus = await noticesOf(ratiomedicus.api, incidents.ratiomedicus);
  teller.item(
    'grade',
    'handed to our relay: sent, receipt not proven. Alarms stop; nothing is fulfilled, nothing late.',
  );
  teller.equal('a 250 of our own relay fulfils nothing', ofRatiomedicus.counts.byStatus, {
    pending: 0,
    open: 1,
    'handed-over': 14,
    fulfilled: 0,
    'not-required': 0,
    closed: 0,
  });
  const gaps = (await noticesInFull(lumitra.api, incidents.lumitra)).map(({ duties }) =>
    duties.find(({ trigger }) => trigger.startsWith('gaps/')),
  );
  teller.check(
    'Lumitra owes what was missing as a follow-up without a date (Ziff. 9, Art. 33(4) GDPR)',
    gaps.every((duty) => duty?.deadline.due === null),
    gaps[0],
  );
}

async function arrive(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast } = stage;
  const { ratiomedicus, lumitra } = cast.processors;
  await stage.later('2026-10-23T22:12+02:00');
  await stage.mailArrives();
  teller.item('grade', "accepted by the recipient's own server: its delivery report (DSN) came to the return address.");
  const ofRatiomedicus = await noticesInFull(ratiomedicus.api, incidents.ratiomedicus);
  const fulfilled = ofRatiomedicus.filter(({ status }) => status === 'fulfilled');
  teller.equal(
    '14 duties under § 8.6 fulfilled Fri 22:12, on time',
    fulfilled.map(({ duties }) => {
      const { deliveredAt, lateness } = duties[0]!.judgement!;
      return [deliveredAt, lateness.onTime];
    }),
    Array(14).fill([utc('2026-10-23T22:12+02:00'), true]),
  );

  const german = await stage.mailSaying(cast.record(ATTENTIVE, 'lumitra').practice.address!, lumitra.name);
  const english = await stage.mailSaying(cast.record(ENGLISH, 'lumitra').practice.address!, lumitra.name);
  teller.item('mail', german.subject);
  teller.item('mail', english.subject);
  teller.check(
    'the mail carries the whole notice, in the language of its controller',
    german.text.includes('Unregelmäßigkeit') && english.text.includes('irregularity'),
  );
  teller.check(
    'the subject tells nothing of the matter',
    ![german, english].some(({ subject }) => /Microsoft|Patient|patient/.test(subject)),
  );

  const attentive = cast.record(ATTENTIVE, 'lumitra');
  const [file] = await casesOf(await cast.as(attentive));
  const its = await caseOf(await cast.as(attentive), file!.id);
  teller.clock(`the case of ${ATTENTIVE}, precautionary`, its.deadline!.deadline);
  teller.equal(
    'nobody has said “breach”: its 72 hours are a precaution, from the hand-over',
    [file?.clock, file?.due],
    ['precautionary', utc('2026-10-26T21:10+01:00')],
  );
}

async function bounce(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { lumitra } = cast.processors;
  const record = cast.record(BOUNCING, 'lumitra');
  const before = await noticeTo(lumitra.api, incidents.lumitra, record.id);
  await stage.later('2026-10-23T22:19+02:00');
  teller.say(`The server of ${BOUNCING} took the mail at 22:12, and sends it back now: no such user.`);
  await world.mail.returnBounces();
  await world.service.settled();
  const after = await notice(lumitra.api, before.id);
  const duty = after.duties.find(({ trigger }) => trigger === 'suspicion');
  teller.equal(
    'the bounced notice is open again: its deliveries are void, not erased',
    [before.status, after.status, distinct(after.deliveries.map(({ invalidated }) => invalidated?.cause))],
    ['open', 'open', ['bounced']],
  );
  teller.equal(
    'the judgement made from it is void, and stays readable',
    [duty?.status, duty?.judgement, duty?.voided.length],
    ['open', null, 1],
  );
  const api = await cast.as(record);
  const [file] = await casesOf(api);
  const its = await caseOf(api, file!.id);
  teller.equal(
    'the controller’s precautionary clock is withdrawn, visibly',
    [its.deadline, its.clocks.map(({ withdrawn }) => withdrawn?.why)],
    [null, ['delivery-invalidated']],
  );
  const alerts = await stage.alerts(lumitra);
  teller.check(
    'the people on call at Lumitra are told at once',
    alerts.length === 1 && /unzustellbar/.test(alerts[0]!),
    alerts,
  );
}

async function acknowledgeAtOnce(stage: Stage, incidents: Incidents): Promise<void> {
  const { teller, cast, world } = stage;
  const { ratiomedicus } = cast.processors;
  const record = cast.record(ATTENTIVE, 'ratiomedicus');
  const { id } = await noticeTo(ratiomedicus.api, incidents.ratiomedicus, record.id);
  const grade = async () => (await notice(ratiomedicus.api, id)).grade;
  await stage.later('2026-10-23T22:21+02:00');
  const link = linkIn(await stage.mailSaying(record.practice.address!, ratiomedicus.name), 'n');
  teller.item('page', `GET ${link}`);
  const sealed = await visit(link);
  teller.check(
    'a GET shows who writes to whom and a button, nothing of the matter, and records nothing: mail scanners open every link',
    !sealed.includes('Microsoft') && (await grade()) === 'accepted-by-server',
  );
  const opened = await press(link);
  await world.service.settled();
  teller.check(
    'the button (a POST by a person) opens it: text, clock, acknowledge',
    opened.includes('Microsoft') && (await grade()) === 'opened',
  );
  await stage.later('2026-10-23T22:22+02:00');
  const receipt = await press(`${link}/acknowledgement`, { name: 'Dr. Jana Seidl', function: 'Praxisinhaberin' });
  await world.service.settled();
  const [kept] = await receiptsOf(ratiomedicus.api, id);
  teller.item('receipt', `Dr. Jana Seidl, ${when(kept!.at)}, event ${kept!.logNumber} of the log, link only`);
  teller.item('', `SHA-256 over salt and exact text: ${kept!.textHash.slice(0, 32)}…`);
  teller.check(
    `${ATTENTIVE} acknowledges twelve minutes after sending: the page is its receipt`,
    receipt.includes(kept!.textHash) && (await grade()) === 'acknowledged',
  );
  const copies = await Promise.all(
    [record.practice.address!, record.practice.management].map((to) => stage.mailSaying(to, kept!.textHash)),
  );
  teller.check(
    'both registered contacts get a copy with “this was not us”',
    copies.every((mail) => linkIn(mail, 'd') !== ''),
  );
}
