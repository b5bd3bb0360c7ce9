import { merged, toldLines } from './notice-lines.js';

describe('What a timeline says of notices', () => {
  test('is when controllers were first told, by the minute', () => {
    const notices = [
      { toldAt: '2026-10-24T08:00:00.000Z' },
      { toldAt: '2026-10-24T03:14:09.000Z' },
      { toldAt: null },
      { toldAt: '2026-10-24T03:14:07.000Z' },
    ];
    expect(toldLines(notices).map(({ count, at }) => [count, at.slice(11, 19)])).toEqual([
      [2, '03:14:07'],
      [1, '08:00:00'],
    ]);
  });

  test('stands between what was recorded of the incident, by the log where both are of one instant', () => {
    const of = (hour: number, logNumber: number) => ({ at: `2026-10-24T0${hour}:00:00.000Z`, logNumber });
    const lines = [of(1, 10), of(3, 30), of(3, 32), of(7, 70)];
    const entries = [of(3, 31), of(6, 60)];
    expect(merged(entries, lines, ({ at }) => at).map(({ logNumber }) => logNumber)).toEqual([10, 30, 31, 32, 60, 70]);
  });
});
