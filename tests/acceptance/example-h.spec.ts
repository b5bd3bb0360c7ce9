import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { mailsTo } from '../support/mail.js';
import { dutyOf, incidentOf, known, listed, noticeTo, tell } from '../support/story.js';

const ESTABLISHED = '2026-10-19T09:00+02:00';
const TARGET = utc('2026-10-20T09:00+02:00');
const ON_CALL = 'oncall@cgm.example';

describe('Example H: CGM', () => {
  let art33: Installation;
  let cgm: Processor;
  let practice: Controller;
  let incident: string;
  const notice = () => noticeTo(cgm, incident, practice);
  const alerts = async (): Promise<readonly string[]> =>
    (await mailsTo(art33, ON_CALL)).map(({ subject, text }) => `${subject}\n${text}`);

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-19T08:00+02:00' });
    cgm = await art33.processor('cgm');
    practice = await art33.controller(cgm);
    await art33.at('2026-10-19T09:05+02:00');
    incident = await incidentOf(cgm, [known('breach-established', ESTABLISHED)], practice);
    await art33.settled();
  });
  afterAll(() => art33.stop());

  it('breach established Mon 09:00: no hour figure (§ 4.3), so no due time is shown', async () => {
    const shown = await notice();
    expect(shown).toMatchObject({ status: 'open', kind: 'breach', due: null, overdue: false });
    expect(dutyOf(shown, 'breach')).toMatchObject({ clause: '§ 4.3', deadline: { due: null, target: null } });
    const words = dutyOf(shown, 'breach').deadline.arithmetic.map(({ de }) => de);
    expect(words).toContain('ohne Stundenzahl („unverzüglich“): kein Fälligkeitszeitpunkt');
    expect((await listed(cgm.api, 'deadlines')).items).toMatchObject([{ due: null, target: null, state: 'open' }]);
  });

  it("shows the organisation's internal target of 24 h under that name", async () => {
    await cgm.api.done('put', 'organisation/settings', { internalTargetHours: 24, onCallAddress: ON_CALL });
    await art33.settled();
    const shown = await notice();
    expect(shown.due).toBeNull();
    const { deadline } = dutyOf(shown, 'breach');
    expect(deadline).toMatchObject({ due: null, target: TARGET });
    expect(deadline.arithmetic.map(({ de }) => de)).toContain('internes Ziel der Organisation, keine Frist');
    expect((await listed(cgm.api, 'deadlines')).items).toMatchObject([{ due: null, target: TARGET }]);
  });

  it('reminds of the target like of a deadline, under its name', async () => {
    await art33.at('2026-10-19T21:00+02:00');
    expect(dutyOf(await notice(), 'breach').steps).toEqual([
      { step: 'approaching-50', about: 'target', end: TARGET, noticed: utc('2026-10-19T21:00+02:00') },
    ]);
    expect(await alerts()).toEqual([expect.stringContaining('internes Ziel rückt näher')]);
  });

  it('alerts of a missed target like of a missed deadline', async () => {
    await art33.at('2026-10-20T09:00+02:00');
    const before = await alerts();
    for (const alert of before) expect(alert).toContain('internes Ziel rückt näher');
    await art33.at('2026-10-20T09:00:00.001+02:00');
    const [missed, ...others] = (await alerts()).slice(before.length);
    expect(others).toEqual([]);
    expect(missed).toContain('internes Ziel verfehlt');
    expect(missed).toContain(`Vorfall ${incident}`);
    expect(dutyOf(await notice(), 'breach').steps.at(-1)).toMatchObject({
      step: 'missed',
      about: 'target',
      end: TARGET,
    });
  });

  it('never calls it a breach of contract: no deadline is missed, no alert speaks of one, nothing is overdue or late', async () => {
    await art33.at('2026-10-21T10:00+02:00');
    expect(await notice()).toMatchObject({ due: null, overdue: false });
    for (const type of ['DeadlineMissed', 'DeadlineApproaching']) {
      expect((await listed(cgm.api, `events?type=${type}`)).items).toEqual([]);
    }
    expect((await listed(cgm.api, 'events?type=TargetMissed')).items).toHaveLength(1);
    for (const alert of await alerts()) expect(alert).not.toMatch(/Frist|fällig|Vertrag/i);

    await tell(cgm, incident);
    await art33.settled();
    expect(dutyOf(await notice(), 'breach')).toMatchObject({
      status: 'fulfilled',
      judgement: { lateness: { onTime: true, lateBy: 0, due: null } },
    });
    expect((await notice()).blockers).toEqual([]);
    expect(await cgm.api.read(`controllers/${practice.id}/record`)).toMatchObject({
      duties: { onTime: 0, late: 0, undated: 1, overdue: 0 },
    });
  });
});
