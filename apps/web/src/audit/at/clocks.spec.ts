import { compareClocks, type Clock, type ClocksThen } from './clocks.js';

const clock = (duty: string, due: string, state: Clock['state'] = 'open'): Clock =>
  ({
    owner: { kind: 'notice', id: 'n' },
    duty,
    state,
    due,
    source: '§ 8',
    deadline: { anchor: { at: { at: '2026-10-20T00:00:00Z' } } },
  }) as unknown as Clock;
const at = (instant: string, ...clocks: Clock[]): ClocksThen => ({ instant, clocks, isMore: false });

describe('the clocks of two looks at the past', () => {
  const changes = (before: ClocksThen, after: ClocksThen): readonly string[] =>
    compareClocks(before, after).map(
      ({ clock: { duty }, change, ...states }) => `${duty} ${change} ${states.before ?? '-'} ${states.after ?? '-'}`,
    );
  const noon = '2026-10-20T12:00:00Z';

  it('says what came, what went, and what is as it was', () => {
    const before = at(noon, clock('a', '2026-10-22T00:00:00Z'), clock('b', '2026-10-22T00:00:00Z'));
    const after = at(noon, clock('b', '2026-10-22T00:00:00Z'), clock('c', '2026-10-23T00:00:00Z'));
    expect(changes(before, after)).toEqual(['c came - running', 'a gone running -', 'b same running running']);
  });
  it('measures each at its own instant: time alone changes a state', () => {
    const one = clock('a', '2026-10-21T00:00:00Z');
    expect(changes(at(noon, one), at('2026-10-20T20:00:00Z', one))).toEqual(['a changed running near']);
    expect(changes(at(noon, one), at('2026-10-21T00:00:01Z', one))).toEqual(['a changed running missed']);
  });
  it('takes another due time and another word of the service for a change', () => {
    const [early, late] = [clock('a', '2026-10-23T00:00:00Z'), clock('a', '2026-10-24T00:00:00Z')];
    expect(changes(at(noon, early), at(noon, late))).toEqual(['a changed running running']);
    expect(changes(at(noon, early), at(noon, { ...early, state: 'sent' }))).toEqual(['a changed running sent']);
  });
});
