/** What a clock says about itself at one instant. Each has a colour, a word and a shape of its own. */
export const CLOCK_STATES = ['missed', 'near', 'running', 'sent', 'undated', 'settled'] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** What the service says of a clock, as far as its state hangs on it. Instants are RFC 3339. */
export interface ClockFacts {
  readonly state: 'open' | 'missed' | 'sent' | 'settled';
  readonly due: string | null;
  /** When the clock began. */
  readonly anchor: string;
}

/** The last part of a period in which a clock counts as near: a quarter, e.g. six of 24 hours. */
const NEAR = 0.25;

/**
 * The state at an instant (milliseconds). Due is inclusive: at the due instant itself a duty can still be fulfilled in
 * time. A duty without an hour figure is never called near or missed.
 */
export function clockStateAt({ state, due, anchor }: ClockFacts, now: number): ClockState {
  if (state === 'settled' || state === 'sent') return state;
  if (due === null) return 'undated';
  const end = Date.parse(due);
  if (state === 'missed' || now > end) return 'missed';
  return end - now <= (end - Date.parse(anchor)) * NEAR ? 'near' : 'running';
}
