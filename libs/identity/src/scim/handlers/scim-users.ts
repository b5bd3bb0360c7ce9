import { Inject, Injectable } from '@nestjs/common';
import {
  COMMANDS,
  deriveId,
  READ_MODELS,
  type CommandContext,
  type CommandOutcome,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import type { Side } from '../../domain/rights.js';
import { People } from '../../members/handlers/people.js';
import { scimUserDecider, type ScimUserCommand } from '../domain/deciders.js';
import { scimUserStream } from '../domain/events.js';
import { ScimFault } from '../domain/fault.js';
import type { ScimObject } from '../domain/filter.js';
import { patched } from '../domain/patch.js';
import { addressOf, userAttributes, userIn, USER_ATTRIBUTES, type ScimUser } from '../domain/user.js';
import { userById, userOfPerson, usersOf, type KeptUser } from '../read-model/queries.js';
import { ScimMembers } from './scim-members.js';

/** For whom a directory's request runs. */
export interface Caller {
  readonly organisation: string;
  readonly side: Side;
  readonly context: CommandContext;
  /** What an edit was based on (If-Match); undefined: whatever is there. */
  readonly version?: number | undefined;
}

const notFound = (): ScimFault => new ScimFault(404, null, 'there is no such resource');
const taken = (what: string): ScimFault => new ScimFault(409, 'uniqueness', `there is a user with this ${what}`);

/** The users of a directory: what is said of them is recorded, and what follows from it is done before it is answered. */
@Injectable()
export class ScimUsers {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(People) private readonly people: People,
    @Inject(ScimMembers) private readonly members: ScimMembers,
  ) {}

  async create(caller: Caller, body: ScimObject): Promise<KeptUser> {
    const user = userIn(body);
    const personId = this.people.idOf(addressOf(user));
    this.requireFree(caller, user, personId);
    const userId = await this.freeId(caller, personId);
    const { organisation, side } = caller;
    await this.run(caller, userId, { type: 'create', organisation, side, userId, personId, user });
    await this.members.follow(caller, userId, caller.context, true);
    return this.kept(caller, userId);
  }

  replace(caller: Caller, userId: string, body: ScimObject): Promise<KeptUser> {
    return this.put(caller, this.kept(caller, userId), userIn(body));
  }

  patch(caller: Caller, userId: string, body: ScimObject): Promise<KeptUser> {
    const kept = this.kept(caller, userId);
    return this.put(caller, kept, userIn(patched(userAttributes(kept.user), body, USER_ATTRIBUTES)));
  }

  /** Takes the person out first: a request that is cut off in between can be made again. */
  async remove(caller: Caller, userId: string): Promise<void> {
    const kept = this.kept(caller, userId);
    this.requireVersion(caller, kept);
    await this.members.leave(caller, kept, caller.context);
    const { organisation, side, version } = caller;
    await this.run(caller, userId, { type: 'delete', organisation, side, version });
  }

  /** One user. Throws `ScimFault` (404). */
  kept(caller: Pick<Caller, 'organisation'>, userId: string): KeptUser {
    const kept = userById(this.models.db, caller, userId.toLowerCase());
    if (!kept) throw notFound();
    return kept;
  }

  private async put(caller: Caller, kept: KeptUser, user: ScimUser): Promise<KeptUser> {
    this.requireVersion(caller, kept);
    const personId = this.people.idOf(addressOf(user));
    this.requireFree(caller, user, personId, kept.id);
    const { organisation, side, version } = caller;
    // Whoever has another address now is another person here: the one that it was goes.
    if (personId !== kept.personId) await this.members.leave(caller, kept, caller.context);
    await this.run(caller, kept.id, { type: 'put', organisation, side, personId, user, version });
    const isActivated = user.active && (!kept.user.active || personId !== kept.personId);
    await this.members.follow(caller, kept.id, caller.context, isActivated);
    return this.kept(caller, kept.id);
  }

  private requireVersion({ version }: Caller, kept: KeptUser): void {
    if (version !== undefined && version !== kept.version)
      throw new ScimFault(412, null, 'it was changed after it was read');
  }

  private requireFree(caller: Caller, user: ScimUser, personId: string, self?: string): void {
    const others = usersOf(this.models.db, caller, { userName: user.userName }).filter(({ id }) => id !== self);
    if (others.length > 0) throw taken('userName');
    const holder = userOfPerson(this.models.db, caller, personId);
    if (holder !== undefined && holder !== self) throw taken('e-mail address');
  }

  /** An id that follows from the person, so that of two requests that name it at once one is refused by the log. */
  private async freeId({ organisation }: Caller, personId: string): Promise<string> {
    for (let n = 0; ; n++) {
      const id = deriveId('scim-user', organisation, personId, n);
      const state = await this.commands.state(scimUserDecider, scimUserStream(id), { fresh: true });
      if (state.status === 'none') return id;
      if (state.status === 'named' && state.personId === personId) throw taken('e-mail address');
    }
  }

  private async run({ context }: Caller, userId: string, command: ScimUserCommand): Promise<void> {
    await this.shown(await this.commands.run(scimUserDecider, scimUserStream(userId), command, context));
  }

  /** What follows is computed from what the read models show. */
  private async shown({ position }: CommandOutcome): Promise<void> {
    if (position !== undefined && !(await this.models.waitFor(position)))
      throw new ScimFault(503, null, 'this node does not show that write yet; try again');
  }
}
