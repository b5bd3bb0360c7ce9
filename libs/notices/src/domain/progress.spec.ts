import { aligned, drafting, known, LUMITRA, sending, stated, Story, utc } from '../testing/story.js';
import { noticeProgress } from './progress.js';

const AWARE = '2026-10-20T09:00:00+02:00';
const NOW = '2026-10-20T10:00:00+02:00';
const LATER = '2026-10-20T11:00:00+02:00';
const opened = Story.begin().then(aligned(LUMITRA, [known('breach-established', AWARE)]), AWARE);
const drafted = opened.then(drafting(), NOW);
const approved = drafted.then({ type: 'approve', textNumber: 1 }, NOW);
const sent = approved.then(sending(), NOW);
const reached = (grade: 'accepted-by-server' | 'opened' | 'acknowledged') =>
  ({ type: 'record-delivery', messageId: 'm', sendNumber: 1, grade, at: utc(LATER) }) as const;
const handOver = { type: 'record-hand-over', messageId: 'm', sendNumber: 1, at: utc(LATER) } as const;
const bounce = { type: 'invalidate-delivery', messageId: 'm', sendNumber: 1, reason: '550', at: utc(LATER) } as const;
const undeliverable = { ...bounce, type: 'record-undeliverable' } as const;
const phoned = {
  type: 'state-delivery',
  channel: 'phone',
  textForm: false,
  at: stated(LATER),
  by: 'Night shift',
  to: 'Front desk',
  evidence: 'call log',
} as const;

const progressOf = ({ state }: Story) => noticeProgress(state);

describe('How far a notice has come', () => {
  it('goes from its text to the proof that it was read', () => {
    expect([opened, drafted, approved, sent].map(progressOf)).toEqual(['undrafted', 'drafted', 'approved', 'sent']);
    const delivered = sent.then(handOver, LATER).then(reached('accepted-by-server'), LATER);
    expect(progressOf(sent.then(handOver, LATER))).toBe('sent');
    expect(progressOf(delivered)).toBe('delivered');
    expect(progressOf(delivered.then(reached('opened'), LATER))).toBe('opened');
    expect(progressOf(delivered.then(reached('opened'), LATER).then(reached('acknowledged'), LATER))).toBe(
      'acknowledged',
    );
  });

  it('has failed where everything of it bounced, however often that is noted', () => {
    expect(progressOf(sent.then(undeliverable, LATER))).toBe('failed');
    const delivered = sent.then(handOver, LATER).then(reached('accepted-by-server'), LATER);
    expect(progressOf(delivered.then(bounce, LATER))).toBe('failed');
    const toTwo = approved.then(sending({ recipients: ['one', 'two'] }), NOW);
    expect(progressOf(toTwo.then(undeliverable, LATER))).toBe('sent');
    expect(progressOf(toTwo.then(handOver, LATER).then(reached('accepted-by-server'), LATER).then(bounce, LATER))).toBe(
      'sent',
    );
    expect(progressOf(toTwo.then(undeliverable, LATER).then({ ...undeliverable, messageId: 'n' }, LATER))).toBe(
      'failed',
    );
  });

  it('is told by other means, as the sender says, where no text went', () => {
    expect(progressOf(opened.then(phoned, LATER))).toBe('stated');
    expect(progressOf(sent.then(undeliverable, LATER).then({ ...phoned, sendNumber: 1 }, LATER))).toBe('stated');
  });

  it('begins anew with a new text, and stands where it stood after a sending that was cancelled', () => {
    expect(progressOf(sent.then(reached('opened'), LATER).then(drafting({ text: 'More is known.' }), LATER))).toBe(
      'drafted',
    );
    expect(progressOf(sent.then({ ...undeliverable, cancelled: true }, LATER))).toBe('approved');
  });
});
