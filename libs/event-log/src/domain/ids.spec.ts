import { v5 } from 'uuid';
import { deriveId } from './ids.js';

describe('Derived ids', () => {
  it('are UUIDv5 of their parts as JSON, in the namespace that never changes', () => {
    for (const parts of [['notice', 1], ['ä„ß', 'x'.repeat(1_000)], ['a,b'], ['a', 'b'], []])
      expect(deriveId(...parts)).toBe(v5(JSON.stringify(parts), '5b0e6b9c-6a0c-5f0f-9d5a-3f1b1f7d8a33'));
  });
});
