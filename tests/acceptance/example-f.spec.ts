import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { dutyOf, incidentOf, known, listed, noticeTo, problemOf, tell } from '../support/story.js';

const aware = (time: string): string => `2026-10-20T${time}+02:00`;
const nextDay = (time: string): string => utc(`2026-10-21T${time}+02:00`);

describe('Example F: correction after the fact', () => {
  let art33: Installation;
  let lumitra: Processor;
  let practice: Controller;

  beforeEach(async () => {
    art33 = await Installation.start({ startAt: '2026-10-20T06:00+02:00' });
    lumitra = await art33.processor('lumitra');
    practice = await art33.controller(lumitra);
    await art33.at(aware('09:30'));
  });
  afterEach(() => art33.stop());

  const correct = (incident: string, at: string, reason?: string) =>
    lumitra.api.post(`incidents/${incident}/awareness/corrections`, {
      ...known('breach-established', at),
      ...(reason === undefined ? {} : { reason }),
    });
  const duty = async (incident: string) => dutyOf(await noticeTo(lumitra, incident, practice), 'breach');

  it('fulfilled 08:30, due 09:00: on time; corrected to 07:00: the reassessment stands beside the judgement', async () => {
    const incident = await incidentOf(lumitra, [known('breach-established', aware('09:00'))], practice);
    await art33.at('2026-10-21T08:30+02:00');
    await tell(lumitra, incident);
    await art33.settled();
    const judged = await duty(incident);
    expect(judged).toMatchObject({
      deadline: { due: nextDay('09:00') },
      judgement: {
        lateness: { onTime: true, due: nextDay('09:00'), fulfilledAt: nextDay('08:30') },
        reassessments: [],
      },
    });

    await art33.at('2026-10-22T12:00+02:00');
    expect((await correct(incident, aware('07:00'), 'der Wachdienst wusste es schon um sieben')).status).toBe(200);
    await art33.settled();
    const after = await duty(incident);
    expect(after.judgement).toEqual({ ...judged.judgement, reassessments: after.judgement?.reassessments });
    expect(after.judgement?.reassessments).toMatchObject([
      {
        cause: 'awareness-corrected',
        deadline: { due: nextDay('07:00'), anchor: { at: { at: utc(aware('07:00')) } } },
        lateness: { onTime: false, lateBy: 90 * 60_000, due: nextDay('07:00') },
      },
    ]);
    expect(after.status).toBe('fulfilled');
  });

  it('the same in the other direction: late as known then stays, on time under the correction stands beside it', async () => {
    const incident = await incidentOf(lumitra, [known('breach-established', aware('09:00'))], practice);
    await art33.at('2026-10-21T09:10+02:00');
    await tell(lumitra, incident);
    await art33.settled();
    await correct(incident, aware('09:20'), 'die Uhr des Protokolls ging vor');
    await art33.settled();
    expect((await duty(incident)).judgement).toMatchObject({
      lateness: { onTime: false, lateBy: 10 * 60_000, due: nextDay('09:00') },
      reassessments: [{ lateness: { onTime: true, lateBy: 0, due: nextDay('09:20') } }],
    });
  });

  it('an open duty is simply recomputed, by an event that keeps old and new', async () => {
    const incident = await incidentOf(lumitra, [known('breach-established', aware('09:00'))], practice);
    await art33.settled();
    expect((await duty(incident)).deadline.due).toBe(nextDay('09:00'));
    await correct(incident, aware('07:00'), 'der Wachdienst wusste es schon um sieben');
    await art33.settled();
    const open = await duty(incident);
    expect(open).toMatchObject({ status: 'open', judgement: null, deadline: { due: nextDay('07:00') } });
    expect(await noticeTo(lumitra, incident, practice)).toMatchObject({ due: nextDay('07:00') });
    const { items } = await listed(lumitra.api, 'events?type=DeadlineRecomputed');
    expect(items).toHaveLength(1);
    const watched = await listed(lumitra.api, 'deadlines');
    expect(watched.items).toMatchObject([{ duty: open.dutyId, due: nextDay('07:00') }]);
  });

  it('a correction needs a reason', async () => {
    const incident = await incidentOf(lumitra, [known('breach-established', aware('09:00'))], practice);
    const refused = await correct(incident, aware('07:00'));
    expect(problemOf(refused)).toEqual({ status: 422, code: 'invalid-request' });
    expect(refused.body['errors']).toEqual(expect.arrayContaining([expect.objectContaining({ field: 'reason' })]));
    await art33.settled();
    expect((await duty(incident)).deadline.due).toBe(nextDay('09:00'));
  });
});
