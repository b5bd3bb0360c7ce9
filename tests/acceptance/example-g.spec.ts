import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { COMPLETE, dutyOf, incidentOf, known, noticeTo, problemOf } from '../support/story.js';

const BERLIN = 'Europe/Berlin';

describe('Example G: the double and the missing hour', () => {
  let art33: Installation;
  let lumitra: Processor;
  let practice: Controller;

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-26T00:00+01:00' });
    lumitra = await art33.processor('lumitra');
    practice = await art33.controller(lumitra);
  });
  afterAll(() => art33.stop());

  const state = (at: unknown) =>
    lumitra.api.post('incidents', { ...COMPLETE, awareness: [known('breach-established', at)] });
  const deadlineFrom = async (at: unknown) => {
    const incident = await incidentOf(lumitra, [known('breach-established', at)], practice);
    await art33.settled();
    return dutyOf(await noticeTo(lumitra, incident, practice), 'breach').deadline;
  };

  it('refuses "2026-10-25 02:30 Europe/Berlin" without offset, and offers both readings', async () => {
    const refused = await state('2026-10-25 02:30 Europe/Berlin');
    expect(problemOf(refused)).toEqual({ status: 422, code: 'instant-in-double-hour' });
    expect(refused.body).toMatchObject({
      errors: [{ field: 'awareness.0.at' }],
      readings: [
        { at: utc('2026-10-25T02:30+02:00'), offset: '+02:00', zone: BERLIN },
        { at: utc('2026-10-25T02:30+01:00'), offset: '+01:00', zone: BERLIN },
      ],
    });
    const apart = await state({ local: '2026-10-25T02:30', zone: BERLIN });
    expect(problemOf(apart)).toEqual({ status: 422, code: 'instant-in-double-hour' });
  });

  it('takes either reading back as it was offered', async () => {
    const { body } = await state('2026-10-25 02:30 Europe/Berlin');
    for (const reading of body['readings'] as readonly { readonly at: string }[]) {
      expect((await deadlineFrom(reading)).anchor.at).toEqual(reading);
    }
  });

  it('with +02:00 the 24 h end Mon 01:30+01:00', async () => {
    const deadline = await deadlineFrom({ local: '2026-10-25T02:30', zone: BERLIN, offset: '+02:00' });
    expect(deadline).toMatchObject({
      due: utc('2026-10-26T01:30+01:00'),
      anchor: { at: { at: utc('2026-10-25T00:30:00Z'), offset: '+02:00', zone: BERLIN } },
    });
  });

  it('with +01:00 Mon 02:30+01:00', async () => {
    const deadline = await deadlineFrom({ local: '2026-10-25T02:30', zone: BERLIN, offset: '+01:00' });
    expect(deadline).toMatchObject({
      due: utc('2026-10-26T02:30+01:00'),
      anchor: { at: { at: utc('2026-10-25T01:30:00Z'), offset: '+01:00', zone: BERLIN } },
    });
    expect(deadline.crossesClockChange).toBeUndefined();
  });

  it('refuses "2027-03-28 02:30 Europe/Berlin", which does not exist, with that reason', async () => {
    await art33.at('2027-03-28T12:00+02:00');
    const refused = await state('2027-03-28 02:30 Europe/Berlin');
    expect(problemOf(refused)).toEqual({ status: 422, code: 'instant-in-missing-hour' });
    expect(refused.body['detail']).toContain(
      'this time does not exist in Europe/Berlin: the clocks go from 02:00 to 03:00',
    );
    expect(refused.body).not.toHaveProperty('readings');
  });

  it('Sat 2027-03-27 10:20+01:00 + 24 h = Sun 11:20+02:00', async () => {
    const deadline = await deadlineFrom('2027-03-27T10:20+01:00[Europe/Berlin]');
    expect(deadline).toMatchObject({
      due: utc('2027-03-28T11:20+02:00'),
      crossesClockChange: { from: '+01:00', to: '+02:00' },
    });
    expect(deadline.arithmetic.map(({ en }) => en).join('; ')).toContain('over the beginning of summer time');
  });
});
