import type { Instant } from '@art33/event-log';

/**
 * What of its organisation somebody sees, where that is not everything: without the incidents that are restricted to
 * others, and for an auditor within the engagement. Everything that belongs to an incident goes with it.
 */
export interface Sight {
  /** Incidents that are shown to others alone. */
  readonly hidden: readonly string[];
  /** The only incidents that show; null: all but the hidden ones. */
  readonly incidents: readonly string[] | null;
  /** The only agreements that show; null: all. */
  readonly agreements: readonly string[] | null;
  /** Of the list of events only what was recorded from here (inclusive) until there (exclusive). */
  readonly recordedFrom: Instant | null;
  readonly recordedUntil: Instant | null;
}

/** Whether it is narrowed to named incidents or agreements: an auditor's engagement. */
export const isNarrowed = ({ incidents, agreements }: Sight): boolean => incidents !== null || agreements !== null;

/** Whether what belongs to this matter shows. What belongs to none shows only where the sight is not narrowed. */
export function shows(
  sight: Sight,
  matter: { readonly incident: string | null; readonly agreement: string | null } | undefined,
): boolean {
  if (!matter) return !isNarrowed(sight);
  const { incident, agreement } = matter;
  if (incident !== null && (sight.hidden.includes(incident) || sight.incidents?.includes(incident) === false))
    return false;
  return agreement === null || sight.agreements?.includes(agreement) !== false;
}
