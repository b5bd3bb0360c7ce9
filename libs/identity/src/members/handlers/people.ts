import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  countEdits,
  deriveId,
  EditConflict,
  fold,
  isRefusal,
  READ_MODELS,
  Refusal,
  toInstant,
  type Actor,
  type Clock,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type Decider,
  type DomainEvent,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import { principalByBreakGlass } from '../../access/handlers/break-glass.js';
import type { Principal } from '../../domain/principal.js';
import { OPERATOR } from '../../http/operator.js';
import { engagementDecider } from '../domain/engagement.js';
import type {
  EngagementEvent,
  EngagementScope,
  MemberEvent,
  MemberSide,
  PersonLanguage,
  WayIn,
  WayOut,
} from '../domain/events.js';
import { engagementStream, memberStream, personStream } from '../domain/ids.js';
import { memberDecider, type MemberState } from '../domain/member.js';
import { personDecider } from '../domain/person.js';
import {
  engagementsOf,
  isEngagedBy,
  holdersOf,
  membershipsOf,
  personById,
  type Engagement,
  type Membership,
  type Person,
} from '../read-model/queries.js';
import { PEOPLE_KEY } from './organisations.js';
import { normalisedEmail, personIdOf } from './person-id.js';

/** Whom to ask in. */
export interface Newcomer {
  readonly organisation: string;
  readonly side: MemberSide;
  readonly email: string;
  readonly name: string | null;
  readonly language: PersonLanguage;
  readonly roles: readonly string[];
  readonly how: WayIn;
}

/** For how long a read of one person's memberships is kept: until the models change. */
interface Known {
  readonly memberships: readonly Membership[];
}

/** The people of the installation and what they may do where. Every method throws `CommandRefused` where a rule says no. */
@Injectable()
export class People {
  private readonly known = new Map<string, Known>();
  /** Where an admin could go, one after the other: two who take each other out must not both find the other there. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PEOPLE_KEY) private readonly key: Uint8Array,
  ) {
    models.onChange(() => this.known.clear());
  }

  /** The id that a person with this address has, known or not. */
  idOf(email: string): string {
    return personIdOf(this.key, email);
  }

  /** A person as the read models know it. */
  person(personId: string): Person | undefined {
    return personById(this.models.db, personId);
  }

  membershipsOf(personId: string): readonly Membership[] {
    const known = this.known.get(personId) ?? { memberships: membershipsOf(this.models.db, personId) };
    this.known.set(personId, known);
    return known.memberships;
  }

  /** Engagements as an auditor that run now. */
  engagementsOf(personId: string): readonly Engagement[] {
    return engagementsOf(this.models.db, personId, toInstant(this.clock.now()));
  }

  /** Whether an organisation engaged a person as an auditor, and that is not over; it may be yet to begin. */
  isEngaged(organisation: string, personId: string): boolean {
    return isEngagedBy(this.models.db, organisation, personId, toInstant(this.clock.now()));
  }

  /** The organisations that a person may act for now, each once. */
  organisationsOf(personId: string): readonly string[] {
    const members = this.membershipsOf(personId).filter(({ rights }) => rights.length > 0);
    return [...new Set([...members, ...this.engagementsOf(personId)].map(({ organisation }) => organisation))];
  }

  /**
   * Who a person is in an organisation now; undefined where it is nothing there. Who is a member is no auditor there: the
   * roles say more. An operator is something only where it opened the records to itself.
   */
  principalFor(personId: string, organisation: string, sessionId?: string): Principal | undefined {
    const actor = { kind: 'person', id: personId } as const;
    const session = sessionId === undefined ? {} : { sessionId };
    const member = this.membershipsOf(personId).find((each) => each.organisation === organisation);
    if (member && member.rights.length > 0)
      return { actor, organisation, role: member.side, rights: member.rights, ...session };
    const engagement = this.engagementsOf(personId).find((each) => each.organisation === organisation);
    if (engagement)
      return { actor, organisation, role: 'auditor', rights: ['auditor'], engagementId: engagement.id, ...session };
    const opened = this.isOperator(personId) && this.byBreakGlass(actor, organisation);
    return opened ? { ...opened, ...session } : undefined;
  }

  /** Whether somebody helps to run the installation. */
  isOperator(personId: string): boolean {
    return this.membershipsOf(personId).some(({ rights }) => rights.includes('operator'));
  }

  private byBreakGlass(actor: Actor, organisation: string): Principal | undefined {
    return principalByBreakGlass(this.models.db, actor, organisation, toInstant(this.clock.now()));
  }

  /** Makes a person known; again does nothing. */
  async register(
    { email, name, language }: Pick<Newcomer, 'email' | 'name' | 'language'>,
    context: CommandContext,
  ): Promise<string> {
    const personId = this.idOf(email);
    const command = { type: 'register', personId, email: normalisedEmail(email), name, language } as const;
    await this.commands.run(personDecider, personStream(personId), command, partOf(context, 'person'));
    return personId;
  }

  /** Changes what a person is called. */
  async change(
    personId: string,
    facts: { readonly name: string | null; readonly language: PersonLanguage },
    context: CommandContext,
  ): Promise<void> {
    await this.commands.run(personDecider, personStream(personId), { type: 'change', ...facts }, context);
  }

  /** Asks a person in: known to the installation or not. It has no right before it joined. */
  async invite(
    { organisation, side, roles, how, ...who }: Newcomer,
    context: CommandContext,
  ): Promise<{ readonly personId: string; readonly outcome: CommandOutcome<MemberEvent> }> {
    const personId = this.idOf(who.email);
    const stream = memberStream(organisation, personId);
    const command = { type: 'invite', organisation, personId, side, roles, how } as const;
    await this.foresee(memberDecider, stream, command, context);
    await this.register(who, context);
    return { personId, outcome: await this.commands.run(memberDecider, stream, command, context) };
  }

  /** The person accepts. */
  join(organisation: string, personId: string, context: CommandContext): Promise<CommandOutcome<MemberEvent>> {
    return this.commands.run(memberDecider, memberStream(organisation, personId), { type: 'join' }, context);
  }

  /** Gives a member exactly these roles. The last admin stays one. */
  async setRoles(
    organisation: string,
    personId: string,
    roles: readonly string[],
    context: CommandContext,
  ): Promise<CommandOutcome<MemberEvent>> {
    const command = { type: 'set-roles', roles } as const;
    const set = () => this.commands.run(memberDecider, memberStream(organisation, personId), command, context);
    return roles.includes('admin') ? set() : this.keepingAnAdmin(organisation, personId, set);
  }

  /** Takes a member out; the last admin stays. */
  async remove(
    organisation: string,
    personId: string,
    why: WayOut,
    context: CommandContext,
  ): Promise<CommandOutcome<MemberEvent>> {
    const command = { type: 'remove', why } as const;
    const remove = () => this.commands.run(memberDecider, memberStream(organisation, personId), command, context);
    return why === 'directory' ? remove() : this.keepingAnAdmin(organisation, personId, remove);
  }

  /** What the log says now of a person in an organisation. */
  memberState(organisation: string, personId: string): Promise<MemberState> {
    return this.commands.state(memberDecider, memberStream(organisation, personId), { fresh: true });
  }

  /** Engages an auditor, who becomes known by the address. */
  async engage(
    options: {
      readonly organisation: string;
      readonly email: string;
      readonly name: string | null;
      readonly language: PersonLanguage;
      readonly scope: EngagementScope;
      readonly from: Instant;
      readonly until: Instant;
    },
    context: CommandContext,
  ): Promise<{
    readonly engagementId: string;
    readonly personId: string;
    readonly outcome: CommandOutcome<EngagementEvent>;
  }> {
    const { organisation, scope, from, until, ...who } = options;
    const engagementId = deriveId(context.commandId, 'engagement');
    const personId = this.idOf(who.email);
    const stream = engagementStream(engagementId);
    const command = { type: 'engage', engagementId, organisation, personId, scope, from, until } as const;
    await this.foresee(engagementDecider, stream, command, context);
    await this.register(who, context);
    return { engagementId, personId, outcome: await this.commands.run(engagementDecider, stream, command, context) };
  }

  /** Ends an engagement before its time. */
  endEngagement(
    organisation: string,
    engagementId: string,
    context: CommandContext,
  ): Promise<CommandOutcome<EngagementEvent>> {
    const command = { type: 'end', organisation } as const;
    return this.commands.run(engagementDecider, engagementStream(engagementId), command, context);
  }

  /** Refuses what will be refused before a person becomes known because of it. */
  private async foresee<S, C extends { readonly type: string }, E extends DomainEvent>(
    decider: Decider<S, C, E>,
    stream: string,
    command: C,
    { commandId, organisation, expectedEdits }: CommandContext,
  ): Promise<void> {
    const history = await this.commands.read<E>(stream);
    if (history.some(({ metadata }) => metadata.commandId === commandId)) return;
    const edits = countEdits(history, organisation);
    if (expectedEdits !== undefined && expectedEdits !== edits) throw new EditConflict(expectedEdits, edits, []);
    const decided = decider.decide({ ...command, now: toInstant(this.clock.now()) }, fold(decider, history));
    if (isRefusal(decided)) throw new CommandRefused(decided);
  }

  /**
   * Takes something from a member, but not the last admin. Operators hold the installation's role: what an admin is elsewhere. The log is
   * asked, which knows more than the read models; of two nodes that do this within the same milliseconds neither sees the other.
   */
  private keepingAnAdmin<T>(organisation: string, personId: string, take: () => Promise<T>): Promise<T> {
    const role = organisation === OPERATOR.organisation ? 'operator' : 'admin';
    const holds = async (one: string): Promise<boolean> => {
      const state = await this.memberState(organisation, one);
      return state.status === 'joined' && state.roles.includes(role);
    };
    const taken = this.last.then(async () => {
      if (!(await holds(personId))) return take();
      for (const other of holdersOf(this.models.db, organisation, role))
        if (other !== personId && (await holds(other))) return take();
      const rule = `the last ${role} stays: give the role to somebody else first`;
      throw new CommandRefused(new Refusal('last-admin', 'conflict', rule, 'roles'));
    });
    this.last = taken.catch(() => undefined);
    return taken;
  }
}

/** One request can write to several streams: each with a command id of its own. */
const partOf = (context: CommandContext, part: string): CommandContext => {
  const { expectedEdits: _, ...rest } = context;
  return { ...rest, commandId: deriveId(context.commandId, part) };
};
