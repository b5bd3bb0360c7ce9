import type { Decider, DomainEvent, RecordedEvent } from '@art33/event-log';
import { PastStates } from './past-states.js';

type Added = DomainEvent<'Added', number>;
const sum: Decider<number, { readonly type: 'add' }, Added> = {
  initialState: 0,
  decide: () => [],
  evolve: (state, { data }) => state + data,
};

describe('Past states', () => {
  const numbers = [1, 10, 100];
  const events = (): RecordedEvent[] =>
    numbers.map((data, index) => ({ type: 'Added', data, logNumber: index * 5 }) as unknown as RecordedEvent);
  let reads: number;
  let past: PastStates;
  beforeEach(() => {
    reads = 0;
    numbers.length = 3;
    const read = (_: string, upTo = Infinity) => {
      reads += 1;
      return Promise.resolve(events().filter(({ logNumber }) => logNumber <= upTo));
    };
    past = new PastStates({ read } as never, { head: () => Promise.resolve({ size: numbers.length * 5 }) } as never);
  });

  it('are those of the log number, whatever was recorded later', async () => {
    expect(await past.shared(sum, 'x', 4)).toBe(1);
    expect(await past.shared(sum, 'x', 5)).toBe(11);
    expect(await past.shared(sum, 'x', 14)).toBe(111);
    expect(await past.own(sum, 'x', 5)).toBe(11);
  });

  it('of one stream are read once for all who share it, until somebody asks for what came after', async () => {
    for (const upTo of [14, 0, 7]) await past.shared(sum, 'x', upTo);
    expect(reads).toBe(1);
    numbers.push(1000);
    expect(await past.shared(sum, 'x', 15)).toBe(1111);
    expect(await past.shared(sum, 'x', 14)).toBe(111);
    expect(reads).toBe(2);
  });
});
