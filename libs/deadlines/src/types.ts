/** A UTC instant in RFC 3339 with milliseconds. */
export type Instant = string;

/** An instant as a person stated it: what was meant, not only when it was. */
export interface StatedInstant {
  /** UTC. */
  readonly at: Instant;
  /** The offset that was in force or was entered, e.g. `+02:00`. */
  readonly offset: string;
  /** IANA zone, where one was given. */
  readonly zone?: string;
  readonly precision: 'exact' | 'approximate';
}

/** How long a rule gives. `undated`: "unverzüglich" and its like; never invent a due time for it. */
export type Period =
  { readonly kind: 'hours'; readonly hours: number } | { readonly kind: 'undated'; readonly wording: string };

/** A rule as data: law from the catalogue of this library, contract rules from imported terms. */
export interface DeadlineRule {
  /** Stable, e.g. `gdpr-33-1`, or `<terms id>/<trigger id>`. */
  readonly id: string;
  readonly version: string;
  /** `contract` for imported terms; otherwise the regime, e.g. `gdpr`. */
  readonly regime: string;
  /** Clause or article, e.g. `§ 8.6`, `Art. 33(1) GDPR`. */
  readonly source: string;
  readonly period: Period;
  /** The rule is in force at anchors from … to (ISO dates, inclusive/exclusive). */
  readonly validFrom?: string;
  readonly validTo?: string;
}

/** An assumption in a deadline: an open term's default, used until a person confirms a value. */
export interface Assumption {
  readonly openTerm: string;
  readonly clause: string;
  readonly question: { readonly de: string; readonly en: string };
  readonly value: string;
  /** True once a person has confirmed the value. */
  readonly confirmed: boolean;
}

/** A due instant with its provenance: everything needed to explain it without another look-up. */
export interface Deadline {
  /** UTC, inclusive: fulfilled at this very instant is on time. Null for undated duties. */
  readonly due: Instant | null;
  /** An organisation's own internal target for an undated duty; never called a deadline. */
  readonly target: Instant | null;
  readonly rule: { readonly id: string; readonly version: string; readonly regime: string; readonly source: string };
  readonly anchor: { readonly what: string; readonly at: StatedInstant };
  /** The steps of the arithmetic in words, `{de, en}` each, e.g. "+ 24 elapsed hours". */
  readonly arithmetic: readonly { readonly de: string; readonly en: string }[];
  /** EU clocks only: the started-hour reading of Reg. 1182/71, never used for alarms. UTC. */
  readonly outerLimit?: Instant;
  /** The period crosses a change of clocks in the anchor's zone. */
  readonly crossesClockChange?: { readonly at: Instant; readonly from: string; readonly to: string };
  readonly assumptions: readonly Assumption[];
}

/** Judged once, when the duty is fulfilled, and kept. */
export interface Lateness {
  readonly onTime: boolean;
  /** Milliseconds after due; 0 when on time. */
  readonly lateBy: number;
  readonly due: Instant | null;
  readonly fulfilledAt: Instant;
}
