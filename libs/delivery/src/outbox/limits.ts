/** How much mail goes out at once: to the mail server, and to the recipients behind one domain. */
export interface DispatchLimits {
  /** Lines to the mail server at the same time. */
  readonly connections: number;
  /** Messages begun in any 60 seconds. */
  readonly perMinute: number;
  /** The same two for each recipient domain. */
  readonly domainConnections: number;
  readonly domainPerMinute: number;
}

export const DEFAULT_LIMITS: DispatchLimits = {
  connections: 10,
  perMinute: 6_000,
  domainConnections: 5,
  domainPerMinute: 3_000,
};

/** Injection token: the limits that hold here (`DispatchLimits`). */
export const DISPATCH_LIMITS = Symbol('DispatchLimits');

/** The part of an address by which recipients are grouped; addresses that were erased share the empty one. */
export const domainOf = (address: string | null): string =>
  address === null ? '' : address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** The fewest minutes (not rounded) in which so many messages can be handed over, by number per domain. */
export function minutesAtLimits(byDomain: ReadonlyMap<string, number>, limits: DispatchLimits): number {
  const counts = [...byDomain.values()];
  const all = counts.reduce((sum, count) => sum + count, 0);
  const busiest = counts.reduce((most, count) => Math.max(most, count), 0);
  return Math.max(all / limits.perMinute, busiest / limits.domainPerMinute);
}
