import { Inject, Injectable } from '@nestjs/common';
import {
  CommandRefused,
  COMMANDS,
  READ_MODELS,
  Refusal,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import { OPERATOR, People, type Principal } from '@art33/identity';
import { linkedPair, recordLinkDecider, recordLinkStream, type RecordLinkEvent } from '../domain/record-link.js';
import { invalid, notFound } from '../domain/refusals.js';
import { areLinked, linkedRecords, type LinkedRecord } from '../read-model/record-links.js';

/**
 * Links the records that several processors keep of one controller. A link names an organisation to the people of another: it
 * exists for whoever is a member of both, and for nobody else.
 */
@Injectable()
export class RecordLinks {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(People) private readonly people: People,
  ) {}

  /** What the record that somebody acts for is linked with, as far as it belongs there too. */
  list({ organisation, actor }: Principal): readonly LinkedRecord[] {
    if (actor.kind !== 'person') return [];
    const others = this.recordsOf(actor.id).keys();
    return linkedRecords(
      this.models.db,
      organisation,
      [...others].filter((id) => id !== organisation),
    );
  }

  /** Throws `CommandRefused` where the asker is no admin of the other record, whether there is one or not. */
  link(other: string, principal: Principal, context: CommandContext): Promise<CommandOutcome<RecordLinkEvent>> {
    const { organisation, actor } = principal;
    if (actor.kind !== 'person')
      throw refused(invalid('person-needed', 'organisation', 'a person links records: a token is a member of none'));
    if (other === organisation)
      throw refused(invalid('same-record', 'organisation', 'this is the record that you act for: name another one'));
    if (this.recordsOf(actor.id).get(other) !== 'admin')
      throw refused(invalid('unknown-record', 'organisation', 'you are admin of no controller’s record with this id'));
    return this.run('link', other, principal, context);
  }

  /** An admin of either takes the link back, if it sees it: as a member of both. */
  unlink(other: string, principal: Principal, context: CommandContext): Promise<CommandOutcome<RecordLinkEvent>> {
    const { organisation, actor, rights } = principal;
    const there = actor.kind === 'person' ? this.recordsOf(actor.id).get(other) : undefined;
    const isAdmin = rights.includes('controller:admin') || there === 'admin';
    // Looked for whoever asks: how long an answer takes says nothing either.
    const isLinked = areLinked(this.models.db, organisation, other);
    if (there === undefined || !isLinked) throw refused(notFound());
    if (!isAdmin)
      throw refused(new Refusal('admin-needed', 'forbidden', 'an admin of either record takes a link back'));
    return this.run('unlink', other, principal, context);
  }

  /** Not on behalf of the record that somebody acts for: its list of events is read by people who are not in the other one. */
  private run(
    type: 'link' | 'unlink',
    other: string,
    { organisation, actor }: Principal,
    context: CommandContext,
  ): Promise<CommandOutcome<RecordLinkEvent>> {
    const command = { type, organisations: linkedPair(organisation, other), by: actor } as const;
    const nobodys = { ...context, organisation: OPERATOR.organisation };
    return this.commands.run(recordLinkDecider, recordLinkStream(organisation, other), command, nobodys);
  }

  /** The controllers' records that a person belongs to. */
  private recordsOf(personId: string): ReadonlyMap<string, 'admin' | 'member'> {
    const own = this.people.membershipsOf(personId).filter(({ rights }) => rights.length > 0);
    return new Map(
      own
        .filter(({ side }) => side === 'controller')
        .map(({ organisation, rights }) => [organisation, rights.includes('controller:admin') ? 'admin' : 'member']),
    );
  }
}

const refused = (refusal: Refusal): CommandRefused => new CommandRefused(refusal);
