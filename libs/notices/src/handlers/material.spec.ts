import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { agreementDecider, agreementStream, importTerms } from '@art33/parties';
import { noticeIdOf } from '../domain/ids.js';
import { Neighbours, type TestController } from '../testing/neighbours.js';
import { Room, type Asker } from '../testing/room.js';
import { known, utc } from '../testing/story.js';

const AWARE = '2026-10-23T21:40:00+02:00';
const SENT = '2026-10-23T22:00:00+02:00';
const OPENED = '2026-10-23T23:15:00+02:00';

describe('What a text is made of', () => {
  let room: Room;
  let neighbours: Neighbours;
  let processor: Asker;
  let termsId: string;
  let park: TestController;
  let incidentId: string;

  beforeEach(async () => {
    room = await Room.open(AWARE);
    neighbours = new Neighbours(room);
    ({ processor, termsId } = await neighbours.terms('ratiomedicus'));
    park = await neighbours.controller(processor, termsId, 'Park');
  });
  afterEach(() => room.close());

  const post = async (path: string, body: unknown): Promise<void> => {
    expect(await room.request(processor, 'POST', path, body)).toMatchObject({ status: 200 });
  };
  const each = (what: string, body: unknown = {}) => post(`/incidents/${incidentId}/notices/${what}`, body);
  const noticeId = () => noticeIdOf(incidentId, park.agreementId);
  const lastText = async (): Promise<string | undefined> => {
    const { body } = await room.request(processor, 'GET', `/notices/${noticeId()}`);
    return (body.texts as { text: string }[]).at(-1)?.text;
  };
  const logged = async (facts = [known('suspicion-known', AWARE)]): Promise<void> => {
    incidentId = await neighbours.incident(processor, termsId, [park], facts);
  };

  it('is the message before: a follow-up names when that was sent, not when somebody opened it', async () => {
    await logged();
    await each('drafts');
    await each('approvals');
    room.clock.set(utc(SENT));
    await each('sendings', { withGaps: true });
    room.clock.set(utc(OPENED));
    await neighbours.act(noticeId(), processor.organisation, {
      type: 'record-delivery',
      messageId: randomUUID(),
      sendNumber: 1,
      grade: 'opened',
      at: utc(OPENED),
    });
    await each('drafts');
    expect(await lastText()).toContain('ergänzt unsere Mitteilung vom Fr. 23.10.2026, 22:00 Uhr (+02:00)');
  });

  it('is what was told without a message too', async () => {
    await logged();
    room.clock.set(utc(OPENED));
    const to = { by: 'Night shift', to: 'Front desk', evidence: 'call log' };
    await post(`/notices/${noticeId()}/deliveries`, { channel: 'phone', textForm: false, at: SENT, ...to });
    await each('drafts');
    expect(await lastText()).toContain('ergänzt unsere Mitteilung vom Fr. 23.10.2026, 22:00 Uhr (+02:00)');
  });

  describe('when the agreement moves to another version after the earliest knowledge', () => {
    beforeEach(async () => {
      const file = readFileSync(join('examples', 'terms', 'ratiomedicus.yaml'), 'utf8');
      const content = Buffer.from(file.replace(/^version: .*$/m, 'version: "9.9"'));
      const context = neighbours.context(processor.organisation);
      await importTerms({ commands: room.commands, clock: room.clock }, [{ name: 'next', content }], {
        context,
        onlyFor: null,
        dryRun: false,
      });
      await room.commands.run(
        agreementDecider,
        agreementStream(park.agreementId),
        {
          type: 'move-to-version',
          termsVersion: 2,
          from: utc(SENT),
          subprocessors: [],
          onBehalfOf: processor.organisation,
        },
        context,
      );
      await room.settled();
      room.clock.set(utc(OPENED));
    });

    it('is the version in force at that knowledge', async () => {
      await logged([known('suspicion-known', AWARE), known('breach-established', OPENED)]);
      await each('drafts');
      expect(await lastText()).toContain('Fassung 2.1');
      expect(await lastText()).not.toContain('Fassung 9.9');
    });

    it('is the one in force now while nothing is known', async () => {
      await logged([]);
      await each('drafts');
      expect(await lastText()).toContain('Fassung 9.9');
    });
  });
});
