import { DEFAULT_SETTINGS, organisationDecider, organisationStream } from '@art33/parties';
import { dutyIdOf, noticeIdOf } from '../domain/ids.js';
import { Neighbours } from '../testing/neighbours.js';
import { Room, type Answered, type Asker } from '../testing/room.js';
import { known } from '../testing/story.js';

const AWARE = '2026-10-23T21:40:00+02:00';

describe('Four eyes over HTTP, where the processor asks for them', () => {
  let room: Room;
  let [token, anna, ben]: Asker[] = [];
  let incidentId: string;
  let noticeId: string;

  beforeAll(async () => {
    room = await Room.open(AWARE);
    const neighbours = new Neighbours(room);
    const { processor, termsId } = await neighbours.terms('ratiomedicus');
    token = processor;
    anna = { ...processor, kind: 'person', actor: 'anna' };
    ben = { ...processor, kind: 'person', actor: 'ben' };
    const controllers = [
      await neighbours.controller(processor, termsId, 'Park'),
      await neighbours.controller(processor, termsId, 'Hill'),
    ];
    incidentId = await neighbours.incident(processor, termsId, controllers, [known('suspicion-known', AWARE)]);
    noticeId = noticeIdOf(incidentId, controllers[0]!.agreementId);
    const settings = { ...DEFAULT_SETTINGS, fourEyes: { approvals: true, decisions: true } };
    const { organisation } = processor;
    await room.commands.run(
      organisationDecider,
      organisationStream(organisation),
      { type: 'change-settings', settings, personId: 'nobody', onBehalfOf: organisation },
      neighbours.context(organisation),
    );
  });
  afterAll(() => room.close());

  const post = (who: Asker | undefined, path: string, body: unknown = {}) => room.request(who!, 'POST', path, body);
  const told = ({ status, body }: Answered) => [status, String(body['type']).replace('urn:art33:problem:', '')];
  const refusedBy = ({ body }: Answered) => body['refusedBy'];
  const bulk = () => `/incidents/${incidentId}/notices`;

  it('who drafted many approves none of them, at once, in a job, or counted before', async () => {
    expect((await post(anna, `${bulk()}/drafts`)).body['counts']).toMatchObject({ done: 2 });
    const preview = (who?: Asker) => post(who, `/incidents/${incidentId}/jobs/preview`, { what: 'approve' });
    expect(refusedBy(await preview(anna))).toEqual({ 'second-person-needed': 2 });
    expect(refusedBy(await preview(token))).toEqual({ 'person-needed': 2 });
    expect((await preview(ben)).body).toMatchObject({ counts: { done: 2, refused: 0 } });
    const refused = await post(anna, `${bulk()}/approvals`);
    expect(refused.body).toMatchObject({ counts: { done: 0, refused: 2 }, refusedBy: { 'second-person-needed': 2 } });
  });

  it('one notice is approved by another person, never by a token', async () => {
    expect(told(await post(anna, `/notices/${noticeId}/approval`, { textNumber: 1 }))).toEqual([
      409,
      'second-person-needed',
    ]);
    expect(told(await post(token, `/notices/${noticeId}/approval`, { textNumber: 1 }))).toEqual([409, 'person-needed']);
    expect((await post(ben, `/notices/${noticeId}/approval`, { textNumber: 1 })).status).toBe(200);
    expect((await post(ben, `${bulk()}/approvals`)).body['counts']).toMatchObject({ done: 1, unchanged: 1 });
  });

  it('"not required" is proposed by one, shown, taken back, proposed again and confirmed by another', async () => {
    const dutyId = dutyIdOf(noticeId, 'suspicion');
    const path = `/notices/${noticeId}/not-required`;
    const reason = { dutyId, reason: 'not its data', decidedBy: 'Anna Muster' };
    const read = async () => (await room.request(anna!, 'GET', `/notices/${noticeId}`)).body;
    expect(told(await post(token, path, reason))).toEqual([409, 'person-needed']);
    expect(told(await post(ben, `${path}/confirmation`, { dutyId }))).toEqual([409, 'nothing-proposed']);
    expect((await post(anna, path, reason)).body['events']).toMatchObject([{ type: 'NotRequiredProposed' }]);
    expect(await read()).toMatchObject({ proposals: [{ dutyId, proposedBy: { kind: 'person', id: 'anna' } }] });
    expect((await post(anna, `${path}/withdrawal`, { dutyId })).status).toBe(200);
    expect(await read()).toMatchObject({ proposals: [] });
    await post(anna, path, reason);
    expect(told(await post(anna, `${path}/confirmation`, { dutyId }))).toEqual([409, 'second-person-needed']);
    expect((await post(ben, `${path}/confirmation`, { dutyId })).body['events']).toMatchObject([
      { type: 'DutyFoundNotRequired' },
    ]);
    expect(await read()).toMatchObject({
      proposals: [],
      duties: [{ status: 'not-required', notRequired: { proposedBy: 'anna', confirmedBy: 'ben' } }],
    });
  });

  it('a controller that was told learns nothing of who wrote and who approved', async () => {
    await post(ben, `/notices/${noticeId}/sending`, { withGaps: true });
    const { body } = await room.request(anna!, 'GET', `/notices/${noticeId}`);
    const controller: Asker = { organisation: String(body['controllerId']), role: 'controller' };
    const seen = await room.request(controller, 'GET', `/notices/${noticeId}`);
    expect(seen.status).toBe(200);
    expect(JSON.stringify(seen.body)).not.toMatch(/anna|ben"|not its data/);
  });
});
