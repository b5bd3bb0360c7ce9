import { Inject, Injectable } from '@nestjs/common';
import {
  CommandRefused,
  deriveId,
  READ_MODELS,
  type CommandContext,
  type CommandOutcome,
  type ReadModels,
} from '@art33/event-log';
import type { MemberRole, Side } from '../../domain/rights.js';
import type { MemberState } from '../../members/domain/member.js';
import type { PersonLanguage } from '../../members/domain/events.js';
import { People } from '../../members/handlers/people.js';
import { admission, provision, type Step } from '../domain/admission.js';

/** Somebody whom a directory of one organisation names. */
export interface Named {
  readonly organisation: string;
  readonly side: Side;
  readonly email: string;
  readonly name: string | null;
  readonly language: PersonLanguage | null;
  readonly roles: readonly MemberRole[];
}

/** Brings members in line with what directories (issuers, SCIM) say of them: in their own organisation and in no other. */
@Injectable()
export class DirectoryMembers {
  constructor(
    @Inject(People) private readonly people: People,
    @Inject(READ_MODELS) private readonly models: ReadModels,
  ) {}

  /** Lets somebody in whom an issuer vouches for; says why not where it does not. */
  async admit(
    named: Named,
    how: { readonly justInTime: boolean; readonly byScim: (personId: string) => boolean },
    context: CommandContext,
  ): Promise<{ readonly personId: string; readonly fault?: 'not-a-member' | 'no-role' }> {
    const personId = this.people.idOf(named.email);
    const state = await this.people.memberState(named.organisation, personId);
    const { steps, fault } = admission(state, {
      roles: named.roles,
      justInTime: how.justInTime,
      byScim: how.byScim(personId),
    });
    await this.take(steps, named, 'oidc', context);
    if (fault) return { personId, fault };
    const now = await this.people.memberState(named.organisation, personId);
    return now.status === 'joined' && now.roles.length > 0 ? { personId } : { personId, fault: 'no-role' };
  }

  /** Makes somebody what SCIM says it is; again does nothing. */
  async provide(
    named: Named,
    how: { readonly active: boolean; readonly isActivated: boolean },
    context: CommandContext,
  ): Promise<void> {
    const state = await this.stateOf(named);
    await this.take(provision(state, { roles: named.roles, ...how }), named, 'scim', context);
  }

  private stateOf({ organisation, email }: Named): Promise<MemberState> {
    return this.people.memberState(organisation, this.people.idOf(email));
  }

  /** What was taken holds for the next request on this node. */
  private async take(
    steps: readonly Step[],
    named: Named,
    how: 'oidc' | 'scim',
    context: CommandContext,
  ): Promise<void> {
    let last: string | undefined;
    for (const step of steps) last = (await this.takeOne(step, named, how, partOf(context, step.type))) ?? last;
    if (last !== undefined) await this.models.waitFor(last);
  }

  /** The position of what it wrote. */
  private async takeOne(
    step: Step,
    named: Named,
    how: 'oidc' | 'scim',
    context: CommandContext,
  ): Promise<string | undefined> {
    const { organisation, language, roles: _, ...who } = named;
    const personId = this.people.idOf(named.email);
    switch (step.type) {
      case 'invite': {
        const newcomer = { organisation, ...who, language: language ?? 'de', roles: step.roles, how };
        return (await this.people.invite(newcomer, context)).outcome.position;
      }
      case 'join':
        return (await this.people.join(organisation, personId, context)).position;
      case 'set-roles':
        return (await this.setRoles(organisation, personId, step.roles, context)).position;
      case 'remove':
        return (await this.people.remove(organisation, personId, 'directory', context)).position;
    }
  }

  /** The last admin stays one as long as its groups give it anything: nobody could mend it then. */
  private async setRoles(
    organisation: string,
    personId: string,
    roles: readonly MemberRole[],
    context: CommandContext,
  ): Promise<CommandOutcome> {
    try {
      return await this.people.setRoles(organisation, personId, roles, context);
    } catch (error) {
      if (!(error instanceof CommandRefused) || error.refusal.code !== 'last-admin') throw error;
      return this.people.setRoles(organisation, personId, [...roles, 'admin'], context);
    }
  }
}

/** Each step is a command of its own, the same where the whole is done again. */
const partOf = (context: CommandContext, part: string): CommandContext => {
  const { expectedEdits: _, ...rest } = context;
  return { ...rest, commandId: deriveId(context.commandId, 'directory', part) };
};
