import { incidentDecider, incidentStream } from '@art33/incidents';
import { noticeIdOf } from '../domain/ids.js';
import { Neighbours, type TestController } from '../testing/neighbours.js';
import { Room, type Asker } from '../testing/room.js';
import { known } from '../testing/story.js';

const AWARE = '2026-10-23T21:40:00+02:00';

describe('What is to be known of many texts before something is done with them', () => {
  let room: Room;
  let neighbours: Neighbours;
  let processor: Asker;
  let incidentId: string;
  let park: TestController;

  beforeAll(async () => {
    room = await Room.open(AWARE);
    neighbours = new Neighbours(room);
    const { processor: asker, termsId } = await neighbours.terms('ratiomedicus');
    processor = asker;
    park = await neighbours.controller(processor, termsId, 'Park');
    const controllers = [park, await neighbours.controller(processor, termsId, 'Hill')];
    incidentId = await neighbours.incident(processor, termsId, controllers, [known('suspicion-known', AWARE)]);
  });
  afterAll(() => room.close());

  const post = (path: string, body: unknown = {}) => room.request(processor, 'POST', path, body);
  const preview = async (what: string, more: object = {}) =>
    (await post(`/incidents/${incidentId}/jobs/preview`, { what, ...more })).body;
  const draft = () => post(`/incidents/${incidentId}/notices/drafts`);
  const change = async (changes: object): Promise<void> => {
    await room.commands.run(
      incidentDecider,
      incidentStream(incidentId),
      {
        type: 'add-details',
        changes,
        onBehalfOf: processor.organisation,
        now: room.clock.instant,
      } as unknown as Parameters<typeof incidentDecider.decide>[0],
      neighbours.context(processor.organisation),
    );
    await room.settled();
  };

  it('names what the agreement owes and no text tells', async () => {
    await draft();
    expect(await preview('approve')).toMatchObject({
      counts: { done: 2 },
      outdated: 0,
      incomplete: 2,
      missing: expect.arrayContaining([{ item: 'data-affected', notices: 2 }]),
    });
  });

  it('foresees that texts which would say the same stay as they are, and keep their approval', async () => {
    expect(await preview('draft')).toMatchObject({ counts: { done: 0, unchanged: 2 }, approvalsLost: 0 });
  });

  it('counts texts from before the last change of what they tell; a new title is told in none', async () => {
    await post(`/incidents/${incidentId}/notices/approvals`);
    await change({ title: 'Nachts' });
    expect(await preview('send', { withGaps: true })).toMatchObject({ counts: { done: 2 }, outdated: 0 });
    await change({ dataAffected: 'Stammdaten' });
    expect(await preview('send')).toMatchObject({ refusedBy: { 'notice-incomplete': 2 }, outdated: 2, incomplete: 2 });
    expect(await preview('draft')).toMatchObject({ counts: { done: 2, unchanged: 0 }, approvalsLost: 2 });
    await draft();
    expect(await preview('approve')).toMatchObject({ counts: { done: 2 }, outdated: 0 });
  });

  it('says of what a person wrote that a drafting passes it over', async () => {
    const path = `/notices/${noticeIdOf(incidentId, park.agreementId)}`;
    const { etag, body } = await room.request(processor, 'GET', path);
    expect(body).toMatchObject({ lastText: { author: 'template' } });
    const words = { subject: 'Mitteilung', text: 'Von Hand.' };
    await room.request(processor, 'PUT', `${path}/draft`, words, { 'if-match': etag ?? '' });
    expect(await preview('draft')).toMatchObject({ counts: { skipped: 1 }, keptByHand: 1 });
    expect((await room.request(processor, 'GET', path)).body).toMatchObject({ lastText: { author: 'person' } });
  });
});
