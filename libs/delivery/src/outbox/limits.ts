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

/** Messages that are to go, and how long that takes at best. The one estimate: before a job, while it runs, and of all that waits. */
export class Load {
  private all = 0;
  private busiest = 0;
  private readonly byDomain = new Map<string, number>();

  constructor(private readonly limits: DispatchLimits) {}

  add(domain: string, count: number): void {
    const ofDomain = (this.byDomain.get(domain) ?? 0) + count;
    this.byDomain.set(domain, ofDomain);
    this.busiest = Math.max(this.busiest, ofDomain);
    this.all += count;
  }

  get count(): number {
    return this.all;
  }

  /** The fewest minutes (not rounded) in which all of them can be handed over. */
  get minutes(): number {
    return Math.max(this.all / this.limits.perMinute, this.busiest / this.limits.domainPerMinute);
  }
}
