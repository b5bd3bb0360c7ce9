import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { latestTo, linkIn, report, visitor } from '../support/mail.js';
import { caseOf, dutyOf, incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';

const SENT = utc('2026-10-20T08:30+02:00');
const DUE = utc('2026-10-20T09:00+02:00');
const OPENED = '2026-10-20T15:00+02:00';

describe('Example E: the relay that never reports', () => {
  let art33: Installation;
  let lumitra: Processor;
  let opener: Controller;
  let bouncer: Controller;
  let incident: string;
  const duty = async (controller: Controller) => dutyOf(await noticeTo(lumitra, incident, controller), 'breach');
  const deadlines = (state: string) => listed<{ readonly due: string }>(lumitra.api, `deadlines?state=${state}`);

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-19T08:00+02:00', transport: 'relay' });
    lumitra = await art33.processor('lumitra');
    await lumitra.api.done('put', 'organisation/settings', { onCallAddress: 'oncall@lumitra.example' });
    opener = await art33.controller(lumitra, { emails: ['opener@praxis.example'] });
    bouncer = await art33.controller(lumitra, { emails: ['bouncer@praxis.example'] });
    await art33.at('2026-10-19T09:10+02:00');
    incident = await incidentOf(lumitra, [known('breach-established', '2026-10-19T09:00+02:00')], opener, bouncer);
    await art33.at('2026-10-20T08:30+02:00');
  });
  afterAll(() => art33.stop());

  it('stops the alarms when our relay takes it: no deadline is missed', async () => {
    expect((await deadlines('open')).items).toMatchObject([{ due: DUE }, { due: DUE }]);
    await tell(lumitra, incident);
    await art33.at('2026-10-20T14:00+02:00');
    expect((await deadlines('missed')).items).toEqual([]);
    expect((await deadlines('sent')).items).toMatchObject([{ due: DUE }, { due: DUE }]);
    const { items } = await listed(lumitra.api, 'events?type=DeadlineMissed');
    expect(items).toEqual([]);
  });

  it('reads "sent, receipt not proven", and judges no lateness meanwhile', async () => {
    const shown = await noticeTo(lumitra, incident, opener);
    expect(shown).toMatchObject({ status: 'handed-over', grade: 'handed-over', overdue: false });
    expect(shown.blockers).toMatchObject([{ reason: 'receipt-not-proven' }]);
    expect(dutyOf(shown, 'breach')).toMatchObject({ status: 'handed-over', judgement: null });
    const closing = await lumitra.api.post(`notices/${shown.id}/closure`);
    expect(problemOf(closing)).toEqual({ status: 409, code: 'receipt-not-proven' });
  });

  it('shows the practice a precautionary clock from the hand-over', async () => {
    expect(await caseOf(opener)).toMatchObject({
      deadline: { clock: 'precautionary', deadline: { due: utc('2026-10-23T08:30+02:00') } },
      clocks: [{ kind: 'precautionary', grade: 'handed-over', deadline: { anchor: { at: { at: SENT } } } }],
    });
  });

  it('until a person opens it: handed over in time, receipt proven later, both instants shown', async () => {
    await art33.at(OPENED);
    await visitor(art33).press(linkIn(await latestTo(art33, 'opener@praxis.example'), 'n'));
    await art33.settled();
    expect(await noticeTo(lumitra, incident, opener)).toMatchObject({ status: 'fulfilled', grade: 'opened' });
    expect(await duty(opener)).toMatchObject({
      judgement: {
        deliveredAt: utc(OPENED),
        judgedBy: { what: 'hand-over', at: SENT },
        lateness: { onTime: true, due: DUE, fulfilledAt: SENT },
      },
    });
  });

  it('runs the clock proper from the opening, the precaution beside it', async () => {
    expect(await caseOf(opener)).toMatchObject({
      deadline: { clock: 'proper', deadline: { due: utc('2026-10-23T15:00+02:00') } },
      clocks: [
        { kind: 'precautionary', withdrawn: null },
        { kind: 'proper', grade: 'opened', withdrawn: null },
      ],
    });
  });

  it('or until a bounce arrives: open again, and the due time that passed meanwhile is missed', async () => {
    await art33.at('2026-10-20T16:00+02:00');
    await report(art33, await latestTo(art33, 'bouncer@praxis.example'), {
      action: 'failed',
      at: '2026-10-20T15:59+02:00',
    });
    await art33.at('2026-10-20T16:00+02:00');
    const shown = await noticeTo(lumitra, incident, bouncer);
    expect(shown).toMatchObject({ status: 'open', due: DUE, overdue: true, grade: null });
    const missed = dutyOf(shown, 'breach').steps.filter(({ step }) => step === 'missed');
    expect(missed).toEqual([{ step: 'missed', about: 'deadline', end: DUE, noticed: utc('2026-10-20T16:00+02:00') }]);
    expect((await caseOf(bouncer)).deadline).toBeNull();
  });

  it('an organisation may require a higher grade: then opening is not enough, acknowledging is', async () => {
    await lumitra.api.done('put', 'organisation/settings', { requiredGrade: 'acknowledged' });
    const strict = await incidentOf(lumitra, [known('breach-established', '2026-10-20T16:00+02:00')], opener);
    await art33.settled();
    await tell(lumitra, strict);
    await art33.settled();
    const link = linkIn(await latestTo(art33, 'opener@praxis.example'), 'n');
    await visitor(art33).press(link);
    await art33.settled();
    expect(await noticeTo(lumitra, strict, opener)).toMatchObject({ status: 'handed-over', grade: 'opened' });
    await visitor(art33).press(`${link}/acknowledgement`, { name: 'Dr. Muster' });
    await art33.settled();
    expect(await noticeTo(lumitra, strict, opener)).toMatchObject({ status: 'fulfilled', grade: 'acknowledged' });
  });

  it('never a lower one', async () => {
    const refused = await lumitra.api.put('organisation/settings', { requiredGrade: 'handed-over' });
    expect(problemOf(refused)).toEqual({ status: 422, code: 'invalid-request' });
    expect(refused.body['errors']).toMatchObject([{ field: 'requiredGrade' }]);
  });
});
