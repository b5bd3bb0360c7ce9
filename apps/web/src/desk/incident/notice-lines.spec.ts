import { merged, noticeLines } from './notice-lines.js';

const NONE = { done: 0, refused: 0, skipped: 0, total: 2, unchanged: 0 };

describe('What a timeline says of notices', () => {
  test('is the work that wrote something, and when controllers were first told, by the minute', () => {
    const jobs = [
      { id: 'b', what: 'send', counts: { ...NONE, done: 2 }, startedAt: '2026-10-24T03:14:00.000Z', logNumber: 9 },
      { id: 'a', what: 'draft', counts: NONE, startedAt: '2026-10-24T03:12:00.000Z', logNumber: 7 },
      { id: 'c', what: 'approve', counts: { ...NONE, done: 1 }, startedAt: '2026-10-24T03:14:00.000Z', logNumber: 8 },
    ] as const;
    const notices = [
      { toldAt: '2026-10-24T03:14:09.000Z' },
      { toldAt: null },
      { toldAt: '2026-10-24T03:14:07.000Z' },
      { toldAt: '2026-10-24T08:00:00.000Z' },
    ];
    expect(noticeLines(jobs, notices).map(({ what, count, at }) => [what, count, at.slice(11, 19)])).toEqual([
      ['approve', 1, '03:14:00'],
      ['send', 2, '03:14:00'],
      ['told', 2, '03:14:07'],
      ['told', 1, '08:00:00'],
    ]);
  });

  test('stands between what was recorded of the incident, by the log where both are of one instant', () => {
    const of = (hour: number, logNumber: number) => ({ at: `2026-10-24T0${hour}:00:00.000Z`, logNumber });
    const lines = [of(1, 10), of(3, 30), of(3, 32), of(7, 70)];
    const entries = [of(3, 31), of(6, 60)];
    expect(merged(entries, lines, ({ at }) => at).map(({ logNumber }) => logNumber)).toEqual([10, 30, 31, 32, 60, 70]);
  });
});
