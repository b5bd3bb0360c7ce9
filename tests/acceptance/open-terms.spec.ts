import { Installation, utc, type Controller, type Processor } from '../support/installation.js';
import { becomeAware, dutyOf, incidentOf, known, listed, noticeTo, problemOf } from '../support/story.js';

const TERM = 'suspicion-confirmed';
const CONFIRMED = '2026-10-26T10:00+01:00';
const DUE = utc('2026-10-27T10:00+01:00');

describe('What a contract leaves open', () => {
  let art33: Installation;
  let ratiomedicus: Processor;
  let practice: Controller;
  let incident: string;
  const breach = async () => dutyOf(await noticeTo(ratiomedicus, incident, practice), 'breach');
  const settle = (value: string) =>
    ratiomedicus.api.post(`terms/${ratiomedicus.termsId}/open-terms/${TERM}/confirmation`, {
      value,
      reason: 'mit der Praxis so vereinbart',
    });

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-10-23T21:00+02:00' });
    ratiomedicus = await art33.processor('ratiomedicus');
    practice = await art33.controller(ratiomedicus);
    await art33.at('2026-10-23T21:45+02:00');
    incident = await incidentOf(ratiomedicus, [known('suspicion-known', '2026-10-23T21:40+02:00')], practice);
    await art33.at(CONFIRMED);
    await becomeAware(ratiomedicus, incident, 'breach-established', CONFIRMED);
    await art33.settled();
  });
  afterAll(() => art33.stop());

  it('is computed by the stated default meanwhile, and shown as an assumption with its question', async () => {
    const { deadline } = await breach();
    expect(deadline.due).toBeNull();
    expect(deadline.assumptions.find(({ openTerm }) => openTerm === TERM)).toMatchObject({
      clause: '§ 8.6',
      value: 'follow-up',
      confirmed: false,
      question: { de: expect.stringContaining('Laufen neue 24 Stunden') },
    });
  });

  it('takes no other value than the terms know', async () => {
    expect((await settle('tomorrow')).status).toBe(422);
  });

  it('recomputes open deadlines by an event once a person confirms a value', async () => {
    expect((await settle('new-duty')).status).toBe(200);
    await art33.settled();
    const duty = await breach();
    expect(duty).toMatchObject({ followUpOf: null, deadline: { due: DUE } });
    expect(duty.deadline.assumptions.find(({ openTerm }) => openTerm === TERM)).toMatchObject({
      value: 'new-duty',
      confirmed: true,
    });
    expect((await listed(ratiomedicus.api, 'events?type=DeadlineRecomputed')).items).toHaveLength(1);
    const { items } = await listed<{ readonly due: string | null }>(ratiomedicus.api, 'deadlines');
    expect(items.map(({ due }) => due)).toContain(DUE);
  });

  it('without a default is a finding, and computes nothing until a person answers', async () => {
    const lumitra = await art33.processor('lumitra');
    const { items } = await listed<{ readonly kind: string; readonly openTermId?: string }>(lumitra.api, 'findings');
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'open-term-without-value', openTermId: 'objection-period' }),
    );
    const open = `terms/${lumitra.termsId}/open-terms/objection-period/confirmation`;
    expect(problemOf(await lumitra.api.post(open, { value: 'bald', reason: 'x' })).status).toBe(422);
    await lumitra.api.done('post', open, { value: '14 days', reason: 'Nachtrag vom 2. Oktober' });
    const after = await listed<{ readonly openTermId?: string }>(lumitra.api, 'findings');
    expect(after.items.map(({ openTermId }) => openTermId)).not.toContain('objection-period');
  });
});
