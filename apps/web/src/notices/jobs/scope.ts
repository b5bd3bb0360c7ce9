import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { useLang } from '../../app/locale.js';
import { countOf } from '../../design/time.js';

/** With which notices of an incident something is done: all that need it, or those that are named. */
export type Scope =
  | { readonly of: 'all'; readonly count: number }
  | { readonly of: 'filtered' | 'chosen'; readonly notices: readonly string[] };

export const sizeOf = (scope: Scope): number => (scope.of === 'all' ? scope.count : scope.notices.length);

/** What can be done with many notices as a job. */
export const DEEDS = ['draft', 'approve', 'send', 'explain'] as const;
export type Deed = (typeof DEEDS)[number];

/** What a job is asked for. */
export function bodyOf(
  what: Deed,
  scope: Scope,
  { withGaps, reason }: { readonly withGaps: boolean; readonly reason: string },
): Schemas['JobBody'] {
  return {
    what,
    ...(scope.of !== 'all' && { notices: [...scope.notices] }),
    ...(what === 'send' && withGaps && { withGaps }),
    ...(what === 'explain' && { reason }),
  };
}

/** In words: for how many. */
export function useScopeWords(): (scope: Scope) => string {
  const { t } = useTranslation('notices');
  const lang = useLang();
  return (scope) => {
    const count = sizeOf(scope);
    return t(`deeds.${scope.of}`, { count, formatted: countOf(count, lang) });
  };
}
