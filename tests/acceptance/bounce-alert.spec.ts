import { pick } from '../../apps/cli/src/api-client.js';
import { Installation, type Controller, type Processor } from '../support/installation.js';
import { latestTo, mailsTo, report } from '../support/mail.js';
import { incidentOf, known, noticeTo, tell } from '../support/story.js';

const ON_CALL = 'oncall@lumitra.example';
const at = (time: string): string => `2026-10-20T${time}+02:00`;

describe('A mail that comes back after a server had taken it', () => {
  let art33: Installation;
  let lumitra: Processor;
  let practice: Controller;
  let incident: string;
  const alerts = async () => (await mailsTo(art33, ON_CALL)).map(({ subject }) => subject);
  const comesBack = async (address: string, time: string): Promise<void> => {
    await art33.at(at(time));
    await report(art33, await latestTo(art33, address), { action: 'failed', at: at(time) });
    await art33.service.settled();
  };

  beforeAll(async () => {
    art33 = await Installation.start({ startAt: at('09:00'), transport: 'relay' });
    lumitra = await art33.processor('lumitra');
    await lumitra.api.done('put', 'organisation/settings', { onCallAddress: ON_CALL });
    practice = await art33.controller(lumitra, { emails: ['first@praxis.example'] });
    await art33.at(at('09:05'));
    incident = await incidentOf(lumitra, [known('breach-established', at('09:00'))], practice);
    await art33.service.settled();
    await tell(lumitra, incident);
    await art33.service.settled();
    await report(art33, await latestTo(art33, 'first@praxis.example'), { action: 'delivered', at: at('09:05') });
    await art33.service.settled();
  });
  afterAll(() => art33.stop());

  it('is told to the people on call at once, once, however many deliveries it makes void', async () => {
    expect(await alerts()).toEqual([]);
    await comesBack('first@praxis.example', '09:10');
    expect(await alerts()).toEqual([expect.stringContaining('unzustellbar')]);
  });

  it('is told again when the next address fails too', async () => {
    const contact = { name: 'Zweite', email: 'second@praxis.example', purposes: ['breach-notices'] };
    const recipient = pick(await lumitra.api.done('post', `controllers/${practice.id}/contacts`, contact), 'id');
    const { id } = await noticeTo(lumitra, incident, practice);
    await lumitra.api.done('post', `notices/${id}/sending`, { recipients: [recipient] });
    await art33.service.settled();
    await comesBack('second@praxis.example', '09:20');
    expect(await alerts()).toHaveLength(2);
  });
});
