import type { NoticeKind } from '@art33/parties';
import { covers, factsAllow, strongest } from './kinds.js';

const KINDS: readonly NoticeKind[] = [
  'breach',
  'suspected-breach',
  'irregularity',
  'for-information',
  'security-defect',
];

describe('Kinds of notice', () => {
  it('lets a message fulfil duties of its own kind and of every weaker one; a security defect stands alone', () => {
    const covered = (message: NoticeKind) => KINDS.filter((duty) => covers(message, duty));
    expect(Object.fromEntries(KINDS.map((kind) => [kind, covered(kind)]))).toEqual({
      breach: ['breach', 'suspected-breach', 'irregularity', 'for-information'],
      'suspected-breach': ['suspected-breach', 'irregularity', 'for-information'],
      irregularity: ['irregularity', 'for-information'],
      'for-information': ['for-information'],
      'security-defect': ['security-defect'],
    });
  });

  it('takes the strongest of several, a security defect only where there is nothing else', () => {
    expect(strongest(['irregularity', 'suspected-breach', 'security-defect'])).toBe('suspected-breach');
    expect(strongest(['security-defect'])).toBe('security-defect');
    expect(strongest([])).toBeUndefined();
  });

  it('allows no stronger word than the facts known', () => {
    const allowed = (...facts: string[]) => KINDS.filter((kind) => factsAllow(kind, facts));
    expect(allowed()).toEqual(['for-information']);
    expect(allowed('irregularity-known/other')).toEqual(['irregularity', 'for-information']);
    expect(allowed('suspicion-known')).toEqual(['suspected-breach', 'irregularity', 'for-information']);
    expect(allowed('breach-established')).toEqual(['breach', 'suspected-breach', 'irregularity', 'for-information']);
    expect(allowed('defect-known')).toEqual(['for-information', 'security-defect']);
  });
});
