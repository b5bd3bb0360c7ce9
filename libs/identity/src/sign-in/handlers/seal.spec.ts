import { randomBytes } from 'node:crypto';
import { Seal } from './seal.js';

const key = randomBytes(32);
const seal = new Seal(key);

describe('a sealed value', () => {
  const text = seal.seal('session', { id: 's1' });
  test('opens on every node with the key, and tells nothing without it', () => {
    expect(new Seal(key).open('session', text)).toEqual({ id: 's1' });
    expect(new Seal(randomBytes(32)).open('session', text)).toBeUndefined();
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('s1');
  });
  test('opens for its own purpose only', () => expect(seal.open('second-step', text)).toBeUndefined());
  test('does not open when anything about it was changed', () => {
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === 'A' ? 'B' : 'A';
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      // The last letter of base64url may hold bits that say nothing.
      if (Buffer.from(changed, 'base64url').equals(Buffer.from(text, 'base64url'))) continue;
      expect(seal.open('session', changed)).toBeUndefined();
    }
    for (const broken of ['', 'A', text.slice(0, -4), '%%%', 'ü'.repeat(60)])
      expect(seal.open('session', broken)).toBeUndefined();
  });
  test('never looks the same twice', () => expect(seal.seal('session', { id: 's1' })).not.toBe(text));
});

describe('a proof', () => {
  test('is of one text and one purpose, by one key', () => {
    const proof = seal.proof('csrf', 's1');
    expect(seal.isProof('csrf', 's1', proof)).toBe(true);
    expect([
      seal.isProof('csrf', 's2', proof),
      seal.isProof('other', 's1', proof),
      new Seal(randomBytes(32)).isProof('csrf', 's1', proof),
      seal.isProof('csrf', 's1', ''),
      seal.isProof('csrf', 's1', `${proof}x`),
    ]).toEqual([false, false, false, false, false]);
  });
});
