import { Installation, type Processor } from '../support/installation.js';
import { mailsTo } from '../support/mail.js';
import { registerMany } from '../support/many.js';
import { known, logIncident } from '../support/story.js';

const ON_CALL = 'oncall@lumitra.example';

describe('Deadlines of two incidents that pass in the same second', () => {
  let art33: Installation;
  let lumitra: Processor;
  let incidents: readonly string[];
  beforeAll(async () => {
    art33 = await Installation.start({ startAt: '2026-11-01T16:00+01:00' });
    lumitra = await art33.processor('lumitra');
    await lumitra.api.done('put', 'organisation/settings', { onCallAddress: ON_CALL });
    await registerMany(art33, lumitra, 3, () => true);
    await art33.at('2026-11-01T17:10+01:00');
    const awareness = [known('breach-established', '2026-11-01T17:05+01:00')];
    incidents = [await logIncident(lumitra, { awareness }), await logIncident(lumitra, { awareness })];
    for (const incident of incidents)
      await lumitra.api.done('post', `incidents/${incident}/affected`, { terms: lumitra.termsId });
    await art33.settled();
  });
  afterAll(() => art33.stop());

  it('make an alert for each incident, and no more', async () => {
    const before = (await mailsTo(art33, ON_CALL)).length;
    await art33.at('2026-11-02T17:05:01+01:00');
    const missed = (await mailsTo(art33, ON_CALL)).slice(before).filter(({ subject }) => subject?.includes('versäumt'));
    expect(missed.map(({ text }) => /Frist versäumt: (\d+) Meldungen/.exec(text)?.[1])).toEqual(['3', '3']);
    for (const incident of incidents) expect(missed.some(({ text }) => text.includes(incident.slice(0, 8)))).toBe(true);
  });
});
