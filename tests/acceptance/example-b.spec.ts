import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, visitor } from '../support/mail.js';
import { caseOf, COMPLETE, incidentOf, known, noticeTo, problemOf, tell } from '../support/story.js';

const ADDRESS = 'praxis@example.org';
const RECEIVED = '2026-10-25T09:12+01:00';

describe('Example B: the 72 hours', () => {
  let art33: Installation;
  let lumitra: Processor;
  let practice: Controller;
  let incident: string;

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-24T18:00+02:00' });
    lumitra = await art33.processor('lumitra');
    practice = await art33.controller(lumitra, { emails: [ADDRESS] });
    await art33.at('2026-10-24T18:10+02:00');
    incident = await incidentOf(lumitra, [known('breach-established', '2026-10-24T18:05+02:00')], practice);
    await art33.at(RECEIVED);
    await tell(lumitra, incident);
    await art33.settled();
  });
  afterAll(() => art33.stop());

  it("opens the case when the practice's own mail server accepts a notice of kind breach, due Wed 09:12+01:00", async () => {
    const notice = await noticeTo(lumitra, incident, practice);
    expect(notice.deliveries).toMatchObject([{ grade: 'accepted-by-server', kind: 'breach', at: utc(RECEIVED) }]);
    expect(await caseOf(practice)).toMatchObject({
      status: 'open',
      noticeId: notice.id,
      openedAt: utc(RECEIVED),
      deadline: {
        clock: 'proper',
        deadline: {
          due: utc('2026-10-28T09:12+01:00'),
          rule: { id: 'gdpr-33-1', regime: 'gdpr', source: 'Art. 33(1) GDPR' },
          anchor: { what: 'breach-notice-received', at: { at: utc(RECEIVED), offset: '+01:00' } },
        },
      },
      clocks: [{ kind: 'proper', grade: 'accepted-by-server', withdrawn: null }],
    });
  });

  it('keeps the outer limit by Reg. 1182/71 beside it: Wed 10:00+01:00, and says that no alarm uses it', async () => {
    const { deadline } = await caseOf(practice);
    expect(deadline?.deadline.outerLimit).toBe(utc('2026-10-28T10:00+01:00'));
    const words = deadline?.deadline.arithmetic.map(({ en }) => en).join('; ');
    expect(words).toContain('+ 72 elapsed hours');
    expect(words).toMatch(/outer limit by Reg\. .*1182\/71.*Wed 28 Oct 2026, 10:00 \(\+01:00\); not used for alarms/);
  });

  it('flags "outside business hours"', async () => {
    expect((await caseOf(practice)).clocks).toMatchObject([{ outsideBusinessHours: true }]);
  });

  it('does not move the clock when the practice opens the page Mon 08:01 and acknowledges 08:03', async () => {
    const before = await caseOf(practice);
    const link = linkIn(await latestTo(art33, ADDRESS), 'n');
    await art33.at('2026-10-26T08:01+01:00');
    expect((await visitor(art33).press(link)).status).toBe(200);
    await art33.at('2026-10-26T08:03+01:00');
    expect((await visitor(art33).press(`${link}/acknowledgement`, { name: 'Dr. Muster' })).status).toBe(200);
    await art33.settled();
    expect((await noticeTo(lumitra, incident, practice)).deliveries).toMatchObject([
      { grade: 'accepted-by-server', at: utc(RECEIVED) },
      { grade: 'opened', at: utc('2026-10-26T08:01+01:00') },
      { grade: 'acknowledged', at: utc('2026-10-26T08:03+01:00') },
    ]);
    const after = await caseOf(practice);
    expect(after.deadline).toEqual(before.deadline);
    expect(after.clocks).toEqual(before.clocks);
  });

  it('moves due to Tue 22:00+01:00 by its own earlier awareness Sat 23:00, with old and new provenance', async () => {
    const { id } = await caseOf(practice);
    await art33.at('2026-10-26T09:00+01:00');
    await practice.api.done('post', `cases/${id}/awareness`, {
      aware: { local: '2026-10-24T23:00', zone: 'Europe/Berlin' },
      reason: 'ein Patient hatte angerufen',
    });
    const due = utc('2026-10-27T22:00+01:00');
    expect(await caseOf(practice)).toMatchObject({
      deadline: { clock: 'decided', deadline: { due, anchor: { what: 'own-awareness' } } },
      awareness: [
        {
          aware: { at: utc('2026-10-24T23:00+02:00'), offset: '+02:00', zone: 'Europe/Berlin' },
          at: utc('2026-10-26T09:00+01:00'),
          reason: 'ein Patient hatte angerufen',
          before: { due: utc('2026-10-28T09:12+01:00'), anchor: { what: 'breach-notice-received' } },
          after: { due, anchor: { what: 'own-awareness', at: { at: utc('2026-10-24T23:00+02:00') } } },
        },
      ],
      clocks: [{ kind: 'proper', withdrawn: null, deadline: { due: utc('2026-10-28T09:12+01:00') } }],
    });
    const deadlines = await practice.api.read('deadlines');
    const told = await lumitra.api.read('deadlines?state=settled');
    // Each side reads of the other; what the processor calls the incident is its own.
    expect(deadlines['items']).toMatchObject([
      { due, owner: { kind: 'case', id }, counterpart: 'Lumitra GmbH', title: null },
    ]);
    expect(told['items']).toMatchObject([
      { owner: { kind: 'notice' }, counterpart: 'Praxis Dr. Muster', title: COMPLETE.title },
    ]);
  });

  it('accepts a later awareness only with a reason, and shows it as such', async () => {
    const { id } = await caseOf(practice);
    const later = '2026-10-25T12:00+01:00';
    const refused = await practice.api.post(`cases/${id}/awareness`, { aware: later });
    expect(problemOf(refused)).toEqual({ status: 422, code: 'later-awareness-needs-reason' });
    expect(refused.body['errors']).toMatchObject([{ field: 'reason' }]);
    expect((await caseOf(practice)).awareness).toHaveLength(1);

    await practice.api.done('post', `cases/${id}/awareness`, {
      aware: later,
      reason: 'der Anruf betraf etwas anderes',
    });
    expect(await caseOf(practice)).toMatchObject({
      deadline: { clock: 'decided', deadline: { due: utc('2026-10-28T12:00+01:00') } },
      awareness: [
        { after: { due: utc('2026-10-27T22:00+01:00') } },
        {
          reason: 'der Anruf betraf etwas anderes',
          before: { due: utc('2026-10-27T22:00+01:00') },
          after: { due: utc('2026-10-28T12:00+01:00') },
        },
      ],
    });
  });

  it('accepts no awareness of the future', async () => {
    const { id } = await caseOf(practice);
    const refused = await practice.api.post(`cases/${id}/awareness`, { aware: '2026-10-26T09:01+01:00', reason: 'x' });
    expect(problemOf(refused)).toEqual({ status: 422, code: 'awareness-in-the-future' });
  });
});
