import type { Instant, StatedInstant } from '@art33/deadlines';
import type { Fact, Irregularity } from '@art33/parties';

/**
 * What is known of an incident and since when (*Kenntnis*): kept per fact, because the agreements name different facts
 * as the start of their clocks. The earliest knowledge anywhere in the processor's organisation counts.
 */
export interface IncidentFact {
  readonly fact: Fact;
  /** For `irregularity-known` only. */
  readonly irregularity?: Irregularity;
  readonly at: StatedInstant;
}

/** One string per fact, e.g. `irregularity-known/loss-or-damage`. */
export const factKey = (fact: Pick<IncidentFact, 'fact' | 'irregularity'>): string =>
  fact.irregularity ? `${fact.fact}/${fact.irregularity}` : fact.fact;

/** The instant of the earliest knowledge recorded; undefined before anything is known. The terms in force then count. */
export const earliestKnowledge = (facts: readonly IncidentFact[]): Instant | undefined =>
  facts.map(({ at }) => at.at).toSorted()[0];
