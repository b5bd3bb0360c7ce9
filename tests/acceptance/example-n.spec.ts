import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { caseOf, incidentOf, known, problemOf, tell } from '../support/story.js';

const RECEIVED = '2026-10-20T10:00+02:00';
const DUE = utc('2026-10-23T10:00+02:00');
const AT_70_HOURS = '2026-10-23T08:00+02:00';
const AT_75_HOURS = '2026-10-23T13:00+02:00';

describe('Example N: filing', () => {
  let art33: Installation;
  let lumitra: Processor;
  const practices: Controller[] = [];
  let punctual: Controller, late: Controller, roundabout: Controller, undecided: Controller;

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T08:00+02:00' });
    lumitra = await art33.processor('lumitra');
    for (const name of ['punctual', 'late', 'roundabout', 'undecided']) {
      practices.push(await art33.controller(lumitra, { name, emails: [`${name}@praxis.example`] }));
    }
    [punctual, late, roundabout, undecided] = practices as [Controller, Controller, Controller, Controller];
    await art33.at(RECEIVED);
    const incident = await incidentOf(lumitra, [known('breach-established', '2026-10-20T09:00+02:00')], ...practices);
    await art33.settled();
    await tell(lumitra, incident);
    await art33.settled();
  });
  afterAll(() => art33.stop());

  const filing = (phase: string, filedAt: string, more: object = {}) => ({
    phase,
    authority: 'BayLDA',
    reference: 'LDA-1085.3-1234/26',
    filedAt,
    ...more,
  });
  const file = async (practice: Controller, body: object) =>
    practice.api.post(`cases/${(await caseOf(practice)).id}/filings`, body);
  const close = async (practice: Controller) => practice.api.post(`cases/${(await caseOf(practice)).id}/closure`);

  it('closing a case with neither filing nor a decision not to file is refused', async () => {
    expect(await caseOf(undecided)).toMatchObject({
      decided: false,
      deadline: { clock: 'proper', deadline: { due: DUE } },
    });
    const refused = await close(undecided);
    expect(problemOf(refused)).toEqual({ status: 409, code: 'case-undecided' });
    expect(refused.body['detail']).toContain('Art. 33');
    expect((await caseOf(undecided)).status).toBe('open');
  });

  it("an initial filing 70 h after awareness with the authority's reference: on time", async () => {
    await art33.at(AT_70_HOURS);
    expect((await file(punctual, filing('initial', AT_70_HOURS))).status).toBe(201);
    expect(await caseOf(punctual)).toMatchObject({
      decided: true,
      unprovenFilings: [],
      filings: [{ phase: 'initial', reference: 'LDA-1085.3-1234/26', lateness: { onTime: true, lateBy: 0, due: DUE } }],
    });
    expect((await close(punctual)).status).toBe(200);
  });

  it('at 75 h without reasons: refused, naming Art. 33(1)', async () => {
    await art33.at(AT_75_HOURS);
    const refused = await file(late, filing('initial', AT_75_HOURS));
    expect(problemOf(refused)).toEqual({ status: 422, code: 'late-filing-needs-reasons' });
    expect(refused.body['detail']).toContain('Art. 33(1)');
    expect(refused.body).toMatchObject({
      errors: [{ field: 'reasonsForDelay' }],
      details: { due: DUE, lateBy: 3 * 3_600_000 },
    });
    expect((await caseOf(late)).filings).toEqual([]);
  });

  it('with reasons it is recorded, and late by 3 h', async () => {
    const body = filing('initial', AT_75_HOURS, { reasonsForDelay: 'Das Ausmaß war erst am Freitag klar.' });
    expect((await file(late, body)).status).toBe(201);
    expect((await caseOf(late)).filings).toMatchObject([
      { reasonsForDelay: 'Das Ausmaß war erst am Freitag klar.', lateness: { onTime: false, lateBy: 3 * 3_600_000 } },
    ]);
  });

  it('a follow-up sent first is not a way round: with nothing filed before, it is the initial one', async () => {
    const refused = await file(roundabout, filing('follow-up', AT_75_HOURS));
    expect(problemOf(refused)).toEqual({ status: 422, code: 'late-filing-needs-reasons' });
    await file(roundabout, filing('follow-up', AT_75_HOURS, { reasonsForDelay: 'Praxis war geschlossen' }));
    expect((await caseOf(roundabout)).filings).toMatchObject([
      { phase: 'initial', statedPhase: 'follow-up', lateness: { onTime: false } },
    ]);
    expect((await file(roundabout, filing('follow-up', AT_75_HOURS))).status).toBe(201);
    expect((await caseOf(roundabout)).filings[1]).toMatchObject({ phase: 'follow-up', lateness: null });
  });

  it('a filing without reference is unproven, until the reference is added', async () => {
    await file(late, filing('follow-up', AT_75_HOURS, { reference: undefined }));
    const { id, filings, unprovenFilings } = await caseOf(late);
    expect(unprovenFilings).toEqual([filings[1]?.filingId]);
    await late.api.done('post', `cases/${id}/filings/${unprovenFilings[0]}/reference`, { reference: 'LDA-99' });
    expect(await caseOf(late)).toMatchObject({ unprovenFilings: [], filings: [{}, { reference: 'LDA-99' }] });
  });

  it('not filing is a decision with a name, a reason and a time; then the case can be closed', async () => {
    const { id } = await caseOf(undecided);
    for (const body of [{ decidedBy: 'Dr. Muster' }, { reason: 'verschlüsselt' }]) {
      expect((await undecided.api.post(`cases/${id}/decision-not-to-file`, body)).status).toBe(422);
    }
    await undecided.api.done('post', `cases/${id}/decision-not-to-file`, {
      reason: 'Die Daten waren verschlüsselt.',
      decidedBy: 'Dr. Muster',
    });
    expect(await caseOf(undecided)).toMatchObject({
      decided: true,
      missed: { due: DUE, noticed: utc(AT_75_HOURS) },
      decisionNotToFile: { decidedBy: 'Dr. Muster', reason: 'Die Daten waren verschlüsselt.', at: utc(AT_75_HOURS) },
    });
    expect((await close(undecided)).status).toBe(200);
  });
});
