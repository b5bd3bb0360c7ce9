import { statedIn, type When } from '../design/when.js';

/** The facts whose knowledge a person establishes; the others follow from a ruling. */
export const FACTS = ['suspicion-known', 'breach-established', 'irregularity-known', 'defect-known'] as const;
export const IRREGULARITIES = ['unauthorised-access-or-change', 'loss-or-damage', 'other'] as const;

/** That something became known, as somebody states it. */
export interface Known {
  readonly fact: (typeof FACTS)[number];
  /** Counts where the fact is one. */
  readonly irregularity: (typeof IRREGULARITIES)[number];
  readonly at: When;
}

/** As it is recorded. */
export const awarenessOf = ({ fact, irregularity, at }: Known, zone: string) => ({
  fact,
  at: statedIn(at, zone),
  ...(fact === 'irregularity-known' && { irregularity }),
});
