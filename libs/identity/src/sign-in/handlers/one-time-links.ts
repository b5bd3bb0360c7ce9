import { hash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  READ_MODELS,
  toInstant,
  type Clock,
  type Commands,
  type ReadModels,
} from '@art33/event-log';
import type { LinkKind } from '../domain/events.js';
import { linkDecider, linkStream, noSuchLink, type LinkFacts } from '../domain/link.js';
import { openLinks } from '../read-model/queries.js';
import { contextOf, ownContext } from './context.js';

const MINUTE = 60_000;
/** How long a link of each kind can be used, in milliseconds. */
export const LINK_LIVES: Readonly<Record<LinkKind, number>> = {
  'set-up': 24 * 60 * MINUTE,
  invitation: 7 * 24 * 60 * MINUTE,
  reset: 60 * MINUTE,
  'sign-in': 30 * MINUTE,
};

const TOKEN = /^[\w-]{43}$/;
const hashOf = (token: string): string => hash('sha256', token, 'hex');

/** Whom and what a link is for. `personId` null: whoever sets the installation up. */
export interface NewLink {
  readonly kind: LinkKind;
  readonly personId: string | null;
  /** Which organisation it leads into. */
  readonly organisation?: string | null;
}

/** Links that work once and expire. What stands in them is told once and kept nowhere: the log holds its hash. */
@Injectable()
export class OneTimeLinks {
  /** Links are made one after the other, each when the one before can be seen: otherwise two could miss, and so spare, each other. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Makes a link; earlier ones for the same are void from now on. Gives what is to stand in it. */
  issue(link: NewLink): Promise<string> {
    const issued = this.last.then(() => this.issueNext(link));
    this.last = issued.catch(() => undefined);
    return issued;
  }

  private async issueNext({ kind, personId, organisation = null }: NewLink): Promise<string> {
    if (personId !== null) {
      const before = openLinks(this.models.db, { kind, personId, organisation });
      await this.commands.runMany(
        linkDecider,
        before.map((old) => ({
          stream: linkStream(old),
          command: { type: 'withdraw' } as const,
          context: ownContext(),
        })),
      );
    }
    const token = randomBytes(32).toString('base64url');
    const hashed = hashOf(token);
    const expiresAt = toInstant(this.clock.now() + LINK_LIVES[kind]);
    const command = { type: 'issue', kind, hash: hashed, personId, organisation, expiresAt } as const;
    const { position } = await this.commands.run(linkDecider, linkStream(hashed), command, ownContext());
    if (personId !== null && position !== undefined) await this.models.waitFor(position);
    return token;
  }

  /** What a link leads to, which records nothing; undefined: it is unknown, was used, or has expired. */
  async look(kind: LinkKind, token: string): Promise<LinkFacts | undefined> {
    if (!TOKEN.test(token)) return undefined;
    const state = await this.commands.state(linkDecider, linkStream(hashOf(token)), { fresh: true });
    const isOpen = state.status === 'open' && state.kind === kind && state.expiresAt > toInstant(this.clock.now());
    return isOpen ? state : undefined;
  }

  /** Uses a link up. Of several who try at once one gets in. Throws `CommandRefused` (`link-void`). */
  async use(
    kind: LinkKind,
    token: string,
    by: { readonly personId: string; readonly address: string },
  ): Promise<LinkFacts> {
    const facts = await this.look(kind, token);
    if (!facts) throw new CommandRefused(noSuchLink());
    await this.commands.run(linkDecider, linkStream(hashOf(token)), { type: 'use', ...by }, contextOf(by.personId));
    return facts;
  }
}
