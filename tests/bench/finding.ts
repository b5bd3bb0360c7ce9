import type { Compared, Spread } from './measure.js';

/** One row of the report. */
export interface Finding {
  readonly what: string;
  /** What was measured, with its unit. */
  readonly ours: string;
  /** What it is held against; null where the bound is absolute. */
  readonly floor: string | null;
  /** Ours by the floor: middle, lowest and highest round. */
  readonly ratio: Spread | null;
  /** The bound in words; null where a figure is only stated. */
  readonly reach: string | null;
  /** Null where there is no bound. */
  readonly reached: boolean | null;
}

/** How large the data are, and how often each is measured. */
export interface Scale {
  /** `small` only proves that every bench runs: its figures say nothing. */
  readonly small: boolean;
  readonly rounds: number;
  /** The full number, or what the small version takes instead. */
  of(full: number, small: number): number;
}

/** Where a bench works. */
export interface Room {
  /** Its own: removed when it ends. */
  readonly folder: string;
  /** What several benches of a run look at. */
  readonly shared: string;
  readonly say: (progress: string) => void;
}

export interface Bench {
  readonly name: string;
  run(scale: Scale, room: Room): Promise<readonly Finding[]>;
}

const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });
export const number = (value: number): string => (value >= 1000 ? grouped : exact).format(value);

const spread = ({ median, lowest, highest }: Spread, unit: string): string =>
  `${number(median)}${unit} (${number(lowest)} to ${number(highest)})`;

/** A row that holds ours against a floor measured in the same rounds. */
export const against = (
  what: string,
  { ours, floor, ratio }: Compared,
  { unit, least }: { readonly unit: string; readonly least: number },
): Finding => ({
  what,
  ours: spread(ours, unit),
  floor: spread(floor, unit),
  ratio,
  reach: `≥ ${least}`,
  reached: ratio.median >= least,
});

/** A row with an upper bound. */
export const within = (what: string, value: number, most: number, unit: string): Finding => ({
  what,
  ours: `${number(value)} ${unit}`,
  floor: null,
  ratio: null,
  reach: `≤ ${number(most)} ${unit}`,
  reached: value <= most,
});

/** A row with a lower bound. */
export const least = (what: string, value: number, bound: number): Finding => ({
  what,
  ours: number(value),
  floor: null,
  ratio: null,
  reach: `≥ ${number(bound)}`,
  reached: value >= bound,
});

/** A row that only states. */
export const stated = (what: string, ours: string): Finding => ({
  what,
  ours,
  floor: null,
  ratio: null,
  reach: null,
  reached: null,
});
