import { quartersUpTo } from './kept.js';

describe('The quarters of a record', () => {
  const quarters = (now: string, count: number) => quartersUpTo(now, 'Europe/Berlin', count);

  it('end with the one that is now, and follow each other without a gap', () => {
    const found = quarters('2026-02-10T09:00:00.000Z', 8);
    expect(found.map(({ quarter }) => quarter)).toEqual([
      '2024-Q2',
      '2024-Q3',
      '2024-Q4',
      '2025-Q1',
      '2025-Q2',
      '2025-Q3',
      '2025-Q4',
      '2026-Q1',
    ]);
    for (const [index, { from }] of found.slice(1).entries()) expect(from).toBe(found[index]?.until);
  });

  it('begin with the first moment of a day in the time zone of the processor, in summer and in winter', () => {
    expect(quarters('2026-03-31T22:30:00.000Z', 2)).toEqual([
      { quarter: '2026-Q1', from: '2025-12-31T23:00:00.000Z', until: '2026-03-31T22:00:00.000Z' },
      { quarter: '2026-Q2', from: '2026-03-31T22:00:00.000Z', until: '2026-06-30T22:00:00.000Z' },
    ]);
  });
});
