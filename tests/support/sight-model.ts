/** A processor or one of its controllers. */
export interface Place {
  readonly id: string;
  readonly side: 'processor' | 'controller';
}

/** A record, and what it belongs to. */
export interface Kept {
  readonly kind: 'incident' | 'notice' | 'case';
  readonly id: string;
  readonly processor: string;
  readonly controller: string;
  readonly incident: string;
  readonly agreement: string;
}

/** What an auditor was engaged for; nothing said: everything. */
export interface Scope {
  readonly incidents?: readonly string[];
  readonly agreements?: readonly string[];
}

/** Must be shown, must not be shown, or both would do (two engagements that say different things). */
export type Verdict = 'must' | 'never' | 'either';

/** What somebody is in a place: a member, a token, or an auditor by each of these engagements; undefined: nothing. */
type View =
  | { readonly as: 'member'; readonly person: string | null }
  | { readonly as: 'auditor'; readonly scopes: readonly Scope[] }
  | undefined;

/** Who has what until when, in a place. */
interface Held {
  readonly id: string;
  readonly place: string;
  readonly until: number;
}
interface Engaged extends Held {
  readonly person: string;
  readonly scope: Scope;
  readonly from: number;
}
interface Opened extends Held {
  readonly person: string;
}
interface Issued extends Held {
  readonly right: string;
}

/** How long a session lives of which nothing is seen, in milliseconds. */
const IDLE = 30 * 60_000;

/** Who sees what, in the words of docs/members.md: written without looking at how the service does it. Times in milliseconds. */
export class SightModel {
  tokens: readonly Issued[] = [];
  private readonly members = new Map<string, { joined: boolean; roles: readonly string[] }>();
  private readonly everAskedIn = new Set<string>();
  private engagements: readonly Engaged[] = [];
  private glasses: readonly Opened[] = [];
  private readonly operators = new Set<string>();
  private readonly named = new Map<string, readonly string[]>();
  private readonly sessions = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  invited({ id }: Place, person: string, roles: readonly string[]): void {
    const was = this.members.get(id + person);
    const has = was?.roles ?? [];
    this.members.set(id + person, { joined: was?.joined ?? false, roles: [...new Set([...has, ...roles])] });
    this.everAskedIn.add(id + person);
  }
  joined({ id }: Place, person: string): void {
    this.members.set(id + person, { joined: true, roles: this.members.get(id + person)?.roles ?? [] });
  }
  setRoles({ id }: Place, person: string, roles: readonly string[]): void {
    const was = this.members.get(id + person);
    if (was) this.members.set(id + person, { ...was, roles });
  }
  removed({ id }: Place, person: string): void {
    this.members.delete(id + person);
  }
  engaged(engagement: Engaged): void {
    this.engagements = [...this.engagements, engagement];
  }
  dismissed(engagement: string): void {
    this.engagements = this.engagements.filter(({ id }) => id !== engagement);
  }
  restricted(incident: string, persons: readonly string[]): void {
    this.named.set(incident, persons);
  }
  lifted(incident: string): void {
    this.named.delete(incident);
  }
  operates(person: string, does: boolean): void {
    if (does) this.operators.add(person);
    else this.operators.delete(person);
  }
  opened(glass: Opened): void {
    this.glasses = [...this.glasses, glass];
  }
  closed(glass: string): void {
    this.glasses = this.glasses.filter(({ id }) => id !== glass);
  }
  issued(token: Issued): void {
    this.tokens = [...this.tokens, token];
  }
  /** A token that was revoked is still tried. */
  revoked(token: string): void {
    this.tokens = this.tokens.map((each) => (each.id === token ? { ...each, until: 0 } : each));
  }
  signedIn(person: string): void {
    this.sessions.set(person, this.now());
  }
  signedOut(person: string): void {
    this.sessions.set(person, -IDLE);
  }

  /** Whether the session that a person began last still opens anything; undefined: it began none. */
  hasSession(person: string): boolean | undefined {
    const began = this.sessions.get(person);
    return began === undefined ? undefined : this.now() < began + IDLE;
  }
  isAskedIn({ id }: Place, person: string): boolean {
    return this.members.has(id + person);
  }
  wasAskedIn({ id }: Place, person: string): boolean {
    return this.everAskedIn.has(id + person);
  }
  isMember({ id }: Place, person: string): boolean {
    return this.members.get(id + person)?.joined ?? false;
  }
  isOperator(person: string): boolean {
    return this.operators.has(person);
  }
  isRestricted(incident: string): boolean {
    return this.named.has(incident);
  }
  mayRestrict(place: Place, person: string, incident: Kept): boolean {
    return (
      this.has(place, person, 'responder') && this.ofRecord(place, this.ofPerson(place, person), incident) === 'must'
    );
  }
  mayLift(place: Place, person: string, incident: Kept): boolean {
    return this.has(place, person, 'admin') || this.mayRestrict(place, person, incident);
  }

  /** Members are members; who is none may be an auditor; an operator is something only where it broke the glass. */
  ofPerson(place: Place, person: string): View {
    if (this.isMember(place, person)) return { as: 'member', person };
    const runs = ({ place: where, until }: Held) => where === place.id && this.now() < until;
    const engaged = this.engagements.filter((each) => each.person === person && runs(each) && each.from <= this.now());
    if (engaged.length > 0) return { as: 'auditor', scopes: engaged.map(({ scope }) => scope) };
    const opened = this.isOperator(person) && this.glasses.some((each) => each.person === person && runs(each));
    return opened ? { as: 'auditor', scopes: [{}] } : undefined;
  }
  /** A token reads where it was issued for, until it ends; one for a directory reads nothing. */
  ofToken({ place: where, right, until }: Issued, place: Place): View {
    if (where !== place.id || this.now() >= until || right === 'scim') return undefined;
    return right === 'auditor' ? { as: 'auditor', scopes: [{}] } : { as: 'member', person: null };
  }

  /** One record, by its id, in a list, or by its events. */
  ofRecord({ id, side }: Place, view: View, { kind, processor, controller, incident, agreement }: Kept): Verdict {
    const isKeptHere =
      side === 'processor' ? kind !== 'case' && id === processor : kind !== 'incident' && id === controller;
    if (!view || !isKeptHere) return 'never';
    // A restriction is the processor's: the controller's own file stays its own.
    const named = side === 'processor' ? this.named.get(incident) : undefined;
    if (view.as === 'member') return named && !(view.person !== null && named.includes(view.person)) ? 'never' : 'must';
    if (named) return 'never';
    return verdictOf(
      view.scopes,
      ({ incidents, agreements }) =>
        incidents?.includes(incident) !== false && agreements?.includes(agreement) !== false,
    );
  }
  /** Whether a list is answered at all. Of a part, an auditor is told what belongs to it. */
  ofList({ side }: Place, view: View, list: string): Verdict {
    if (!view) return 'never';
    // A controller has none: its auditors may be shown that by an empty list.
    if (list === 'incidents' && side === 'controller') return view.as === 'member' ? 'never' : 'either';
    if (view.as === 'member' || list !== 'members') return 'must';
    return verdictOf(view.scopes, ({ incidents, agreements }) => !incidents && !agreements);
  }

  private has({ id }: Place, person: string, role: string): boolean {
    const member = this.members.get(id + person);
    return member !== undefined && member.joined && member.roles.includes(role);
  }
}

function verdictOf(scopes: readonly Scope[], allows: (scope: Scope) => boolean): Verdict {
  const allowed = scopes.filter(allows).length;
  return allowed === scopes.length ? 'must' : allowed === 0 ? 'never' : 'either';
}
