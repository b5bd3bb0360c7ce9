import type { DispatchLimits } from './limits.js';
import { MinuteWindow } from './minute-window.js';

/** How an attempt ended, as far as it says something about where it went. */
export type Verdict =
  | 'accepted'
  /** The mail server itself would not, or could not be reached. */
  | 'server-refused'
  /** A temporary refusal of this recipient. */
  | 'deferred'
  /** Nothing of the message left: it counts against no limit. */
  | 'not-begun'
  | 'other';

/** The first rest of a server that refuses, doubled up to the longest with each further refusal, in milliseconds. */
const SERVER_REST = { first: 1_000, longest: 60_000 };
/** The same for a domain, once it has deferred so many messages in a row: a single one says nothing of the others. */
const DOMAIN_REST = { first: 5_000, longest: 5 * 60_000 };
const DEFERRALS = 3;
/** So many acceptances in a row give a server that refused one more line back. */
const TRUST = 20;
/** Domains that are remembered although nothing goes to them now. */
const REMEMBERED = 1_000;

interface Domain {
  running: number;
  /** Temporary refusals since the last acceptance. */
  deferrals: number;
  closedUntil: number;
  readonly started: MinuteWindow;
}

/**
 * Who may be sent to now: counts what runs and what was begun within a minute, for the server and for each domain, and lets
 * whoever refuses rest. It keeps nothing over a restart. A domain that may not is passed over, never waited for. Times in
 * milliseconds, from whoever asks.
 */
export class Throttle {
  private readonly domains = new Map<string, Domain>();
  /** Those that have something against another message. */
  private readonly held = new Set<string>();
  private readonly started: MinuteWindow;
  private running = 0;
  private restUntil = 0;
  private refusals = 0;
  /** Lines that the server is thought to bear. */
  private lines: number;
  private trust = 0;

  constructor(private readonly limits: DispatchLimits) {
    this.started = new MinuteWindow(limits.perMinute);
    this.lines = limits.connections;
  }

  /** How many messages may begin now, whoever they are for. */
  room(now: number): number {
    if (now < this.restUntil) return 0;
    return Math.max(0, Math.min(this.lines - this.running, this.started.room(now)));
  }

  /** The domains that no message may begin for now. */
  blocked(now: number): readonly string[] {
    for (const name of this.held) if (this.mayBegin(name, now)) this.held.delete(name);
    return [...this.held];
  }

  mayBegin(name: string, now: number): boolean {
    const domain = this.domains.get(name);
    if (!domain) return true;
    return domain.running < this.limits.domainConnections && now >= domain.closedUntil && domain.started.room(now) > 0;
  }

  begin(name: string, now: number): void {
    const domain = this.domain(name, now);
    this.running += 1;
    domain.running += 1;
    this.started.note(now);
    domain.started.note(now);
    if (!this.mayBegin(name, now)) this.held.add(name);
  }

  /** `begun`: when `begin` was called. */
  end(name: string, verdict: Verdict, now: number, begun = now): void {
    const domain = this.domain(name, now);
    this.running -= 1;
    domain.running -= 1;
    if (verdict === 'not-begun') for (const window of [this.started, domain.started]) window.takeBack(begun);
    if (verdict === 'accepted') this.accepted(domain);
    if (verdict === 'server-refused') this.serverRefused(now);
    if (verdict === 'deferred') this.deferred(name, domain, now);
  }

  private accepted(domain: Domain): void {
    domain.deferrals = 0;
    this.refusals = 0;
    if (this.lines === this.limits.connections) return;
    this.trust += 1;
    if (this.trust < TRUST) return;
    this.trust = 0;
    this.lines += 1;
  }

  /** What still runs shows how many lines it bears; those that fail together count as one refusal. */
  private serverRefused(now: number): void {
    this.trust = 0;
    this.lines = Math.max(1, Math.min(this.lines, this.running));
    if (now < this.restUntil) return;
    this.restUntil = now + longer(SERVER_REST, this.refusals);
    this.refusals += 1;
  }

  private deferred(name: string, domain: Domain, now: number): void {
    domain.deferrals += 1;
    if (domain.deferrals < DEFERRALS || now < domain.closedUntil) return;
    domain.closedUntil = now + longer(DOMAIN_REST, domain.deferrals - DEFERRALS);
    this.held.add(name);
  }

  private domain(name: string, now: number): Domain {
    const known = this.domains.get(name);
    if (known) return known;
    if (this.domains.size >= REMEMBERED) this.forget(now);
    const started = new MinuteWindow(this.limits.domainPerMinute);
    const domain: Domain = { running: 0, deferrals: 0, closedUntil: 0, started };
    this.domains.set(name, domain);
    return domain;
  }

  private forget(now: number): void {
    for (const [name, { running, deferrals, started }] of this.domains)
      if (running === 0 && deferrals === 0 && started.isEmpty(now)) this.domains.delete(name);
  }
}

const longer = ({ first, longest }: { readonly first: number; readonly longest: number }, times: number): number =>
  Math.min(longest, first * 2 ** times);
