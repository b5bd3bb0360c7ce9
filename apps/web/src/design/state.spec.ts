import { clockStateAt, type ClockFacts } from './state.js';

const clock = (facts: Partial<ClockFacts> = {}): ClockFacts => ({
  state: 'open',
  anchor: '2026-10-24T08:20:00.000Z',
  due: '2026-10-25T08:20:00.000Z',
  ...facts,
});
const at = (instant: string): number => Date.parse(instant);

describe('A clock', () => {
  test('runs, and is near in the last quarter of its period', () => {
    expect(clockStateAt(clock(), at('2026-10-25T02:19:59.999Z'))).toBe('running');
    expect(clockStateAt(clock(), at('2026-10-25T02:20:00.000Z'))).toBe('near');
  });
  test('is not missed at the due instant itself, but after it', () => {
    expect(clockStateAt(clock(), at('2026-10-25T08:20:00.000Z'))).toBe('near');
    expect(clockStateAt(clock(), at('2026-10-25T08:20:00.001Z'))).toBe('missed');
  });
  test('without an hour figure is never near or missed', () =>
    expect(clockStateAt(clock({ due: null }), at('2027-01-01T00:00:00.000Z'))).toBe('undated'));
  test('stands still once its notice was sent or its duty decided', () => {
    const later = at('2026-11-01T00:00:00.000Z');
    expect(clockStateAt(clock({ state: 'sent' }), later)).toBe('sent');
    expect(clockStateAt(clock({ state: 'settled' }), later)).toBe('settled');
  });
});
