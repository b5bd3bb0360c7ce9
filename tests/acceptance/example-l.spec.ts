import { Installation, utc, type Processor } from '../support/installation.js';
import { mailsTo } from '../support/mail.js';
import { registerMany } from '../support/many.js';
import { dutyOf, known, listed, logIncident, noticeTo } from '../support/story.js';

const ON_CALL = 'oncall@lumitra.example';
const DUE = utc('2026-11-02T17:05+01:00');
const BACK = '2026-11-02T19:30+01:00';
/** One notice in the story; more of them show that an alert is one message whatever their number. */
const NOTICES = 12;

describe('Example L: down over the deadline', () => {
  let art33: Installation;
  let lumitra: Processor;
  let practice: { readonly agreementId: string };
  let incident: string;
  let alertsBefore: number;
  const alerts = () => mailsTo(art33, ON_CALL);
  const missed = () => listed<{ readonly logNumber: number }>(lumitra.api, 'events?type=DeadlineMissed');

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-11-01T16:00+01:00' });
    lumitra = await art33.processor('lumitra');
    await lumitra.api.done('put', 'organisation/settings', { onCallAddress: ON_CALL });
    const practices = await registerMany(art33, lumitra, NOTICES, () => true);
    practice = practices[0] as typeof practice;
    await art33.at('2026-11-01T17:10+01:00');
    incident = await logIncident(lumitra, { awareness: [known('breach-established', '2026-11-01T17:05+01:00')] });
    await lumitra.api.done('post', `incidents/${incident}/affected`, { terms: lumitra.termsId });
    await art33.at('2026-11-02T16:00+01:00');
  });
  afterAll(() => art33.stop());

  it('the service stops at 16:00, and nothing is missed by then', async () => {
    expect(await noticeTo(lumitra, incident, practice)).toMatchObject({ due: DUE, overdue: false });
    expect((await missed()).items).toEqual([]);
    alertsBefore = (await alerts()).length;
    await art33.stopService();
  });

  it('starts again 19:30: one `deadline missed` per notice, was due 17:05, noticed 19:30', async () => {
    art33.clock.set(utc(BACK));
    await art33.startService();
    await art33.at(BACK);
    expect(await noticeTo(lumitra, incident, practice)).toMatchObject({ overdue: true, due: DUE });
    expect(dutyOf(await noticeTo(lumitra, incident, practice), 'breach').steps.at(-1)).toEqual({
      step: 'missed',
      about: 'deadline',
      end: DUE,
      noticed: utc(BACK),
    });
    expect((await missed()).items).toHaveLength(NOTICES);
    const { items } = await listed(lumitra.api, 'deadlines?state=missed');
    expect(items).toMatchObject(Array<object>(NOTICES).fill({ due: DUE, missedNoticedAt: utc(BACK) }));
  });

  it('one alert for all of them: what was due when, how many, the worst ten', async () => {
    const [alert, ...others] = (await alerts()).slice(alertsBefore);
    expect(others).toEqual([]);
    expect(alert?.subject).toContain('Frist versäumt');
    expect(alert?.text).toContain(`Frist versäumt: ${NOTICES} Meldungen`);
    expect(alert?.text).toContain('fällig: Mo. 02.11.2026, 17:05 Uhr (+01:00)');
    expect(alert?.text.match(/^- Praxis \d{5} \(Ziff\. 9\)$/gm)).toHaveLength(10);
    expect(alert?.text).toContain('und 2 weitere');
  });

  it('a second start adds nothing', async () => {
    const { items: before } = await listed(lumitra.api, 'events?limit=200');
    const mailsBefore = art33.mail.received.length;
    await art33.stopService();
    await art33.startService();
    await art33.at(BACK);
    expect((await listed(lumitra.api, 'events?limit=200')).items).toEqual(before);
    expect(art33.mail.received).toHaveLength(mailsBefore);
  });
});
