import { Inject, Injectable } from '@nestjs/common';
import { CommandRefused, READ_MODELS, Refusal, type ReadModels } from '@art33/event-log';
import { OPERATOR } from '../../http/operator.js';
import type { PersonLanguage } from '../../members/domain/events.js';
import { People } from '../../members/handlers/people.js';
import { holdersOf, type Person } from '../../members/read-model/queries.js';
import { noSuchLink } from '../domain/link.js';
import { contextOf } from './context.js';
import type { TakesHeaders } from './cookies.js';
import { linkUrl } from './link-mails.js';
import { OneTimeLinks } from './one-time-links.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';
import { SESSION_SETTINGS, type SessionSettings } from './settings.js';
import { SignIn, type SignedIn, type Visitor } from './sign-in.js';

/** Who sets the installation up. */
export interface FirstOperator {
  readonly email: string;
  readonly name: string;
  readonly language: PersonLanguage;
  readonly password: string;
}
/** Somebody who was invited as a member, or engaged as an auditor. */
export interface Invited {
  readonly person: Person;
  readonly organisation: string;
  /** Whether a password is to be chosen: there is none yet. */
  readonly needsPassword: boolean;
  /** False: engaged as an auditor. */
  readonly isMember: boolean;
}

const isSetUp = (): CommandRefused =>
  new CommandRefused(new Refusal('link-void', 'not-found', 'this installation has an operator already; ask there'));

/** What links lead to: the first operator, members, new passwords. Each throws `CommandRefused` (`link-void`) where its link opens nothing. */
@Injectable()
export class Joining {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(OneTimeLinks) private readonly links: OneTimeLinks,
    @Inject(People) private readonly people: People,
    @Inject(Passwords) private readonly passwords: Passwords,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(SESSION_SETTINGS) private readonly settings: SessionSettings,
  ) {}

  /** The link for setting the installation up, good for a day; undefined: there is an operator. For the node's own log. */
  async setUpLink(): Promise<string | undefined> {
    if (this.hasOperator()) return undefined;
    const token = await this.links.issue({ kind: 'set-up', personId: null });
    return linkUrl(this.settings.publicUrl, 'set-up', token);
  }

  /** Whether a set-up link opens anything. */
  async maySetUp(token: string): Promise<boolean> {
    return !this.hasOperator() && (await this.links.look('set-up', token)) !== undefined;
  }

  /** Registers the first operator, who is signed in and has to add a second factor. */
  async setUp(reply: TakesHeaders, token: string, first: FirstOperator, visitor: Visitor): Promise<SignedIn> {
    if (this.hasOperator()) throw isSetUp();
    const { email, name, language, password } = first;
    if (!(await this.maySetUp(token))) throw new CommandRefused(noSuchLink());
    this.passwords.check(password, email);
    const personId = this.people.idOf(email);
    const { organisation } = OPERATOR;
    const newcomer = {
      organisation,
      side: 'operator',
      email,
      name,
      language,
      roles: ['operator'],
      how: 'set-up',
    } as const;
    // A name or an address that cannot be taken must not cost the link.
    await this.people.register({ email, name, language }, contextOf(personId));
    await this.links.use('set-up', token, { personId, address: visitor.address });
    await this.people.invite(newcomer, contextOf(personId));
    const { position } = await this.people.join(organisation, personId, contextOf(personId));
    await this.passwords.set(personId, password, 'chosen', { email });
    await this.sessions.shown(position);
    return this.signIn.withLink(reply, personId, visitor);
  }

  /** Whom an invitation is for; undefined: it opens nothing. */
  async invited(token: string): Promise<Invited | undefined> {
    const link = await this.links.look('invitation', token);
    if (!link || link.personId === null || link.organisation === null) return undefined;
    const person = this.people.person(link.personId);
    const state = await this.people.memberState(link.organisation, link.personId);
    const isMember = state.status === 'invited' || state.status === 'joined';
    if (!person || !(isMember || this.people.isEngaged(link.organisation, link.personId))) return undefined;
    const { password } = await this.passwords.credentialsOf(link.personId);
    return { person, organisation: link.organisation, needsPassword: password === null, isMember };
  }

  /** Accepts an invitation. Who chose a password here is signed in; who had one signs in with it. */
  async accept(
    reply: TakesHeaders,
    token: string,
    { name, password }: { readonly name: string | null; readonly password: string },
    visitor: Visitor,
  ): Promise<SignedIn | undefined> {
    const invited = await this.invited(token);
    if (!invited) throw new CommandRefused(noSuchLink());
    const { person, organisation, needsPassword, isMember } = invited;
    if (needsPassword) this.passwords.check(password, person.email ?? '');
    await this.links.use('invitation', token, { personId: person.id, address: visitor.address });
    if (name !== null && name !== '')
      await this.people.change(person.id, { name, language: person.language }, contextOf(person.id));
    // An engagement gives its right by itself: there is nothing to join.
    const joined = isMember ? await this.people.join(organisation, person.id, contextOf(person.id)) : undefined;
    if (needsPassword) await this.passwords.set(person.id, password, 'chosen');
    await this.sessions.shown(joined?.position);
    return needsPassword ? this.signIn.withLink(reply, person.id, visitor) : undefined;
  }

  /** Whose password a link sets anew; undefined: it opens nothing. A password that was set since then makes it void. */
  async resetting(token: string): Promise<Person | undefined> {
    const link = await this.links.look('reset', token);
    if (!link || link.personId === null) return undefined;
    const { passwordSetAt } = await this.passwords.credentialsOf(link.personId);
    if (passwordSetAt !== null && passwordSetAt > link.issuedAt) return undefined;
    return this.people.person(link.personId);
  }

  /** Sets a password anew, and ends every session. */
  async reset(token: string, password: string, visitor: Visitor): Promise<void> {
    const person = await this.resetting(token);
    if (!person) throw new CommandRefused(noSuchLink());
    this.passwords.check(password, person.email ?? '');
    await this.links.use('reset', token, { personId: person.id, address: visitor.address });
    await this.sessions.shown(await this.passwords.set(person.id, password, 'reset'));
  }

  /** Whether a link for signing in opens anything. */
  async maySignIn(token: string): Promise<boolean> {
    return (await this.links.look('sign-in', token)) !== undefined;
  }

  /** Signs in once. Who has a second factor is asked for it. */
  async enter(reply: TakesHeaders, token: string, visitor: Visitor): Promise<SignedIn> {
    const link = await this.links.look('sign-in', token);
    if (!link || link.personId === null) throw new CommandRefused(noSuchLink());
    await this.links.use('sign-in', token, { personId: link.personId, address: visitor.address });
    return this.signIn.withLink(reply, link.personId, visitor);
  }

  private hasOperator(): boolean {
    return holdersOf(this.models.db, OPERATOR.organisation, 'operator').length > 0;
  }
}
