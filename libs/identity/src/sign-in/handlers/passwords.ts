import { Inject, Injectable } from '@nestjs/common';
import { CommandRefused, COMMANDS, type Commands } from '@art33/event-log';
import { People } from '../../members/handlers/people.js';
import { credentialsDecider, credentialsStream, type Credentials } from '../domain/credentials.js';
import { HashingBusy, HashQueue } from '../passwords/hash-queue.js';
import { refusedPassword } from '../passwords/password-rules.js';
import { contextOf } from './context.js';

/** Passwords of people. `HashingBusy` is thrown where too many wait to be hashed. */
@Injectable()
export class Passwords {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(People) private readonly people: People,
    @Inject(HashQueue) private readonly hashing: HashQueue,
  ) {}

  /** With what a person signs in, as the log says now. */
  credentialsOf(personId: string): Promise<Credentials> {
    return this.commands.state(credentialsDecider, credentialsStream(personId), { fresh: true });
  }

  /** With what a person signs in, if this is its password. Where there is none, finding out takes as long. */
  async prove(personId: string, password: string): Promise<Credentials | undefined> {
    const found: { credentials?: Credentials } = {};
    const isRight = await this.hashing.verify(async () => {
      found.credentials = await this.credentialsOf(personId);
      return found.credentials.password ?? undefined;
    }, password);
    const { credentials } = found;
    if (!isRight || !credentials?.password) return undefined;
    if (this.hashing.isOutdated(credentials.password)) await this.rehash(personId, credentials.password, password);
    return credentials;
  }

  /**
   * Gives a person a password and ends its other sessions. Throws `CommandRefused` where the password cannot be taken. `email`: left
   * out, that of the person. Gives where it stands in the log.
   */
  async set(
    personId: string,
    password: string,
    how: 'chosen' | 'changed' | 'reset',
    { except = null, email }: { readonly except?: string | null; readonly email?: string } = {},
  ): Promise<string | undefined> {
    this.check(password, email ?? this.people.person(personId)?.email ?? '');
    const hash = await this.hashing.hash(password);
    const command = { type: 'set-password', personId, hash, how, except } as const;
    const stream = credentialsStream(personId);
    return (await this.commands.run(credentialsDecider, stream, command, contextOf(personId))).position;
  }

  /** Throws `CommandRefused` where a password cannot be taken. */
  check(password: string, email: string): void {
    const refusal = refusedPassword(password, email);
    if (refusal) throw new CommandRefused(refusal);
  }

  /** The same password at today's cost. It can wait: the next time will do. */
  private async rehash(personId: string, from: string, password: string): Promise<void> {
    try {
      const command = { type: 'rehash', personId, from, hash: await this.hashing.hash(password) } as const;
      await this.commands.run(credentialsDecider, credentialsStream(personId), command, contextOf(personId));
    } catch (error) {
      if (!(error instanceof HashingBusy)) throw error;
    }
  }
}
