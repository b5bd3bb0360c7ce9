import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { mailsTo } from '../support/mail.js';
import { becomeAware, caseOf, dutyOf, incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';

const MINUTE = 60_000;
const LATE = '2026-10-24T22:05+02:00';
const CONFIRMED = '2026-10-26T10:20+01:00';

describe('Example C: suspicion, then breach', () => {
  let art33: Installation;
  let ratiomedicus: Processor;
  let practice: Controller;
  let incident: string;
  const notice = () => noticeTo(ratiomedicus, incident, practice);

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-23T21:00+02:00' });
    ratiomedicus = await art33.processor('ratiomedicus');
    practice = await art33.controller(ratiomedicus);
    await art33.at('2026-10-23T21:45+02:00');
    incident = await incidentOf(ratiomedicus, [known('suspicion-known', '2026-10-23T21:40+02:00')], practice);
  });
  afterAll(() => art33.stop());

  it('sends a late notice all the same: accepted Sat 22:05+02:00, 25 minutes late', async () => {
    await art33.at(LATE);
    await tell(ratiomedicus, incident);
    await art33.settled();
    const shown = await notice();
    expect(await mailsTo(art33, 'praxis@example.org')).toHaveLength(1);
    expect(shown).toMatchObject({ status: 'fulfilled', grade: 'accepted-by-server', toldAt: utc(LATE) });
    expect(dutyOf(shown, 'suspicion')).toMatchObject({
      status: 'fulfilled',
      judgement: {
        deliveredAt: utc(LATE),
        lateness: { onTime: false, lateBy: 25 * MINUTE, due: utc('2026-10-24T21:40+02:00'), fulfilledAt: utc(LATE) },
      },
    });
  });

  it('keeps the reason as an open duty that may follow: neither notice nor incident is closed without it', async () => {
    const { id, blockers } = await notice();
    expect(blockers).toMatchObject([{ reason: 'late-without-reasons' }]);
    expect(problemOf(await ratiomedicus.api.post(`notices/${id}/closure`))).toEqual({
      status: 409,
      code: 'late-without-reasons',
    });
    const refused = await ratiomedicus.api.post(`incidents/${incident}/closure`);
    expect(problemOf(refused)).toEqual({ status: 409, code: 'duties-undecided' });
    expect(refused.body).toMatchObject({
      details: { blockers: [{ noticeId: id, reason: 'late-without-reasons' }] },
    });
  });

  it('shows the practice a precautionary 72 h from 22:05', async () => {
    expect(await caseOf(practice)).toMatchObject({
      deadline: {
        clock: 'precautionary',
        deadline: { due: utc('2026-10-27T21:05+01:00'), anchor: { what: 'notice-received', at: { at: utc(LATE) } } },
      },
      clocks: [{ kind: 'precautionary', noticeKind: 'suspected-breach', withdrawn: null }],
    });
  });

  it('makes the breach, confirmed Mon 10:00+01:00, a follow-up: no new 24 h', async () => {
    await art33.at('2026-10-26T10:00+01:00');
    await becomeAware(ratiomedicus, incident, 'breach-established', '2026-10-26T10:00+01:00');
    await art33.settled();
    const shown = await notice();
    const breach = dutyOf(shown, 'breach');
    expect(breach).toMatchObject({
      kind: 'breach',
      status: 'open',
      followUpOf: dutyOf(shown, 'suspicion').dutyId,
      deadline: { due: null },
    });
    expect(breach.deadline.assumptions).toEqual(
      expect.arrayContaining([expect.objectContaining({ openTerm: 'suspicion-confirmed', confirmed: false })]),
    );
    expect(shown.due).toBeNull();
  });

  it("runs the case's clock proper from 10:20, when the first notice of kind breach is accepted", async () => {
    await art33.at(CONFIRMED);
    await tell(ratiomedicus, incident);
    await art33.settled();
    const shown = await notice();
    expect(shown.sendings.map(({ kind }) => kind)).toEqual(['suspected-breach', 'breach']);
    expect(dutyOf(shown, 'breach')).toMatchObject({
      status: 'fulfilled',
      judgement: { lateness: { onTime: true, due: null } },
    });
    expect(await caseOf(practice)).toMatchObject({
      deadline: {
        clock: 'proper',
        deadline: {
          due: utc('2026-10-29T10:20+01:00'),
          anchor: { what: 'breach-notice-received', at: { at: utc(CONFIRMED) } },
        },
      },
      clocks: [
        { kind: 'precautionary', withdrawn: null, deadline: { anchor: { at: { at: utc(LATE) } } } },
        { kind: 'proper', noticeKind: 'breach', withdrawn: null },
      ],
    });
  });

  it('unless the practice has decided on an earlier awareness', async () => {
    const { id } = await caseOf(practice);
    await practice.api.done('post', `cases/${id}/awareness`, { aware: '2026-10-25T08:00+01:00' });
    expect(await caseOf(practice)).toMatchObject({
      deadline: { clock: 'decided', deadline: { due: utc('2026-10-28T08:00+01:00') } },
      clocks: [{ kind: 'precautionary' }, { kind: 'proper', deadline: { due: utc('2026-10-29T10:20+01:00') } }],
    });
  });

  it('can be closed once the lateness is explained', async () => {
    const shown = await notice();
    await ratiomedicus.api.done('post', `notices/${shown.id}/lateness-reasons`, {
      dutyId: dutyOf(shown, 'suspicion').dutyId,
      reason: 'Die Kontaktliste war erst um 22 Uhr wiederhergestellt.',
    });
    await ratiomedicus.api.done('post', `incidents/${incident}/closure`, { conclusion: 'Schlüssel getauscht' });
    const { items } = await listed<{ readonly id: string }>(ratiomedicus.api, 'incidents?state=closed');
    expect(items.map(({ id }) => id)).toEqual([incident]);
    expect(dutyOf(await notice(), 'suspicion').reasonsForLateness).toMatchObject([
      { reason: 'Die Kontaktliste war erst um 22 Uhr wiederhergestellt.' },
    ]);
  });
});
