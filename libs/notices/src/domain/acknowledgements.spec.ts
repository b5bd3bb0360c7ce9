import { aligned, known, LUMITRA, Story, utc } from '../testing/story.js';
import { dutyStatus } from './state.js';

const AWARE = '2026-10-20T09:00:00+02:00';
const NOW = '2026-10-20T10:00:00+02:00';
const LATER = '2026-10-20T11:00:00+02:00';
const NEXT_DAY = '2026-10-21T11:00:00+02:00';
const sent = Story.begin()
  .then(aligned(LUMITRA, [known('breach-established', AWARE)]), AWARE)
  .sent(NOW);
const message = { messageId: 'm', sendNumber: 1 } as const;
const status = (story: Story) => story.state.duties[0] && dutyStatus(story.state, story.state.duties[0]);

describe('Acknowledging', () => {
  const handed = sent.then({ type: 'record-hand-over', ...message, at: utc(NOW) }, NOW);
  const acknowledging = {
    type: 'acknowledge',
    ...message,
    by: { name: 'Dr. Beispiel', function: 'practice owner' },
    at: utc(LATER),
  } as const;
  const acknowledged = handed
    .then({ type: 'record-delivery', ...message, grade: 'opened', at: utc(LATER) }, LATER)
    .then(acknowledging, LATER);

  it('names who, when and which exact text, and is graded by the link alone', () => {
    expect(acknowledged.all('NoticeAcknowledged')).toMatchObject([
      {
        messageId: 'm',
        sendNumber: 1,
        textNumber: 1,
        textHash: 'hash',
        by: { name: 'Dr. Beispiel' },
        grade: 'link-only',
        at: utc(LATER),
      },
    ]);
    expect(acknowledged.all('NoticeDelivered').map(({ grade }) => grade)).toEqual([
      'handed-over',
      'opened',
      'acknowledged',
    ]);
  });

  it('happens once per link', () => {
    expect(acknowledged.decide({ ...acknowledging, at: utc(NEXT_DAY) }, NEXT_DAY)).toEqual([]);
  });

  it('says who gives it', () => {
    expect(handed.decide({ ...acknowledging, by: { name: ' ', function: null } }, LATER)).toMatchObject({
      code: 'name-required',
      field: 'by.name',
    });
  });

  describe('by a person who has signed in', () => {
    const { messageId: _, ...signedIn } = acknowledging;
    const person = { kind: 'person', id: 'p' } as const;
    const byPerson = handed.then({ ...signedIn, actor: person }, LATER);

    it('is graded so, and counts for a message of that sending', () => {
      const [acknowledgement] = byPerson.all('NoticeAcknowledged');
      expect(acknowledgement).toMatchObject({ grade: 'signed-in', sendNumber: 1, textHash: 'hash' });
      expect(byPerson.all('NoticeDelivered').at(-1)).toMatchObject({
        grade: 'acknowledged',
        messageId: acknowledgement?.messageId,
      });
    });
    it('happens once', () => {
      expect(byPerson.decide({ ...signedIn, actor: person }, NEXT_DAY)).toEqual([]);
    });
    it('is given by no token', () => {
      expect(handed.decide({ ...signedIn, actor: { kind: 'token', id: 't' } }, LATER)).toMatchObject({
        code: 'person-needed',
      });
    });
    it('is of a sending that there was', () => {
      expect(handed.decide({ ...signedIn, sendNumber: 9, actor: person }, LATER)).toMatchObject({
        code: 'unknown-sending',
      });
    });
  });

  it('is never typed in by the sender', () => {
    expect(handed.decideAs('processor', acknowledging, LATER)).toMatchObject({ code: 'not-found' });
  });

  it('proves nothing once a registered contact says that it was not them: what servers said stands', () => {
    const { acknowledgementId } = acknowledged.all('NoticeAcknowledged')[0]!;
    const dispute = {
      type: 'dispute-acknowledgement',
      acknowledgementId,
      contactId: 'contact',
      at: utc(NEXT_DAY),
    } as const;
    const disputed = acknowledged.then(dispute, NEXT_DAY);
    expect(disputed.all('AcknowledgementDisputed')).toHaveLength(1);
    expect(disputed.all('DeliveryInvalidated').map(({ grade, cause }) => [grade, cause])).toEqual([
      ['opened', 'acknowledgement-disputed'],
      ['acknowledged', 'acknowledgement-disputed'],
    ]);
    expect(disputed.all('DutyReopened')).toMatchObject([{ handedOver: true }]);
    expect(status(disputed)).toBe('handed-over');
    expect(disputed.decide(dispute, NEXT_DAY)).toEqual([]);
    const again = disputed.then({ ...acknowledging, at: utc(NEXT_DAY) }, NEXT_DAY);
    expect(status(again)).toBe('fulfilled');
    expect(again.all('NoticeAcknowledged')).toHaveLength(2);
  });
});
