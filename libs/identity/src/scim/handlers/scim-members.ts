import { Inject, Injectable } from '@nestjs/common';
import { deriveId, READ_MODELS, type CommandContext, type ReadModels } from '@art33/event-log';
import { rolesOf, type MemberRole } from '../../domain/rights.js';
import { rolesOfGroups } from '../../oidc/domain/mapping.js';
import { DirectoryMembers, type Named } from '../../oidc/handlers/directory-members.js';
import { issuersOf } from '../../oidc/read-model/queries.js';
import { addressOf, languageOf, nameOf } from '../domain/user.js';
import { groupNamesOf, userById, usersOf, type KeptUser } from '../read-model/queries.js';

/** So many people of a group are brought in line at the same time: what they write goes into the log together. */
const AT_ONCE = 50;

/** Whose directory says something. */
export interface Directory {
  readonly organisation: string;
}

/**
 * Makes members of what a directory names, as the read models show it. The roles follow from the groups as the issuers of the
 * organisation map them, by a group's name or its key. Everything here can be done again: it then does nothing.
 */
@Injectable()
export class ScimMembers {
  constructor(
    @Inject(DirectoryMembers) private readonly members: DirectoryMembers,
    @Inject(READ_MODELS) private readonly models: ReadModels,
  ) {}

  /** Brings one user's membership in line; `isActivated`: it was made active just now. */
  async follow(of: Directory, userId: string, context: CommandContext, isActivated = false): Promise<void> {
    const kept = userById(this.models.db, of, userId);
    if (!kept) return;
    const { active } = kept.user;
    await this.members.provide(this.named(of, kept), { active, isActivated }, partOf(context, userId));
  }

  /** The same for several, and for every user where groups may mean something else from now on. */
  async followAll(of: Directory, context: CommandContext, userIds?: readonly string[]): Promise<void> {
    const ids = userIds ?? usersOf(this.models.db, of).map(({ id }) => id);
    for (let at = 0; at < ids.length; at += AT_ONCE)
      await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => this.follow(of, id, context)));
  }

  /** Takes somebody out who is about to be named no more, or by another address. */
  async leave(of: Directory, kept: KeptUser, context: CommandContext): Promise<void> {
    const how = { active: false, isActivated: false };
    await this.members.provide(this.named(of, kept), how, partOf(context, `leave ${kept.id}`));
  }

  private named({ organisation }: Directory, { id, side, user }: KeptUser): Named {
    const groups = groupNamesOf(this.models.db, id);
    const mappings = issuersOf(this.models.db, { organisation }).flatMap(({ settings }) =>
      settings ? [settings.groupRoles] : [],
    );
    const given = new Set<MemberRole>(mappings.flatMap((mapping) => rolesOfGroups(groups, mapping, side)));
    return {
      organisation,
      side,
      email: addressOf(user),
      name: nameOf(user),
      language: languageOf(user),
      roles: rolesOf(side).filter((role) => given.has(role)),
    };
  }
}

/** Each user's part is a command of its own, the same where the whole is done again. */
const partOf = (context: CommandContext, part: string): CommandContext => {
  const { expectedEdits: _, commandDigest: _digest, ...rest } = context;
  return { ...rest, commandId: deriveId(context.commandId, 'scim', part) };
};
