import { likest } from './likeness.js';

describe('the likest of several ids', () => {
  const ids = ['abcomed-gmbh', 'datev-eg', 'hetzner-online-gmbh', 'microsoft-ireland-operations-ltd', 'strato-gmbh'];

  it.each([
    ['a letter left out', 'hetzner-onlne-gmbh', 'hetzner-online-gmbh'],
    ['letters the wrong way round', 'daetv-eg', 'datev-eg'],
    ['the beginning only', 'microsoft', 'microsoft-ireland-operations-ltd'],
    ['the legal form forgotten', 'strato', 'strato-gmbh'],
  ])('%s', (_, typed, meant) => expect(likest(typed, ids, 10)[0]).toBe(meant));

  it('are given all, in an order of their own, or no more than asked for', () => {
    expect(likest('hetzner', ids, 10).toSorted()).toEqual(ids);
    expect(likest('q', ['b-ag', 'a-ag'], 10)).toEqual(['a-ag', 'b-ag']);
    expect(likest('datev', ids, 2)).toHaveLength(2);
    expect(likest('datev', [], 2)).toEqual([]);
  });
});
