import { noticeMessageId } from '../domain/ids.js';
import { noticeIdOf } from '../domain/ids.js';
import { Neighbours, type TestController } from '../testing/neighbours.js';
import { Room, type Answered, type Asker } from '../testing/room.js';
import { known, utc } from '../testing/story.js';

const AWARE = '2026-10-23T21:40:00+02:00';
const SENT = '2026-10-23T22:00:00+02:00';
const CANCELLED = '2026-10-23T22:01:00+02:00';
const LATER = '2026-10-23T22:30:00+02:00';

describe('A sending that was cancelled before its mail left', () => {
  let room: Room;
  let neighbours: Neighbours;
  let processor: Asker;
  let park: TestController;
  let incidentId: string;
  let noticeId: string;

  const post = async (path: string, body: unknown = {}): Promise<void> => {
    expect(await room.request(processor, 'POST', path, body)).toMatchObject({ status: 200 });
  };
  const each = (what: string, body?: unknown) => post(`/incidents/${incidentId}/notices/${what}`, body);
  const shown = (who: Asker): Promise<Answered> => room.request(who, 'GET', `/notices/${noticeId}`);
  const ends = (cancelled: boolean) =>
    neighbours.act(noticeId, processor.organisation, {
      type: 'record-undeliverable',
      messageId: noticeMessageId(noticeId, 1, park.contactId ?? ''),
      sendNumber: 1,
      reason: cancelled ? 'cancelled' : '550 no such mailbox',
      ...(cancelled ? { cancelled } : {}),
      at: utc(CANCELLED),
    });

  beforeEach(async () => {
    room = await Room.open(AWARE);
    neighbours = new Neighbours(room);
    const { processor: asker, termsId } = await neighbours.terms('ratiomedicus');
    processor = asker;
    park = await neighbours.controller(processor, termsId, 'Park');
    incidentId = await neighbours.incident(processor, termsId, [park], [known('suspicion-known', AWARE)]);
    noticeId = noticeIdOf(incidentId, park.agreementId);
    await each('drafts');
    await each('approvals');
    room.clock.set(utc(SENT));
    await each('sendings', { withGaps: true });
  });
  afterEach(() => room.close());

  it('told nothing: the controller sees no notice, and no later text calls itself a supplement', async () => {
    expect((await shown(park)).status).toBe(200);
    await ends(true);
    expect((await shown(park)).status).toBe(404);
    expect((await room.request(park, 'GET', '/notices')).body.items).toEqual([]);
    const { body } = await shown(processor);
    expect(body).toMatchObject({ toldAt: null, failures: [{ reason: 'cancelled', cancelled: true }] });
    await each('drafts', { notices: [noticeId] });
    expect(JSON.stringify((await shown(processor)).body.texts)).not.toContain('ergänzt unsere Mitteilung');
  });

  it('told something where a message failed otherwise: what was started may have been read', async () => {
    await ends(false);
    expect((await shown(park)).body).toMatchObject({ toldAt: utc(SENT), messages: [{ sendNumber: 1 }] });
  });

  it('is not shown beside the one that was sent instead', async () => {
    await ends(true);
    room.clock.set(utc(LATER));
    await each('sendings', { withGaps: true });
    const { body } = await shown(park);
    expect(body).toMatchObject({ toldAt: utc(LATER), messages: [{ sendNumber: 2 }] });
    expect(body['messages']).toHaveLength(1);
  });

  it('is shown once its text was told by other means', async () => {
    await ends(true);
    room.clock.set(utc(LATER));
    const told = { by: 'Night shift', to: 'Park', evidence: 'receipt', sendNumber: 1 };
    const letter = { channel: 'letter', textForm: true, at: LATER, ...told };
    await post(`/notices/${noticeId}/deliveries`, letter);
    expect((await shown(park)).body).toMatchObject({ toldAt: utc(LATER), messages: [{ sendNumber: 1 }] });
  });
});
