import { factKey, type IncidentFact } from '@art33/incidents';
import type { NoticeKind } from '@art33/parties';

/** From strongest to weakest. A security defect stands alone: it neither covers another kind nor is covered by one. */
const BY_STRENGTH: readonly NoticeKind[] = ['breach', 'suspected-breach', 'irregularity', 'for-information'];

/** Whether a message of one kind fulfils a duty of another: its own kind and every weaker one, never a stronger. */
export const covers = (message: NoticeKind, duty: NoticeKind): boolean =>
  message === duty ||
  (BY_STRENGTH.includes(message) &&
    BY_STRENGTH.includes(duty) &&
    BY_STRENGTH.indexOf(message) < BY_STRENGTH.indexOf(duty));

/** The strongest of some kinds; a security defect only where there is nothing else. */
export const strongest = (kinds: readonly NoticeKind[]): NoticeKind | undefined =>
  BY_STRENGTH.find((kind) => kinds.includes(kind)) ?? kinds.find((kind) => kind === 'security-defect');

/** One string per fact, as a notice keeps what it rests on. */
export const factKeys = (facts: readonly Pick<IncidentFact, 'fact' | 'irregularity'>[]): readonly string[] =>
  [...new Set(facts.map(factKey))].sort();

/**
 * Whether known facts allow a message of this kind: nobody calls a breach what is only suspected. A weaker word than the
 * facts allow is the sender's choice; it then fulfils the weaker duties only.
 */
export function factsAllow(kind: NoticeKind, facts: readonly string[]): boolean {
  const known = (prefix: string) => facts.some((fact) => fact === prefix || fact.startsWith(`${prefix}/`));
  switch (kind) {
    case 'breach':
      return known('breach-established');
    case 'suspected-breach':
      return known('breach-established') || known('suspicion-known');
    case 'irregularity':
      return known('breach-established') || known('suspicion-known') || known('irregularity-known');
    case 'security-defect':
      return known('defect-known');
    case 'for-information':
      return true;
  }
}
