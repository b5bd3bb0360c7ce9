import type { RecordedEvent } from '@art33/event-log';
import type { WatchChange } from '@art33/watch';
import { noticeStream } from '../domain/ids.js';
import { aligned, dutyOf, known, LUMITRA, NOTICE, NOTICE_ID, Story, utc } from '../testing/story.js';
import { noticeWatchSource } from './watch-source.js';

const AWARE = '2026-10-20T09:00:00+02:00';
const NOW = '2026-10-20T10:00:00+02:00';
const breach = known('breach-established', AWARE);
const message = { messageId: 'm', sendNumber: 1 } as const;
const handOver = { type: 'record-hand-over', ...message, at: utc(NOW) } as const;
const accepted = { type: 'record-delivery', ...message, grade: 'accepted-by-server', at: utc(NOW) } as const;
const opened = { ...accepted, grade: 'opened' } as const;
const bounce = { type: 'invalidate-delivery', ...message, reason: '550', at: utc(NOW) } as const;
const due = utc('2026-10-21T09:00:00+02:00');

/** What a story's events do to the clock of its breach duty, in order. */
const changes = (story: Story): readonly WatchChange[] =>
  story.events
    .filter(({ type }) => noticeWatchSource.handles.includes(type))
    .flatMap((event) => noticeWatchSource.read({ ...event, stream: noticeStream(NOTICE_ID) } as RecordedEvent))
    .filter(({ duty }) => duty === dutyOf('breach'));
const types = (story: Story) => changes(story).map(({ type }) => type);

describe('The clocks of a notice', () => {
  const armed = Story.begin().then(aligned(LUMITRA, [breach]), AWARE);
  const sent = armed.sent(NOW);

  it('run for each open duty, under the processor and bundled by incident', () => {
    expect(changes(armed)).toMatchObject([
      {
        type: 'arm',
        owner: { kind: 'notice', id: NOTICE_ID },
        organisation: NOTICE.processorId,
        subject: NOTICE.incidentId,
        deadline: { due },
      },
    ]);
  });

  it('fall silent at the hand-over, and stop at fulfilment', () => {
    expect(types(sent.then(handOver, NOW))).toEqual(['arm', 'silence']);
    expect(types(sent.then(handOver, NOW).then(accepted, NOW))).toEqual(['arm', 'silence', 'disarm']);
  });

  it('are not touched by what reaches the recipient after fulfilment', () => {
    expect(types(sent.then(accepted, NOW).then(opened, NOW))).toEqual(['arm', 'silence', 'disarm']);
  });

  it('run again after a bounce, with the deadline as it stands', () => {
    expect(changes(sent.then(handOver, NOW).then(bounce, NOW)).slice(-2)).toMatchObject([
      { type: 'recompute', deadline: { due } },
      { type: 'rearm' },
    ]);
  });

  it('stay silent after a bounce while another message is handed over', () => {
    const second = sent.then(accepted, NOW).then({ ...handOver, messageId: 'n' }, NOW);
    expect(types(second.then(bounce, NOW)).slice(-2)).toEqual(['recompute', 'silence']);
  });

  it('are recomputed with the deadline, without running again by themselves', () => {
    const corrected = aligned(LUMITRA, [known('breach-established', NOW)]);
    expect(types(sent.then(handOver, NOW).then(corrected, NOW))).toEqual(['arm', 'silence', 'recompute']);
  });

  it('know the steps that were noted', () => {
    const noted = {
      type: 'note-deadline-step',
      dutyId: dutyOf('breach'),
      step: 'missed',
      wasDue: due,
      noticed: due,
    } as const;
    expect(changes(armed.then(noted, NOW)).at(-1)).toMatchObject({
      type: 'done',
      step: 'missed',
      end: due,
      noticedAt: due,
    });
  });

  it('stop when a person finds the duty not required', () => {
    const decision = {
      type: 'find-not-required',
      dutyId: dutyOf('breach'),
      reason: 'other data',
      decidedBy: 'Jo',
    } as const;
    expect(types(armed.then(decision, NOW))).toEqual(['arm', 'disarm']);
  });
});
