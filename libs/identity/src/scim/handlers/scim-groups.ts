import { Inject, Injectable } from '@nestjs/common';
import { COMMANDS, deriveId, READ_MODELS, type Commands, type ReadModels } from '@art33/event-log';
import { scimGroupDecider, type ScimGroupCommand } from '../domain/deciders.js';
import { scimGroupStream } from '../domain/events.js';
import { badValue, ScimFault } from '../domain/fault.js';
import type { ScimObject } from '../domain/filter.js';
import { groupIn, GROUP_ATTRIBUTES, type ScimGroup } from '../domain/group.js';
import { patched } from '../domain/patch.js';
import { groupById, userById, type KeptGroup } from '../read-model/queries.js';
import { ScimMembers } from './scim-members.js';
import type { Caller } from './scim-users.js';

/** The groups of a directory: whoever is in one has the roles that it stands for, before it is answered. */
@Injectable()
export class ScimGroups {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(ScimMembers) private readonly members: ScimMembers,
  ) {}

  async create(caller: Caller, body: ScimObject): Promise<KeptGroup> {
    const group = groupIn(body);
    this.requireUsers(caller, group.members);
    const { organisation, side, context } = caller;
    const groupId = deriveId(context.commandId, 'scim-group');
    await this.run(caller, groupId, { type: 'create', organisation, side, groupId, group });
    await this.members.followAll(caller, context, group.members);
    return this.kept(caller, groupId);
  }

  replace(caller: Caller, groupId: string, body: ScimObject): Promise<KeptGroup> {
    return this.put(caller, this.kept(caller, groupId), groupIn(body));
  }

  patch(caller: Caller, groupId: string, body: ScimObject): Promise<KeptGroup> {
    const kept = this.kept(caller, groupId);
    const { displayName, externalId } = kept;
    const members = kept.members.map(({ id }) => ({ value: id }));
    const changed = patched({ displayName, externalId, members }, body, GROUP_ATTRIBUTES);
    return this.put(caller, kept, groupIn(changed));
  }

  async remove(caller: Caller, groupId: string): Promise<void> {
    const kept = this.kept(caller, groupId);
    const { organisation, side, version, context } = caller;
    await this.run(caller, kept.id, { type: 'delete', organisation, side, version });
    await this.members.followAll(
      caller,
      context,
      kept.members.map(({ id }) => id),
    );
  }

  /** One group. Throws `ScimFault` (404). */
  kept(caller: Pick<Caller, 'organisation'>, groupId: string): KeptGroup {
    const kept = groupById(this.models.db, caller, groupId.toLowerCase());
    if (!kept) throw new ScimFault(404, null, 'there is no such resource');
    return kept;
  }

  private async put(caller: Caller, kept: KeptGroup, group: ScimGroup): Promise<KeptGroup> {
    const before = kept.members.map(({ id }) => id);
    this.requireUsers(
      caller,
      group.members.filter((id) => !before.includes(id)),
    );
    const { organisation, side, version, context } = caller;
    await this.run(caller, kept.id, { type: 'put', organisation, side, group, version });
    // Also those who stay: the group's name may mean something else now.
    await this.members.followAll(caller, context, [...new Set([...before, ...group.members])]);
    return this.kept(caller, kept.id);
  }

  private requireUsers(caller: Caller, ids: readonly string[]): void {
    for (const id of ids) if (!userById(this.models.db, caller, id)) throw badValue(`members: there is no user ${id}`);
  }

  private async run({ context }: Caller, groupId: string, command: ScimGroupCommand): Promise<void> {
    const { position } = await this.commands.run(scimGroupDecider, scimGroupStream(groupId), command, context);
    if (position !== undefined && !(await this.models.waitFor(position)))
      throw new ScimFault(503, null, 'this node does not show that write yet; try again');
  }
}
