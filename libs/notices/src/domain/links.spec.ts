import { aligned, known, LUMITRA, Story } from '../testing/story.js';
import { noticeMessageId } from './ids.js';
import { isRevoked } from './links.js';

const AWARE = '2026-10-20T09:00:00+02:00';
const NOW = '2026-10-20T10:00:00+02:00';
const LATER = '2026-10-20T11:00:00+02:00';
const opened = Story.begin().then(aligned(LUMITRA, [known('breach-established', AWARE)]), AWARE);
const sent = opened.sent(NOW);
const messageOf = (story: Story, sendNumber: number): string => {
  const contact = story.state.sendings.find((sending) => sending.sendNumber === sendNumber)?.recipients[0];
  return noticeMessageId(String(story.state.notice?.noticeId), sendNumber, String(contact));
};
const revoke = (messageId: string | null, reason = 'sent to the wrong address') =>
  ({ type: 'revoke-links', messageId, reason }) as const;

describe('Withdrawing the links of a notice', () => {
  it('is for all mails sent so far: those of a later sending are new', () => {
    const later = sent.then(revoke(null), LATER).sent(LATER);
    expect(isRevoked(later.state, messageOf(later, 1), 1)).toBe(true);
    expect(isRevoked(later.state, messageOf(later, 2), 2)).toBe(false);
    expect(later.all('NoticeLinksRevoked')).toMatchObject([{ messageId: null, sendNumber: 1 }]);
  });
  it('or for one message', () => {
    const messageId = messageOf(sent, 1);
    const { state } = sent.then(revoke(messageId), LATER);
    expect(isRevoked(state, messageId, 1)).toBe(true);
    expect(isRevoked(state, 'another', 1)).toBe(false);
  });
  it('happens once', () => {
    const withdrawn = sent.then(revoke(null), LATER);
    expect(withdrawn.decide(revoke(null), LATER)).toEqual([]);
    expect(withdrawn.decide(revoke(messageOf(sent, 1)), LATER)).toEqual([]);
  });
  it('needs a reason, a mail that was sent, and a message of this notice', () => {
    expect(sent.decide(revoke(null, ' '), LATER)).toMatchObject({ code: 'reason-required', field: 'reason' });
    expect(opened.decide(revoke(null), LATER)).toMatchObject({ code: 'nothing-sent' });
    expect(sent.decide(revoke('of-another-notice'), LATER)).toMatchObject({ code: 'unknown-message' });
  });
  it('is the sender’s act', () => {
    expect(sent.decideAs('controller', revoke(null), LATER)).toMatchObject({ code: 'not-found' });
  });
});
