import { Inject, Injectable } from '@nestjs/common';
import {
  CommandRefused,
  COMMANDS,
  Refusal,
  type CommandContext,
  type CommandOutcome,
  type Commands,
} from '@art33/event-log';
import { People } from '../../members/handlers/people.js';
import { restrictionDecider, restrictionStream, type RestrictionEvent } from '../domain/restriction.js';

/** Shows incidents to named members alone. Whether the incident is the organisation's own is looked at before. */
@Injectable()
export class Restrictions {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(People) private readonly people: People,
  ) {}

  /** From here on these members of the organisation see it, and nobody else; who restricts it stays among them. */
  async restrict(
    matterId: string,
    members: readonly string[],
    context: CommandContext,
  ): Promise<CommandOutcome<RestrictionEvent>> {
    const { organisation, actor } = context;
    if (actor.kind !== 'person')
      throw refused('person-needed', 'a person restricts an incident: a token is none, and would lose sight of it');
    const named = [...members, actor.id];
    const stranger = named.find((personId) => this.people.principalFor(personId, organisation)?.role !== 'processor');
    if (stranger !== undefined)
      throw refused('unknown-member', `${stranger} is no member of this organisation`, 'members');
    const command = { type: 'restrict', organisation, matterId, members: named } as const;
    return this.commands.run(restrictionDecider, restrictionStream(matterId), command, context);
  }

  /** All members see it again. */
  lift(matterId: string, context: CommandContext): Promise<CommandOutcome<RestrictionEvent>> {
    return this.commands.run(restrictionDecider, restrictionStream(matterId), { type: 'lift' }, context);
  }
}

const refused = (code: string, rule: string, field?: string): CommandRefused =>
  new CommandRefused(new Refusal(code, 'invalid', rule, field));
