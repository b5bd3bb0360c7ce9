import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  READ_MODELS,
  Refusal,
  toMilliseconds,
  type Clock,
  type Commands,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import type { Right } from '../../domain/rights.js';
import { isNarrowed } from '../../domain/sight.js';
import { OPERATOR } from '../../http/operator.js';
import { ORGANISATIONS, type Organisations } from '../../members/handlers/organisations.js';
import { People } from '../../members/handlers/people.js';
import { Sights } from '../../sight/read-model/sights.js';
import { credentialsDecider, credentialsStream, hasSecondFactor } from '../domain/credentials.js';
import { isTwoFactors, type FirstStep, type HowSignedIn } from '../domain/how.js';
import type { SessionView } from '../read-model/queries.js';
import { isForEnrolling, needsSecondFactor, within } from './authenticator.js';
import { contextOf } from './context.js';
import type { TakesHeaders } from './cookies.js';
import { OneTimeCodes, type TotpOffer } from './one-time-codes.js';
import { Passkeys, type Challenge } from './passkeys.js';
import { Passwords } from './passwords.js';
import { RecoveryCodes } from './recovery-codes.js';
import { Sessions, type CurrentSession } from './sessions.js';
import { SignIn, type Visitor } from './sign-in.js';

/** What a person is somewhere. */
export interface MyMembership {
  readonly organisation: string;
  /** Null: those who run the installation, or erased. */
  readonly name: string | null;
  /** In what capacity: on a side, as auditor, or as operator. */
  readonly role: 'processor' | 'controller' | 'auditor' | 'operator';
  readonly rights: readonly Right[];
  /** An auditor was engaged for some incidents or agreements: it sees neither lists of other things nor who the members are. */
  readonly isNarrowed: boolean;
}
/** Who is signed in, and how. */
export interface Me {
  readonly person: {
    readonly id: string;
    readonly email: string | null;
    readonly name: string | null;
    readonly language: 'de' | 'en';
  };
  readonly session: {
    readonly id: string;
    readonly how: HowSignedIn;
    readonly startedAt: Instant;
    /** It ends then, unless something is done before. */
    readonly idleEnd: Instant;
    /** It ends then, whatever is done. */
    readonly absoluteEnd: Instant;
  };
  /** What a request that changes something carries as `Art33-CSRF`. */
  readonly csrfToken: string;
  /** The session opens nothing but adding a second factor, which the roles need. */
  readonly enrolmentNeeded: boolean;
  readonly memberships: readonly MyMembership[];
}
/** A factor as its holder sees it. */
export interface FactorView {
  readonly id: string;
  readonly kind: 'totp' | 'passkey';
  /** What its holder calls it; null: it has no name. */
  readonly label: string | null;
  readonly addedAt: Instant;
}
/** With what somebody can sign in. */
export interface Factors {
  readonly hasPassword: boolean;
  readonly passwordSetAt: Instant | null;
  readonly factors: readonly FactorView[];
  /** How many recovery codes were not used yet. */
  readonly recoveryCodesLeft: number;
  /** Few are left, or none: make new ones. */
  readonly recoveryCodesLow: boolean;
}

const FEW_CODES = 3;
/** Factors are changed only soon after signing in: whoever finds a screen unlocked changes none. In milliseconds. */
const RECENT = 15 * 60_000;

/** What somebody who is signed in sees of the own account, and changes about it. */
@Injectable()
export class Account {
  private readonly sights: Sights;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(People) private readonly people: People,
    @Inject(ORGANISATIONS) private readonly organisations: Organisations,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Passwords) private readonly passwords: Passwords,
    @Inject(OneTimeCodes) private readonly codes: OneTimeCodes,
    @Inject(Passkeys) private readonly passkeys: Passkeys,
    @Inject(RecoveryCodes) private readonly recoveryCodes: RecoveryCodes,
    @Inject(READ_MODELS) models: ReadModels,
  ) {
    this.sights = new Sights(models);
  }

  async me(session: CurrentSession): Promise<Me> {
    const { id, personId, how, startedAt } = session;
    const person = this.people.person(personId);
    const { email = null, name = null, language = 'de' } = person ?? {};
    return {
      person: { id: personId, email, name, language },
      session: { id, how, startedAt, ...this.sessions.endsAfterUse(session) },
      csrfToken: this.sessions.csrfTokenOf(session),
      enrolmentNeeded: isForEnrolling(this.people, session),
      memberships: await this.membershipsOf(session),
    };
  }

  /** The person's sessions; where an organisation's issuer spoke for it, those that this issuer started. */
  sessionsOf(session: CurrentSession): readonly SessionView[] {
    const all = this.sessions.listOf(session.personId);
    return this.sessions.isOwn(session) ? all : all.filter(({ how }) => how === session.how);
  }

  /** Ends one of these sessions. */
  async endSession(session: CurrentSession, id: string): Promise<void> {
    if (!this.sessionsOf(session).some((each) => each.id === id)) this.sessions.requireOwn(session);
    await this.sessions.end(id, session.personId, 'revoked');
  }

  /** Ends all of these sessions but the one that asks. */
  async endOthers(session: CurrentSession): Promise<void> {
    const { id, personId } = session;
    if (this.sessions.isOwn(session)) return this.sessions.endAll(personId, 'revoked', id);
    const others = this.sessionsOf(session).filter((each) => each.id !== id);
    for (const other of others) await this.sessions.end(other.id, personId, 'revoked');
  }

  async factorsOf(session: CurrentSession): Promise<Factors> {
    this.sessions.requireOwn(session);
    const { personId } = session;
    const { password, passwordSetAt, totp, passkeys, recoveryCodes } = await this.passwords.credentialsOf(personId);
    const left = recoveryCodes.filter((code) => code !== null).length;
    return {
      hasPassword: password !== null,
      passwordSetAt,
      factors: [
        ...totp.map(({ factorId: id, at }) => ({ id, kind: 'totp', label: null, addedAt: at }) as const),
        ...passkeys.map(({ factorId: id, label, at }) => ({ id, kind: 'passkey', label, addedAt: at }) as const),
      ],
      recoveryCodesLeft: left,
      recoveryCodesLow: totp.length + passkeys.length > 0 && left <= FEW_CODES,
    };
  }

  /** Changes the password and ends every other session. Wrong ones count as failed tries. */
  async changePassword(session: CurrentSession, current: string, next: string, visitor: Visitor): Promise<void> {
    this.sessions.requireOwn(session);
    const { personId, id: except } = session;
    const credentials = await this.passwords.credentialsOf(personId);
    this.passwords.check(next, this.people.person(personId)?.email ?? '');
    if (credentials.password === null) this.needRecent(session);
    else await this.signIn.attempt(personId, visitor, 'password', () => this.passwords.prove(personId, current));
    await this.sessions.shown(await this.passwords.set(personId, next, 'changed', { except }));
  }

  offerTotp(session: CurrentSession): TotpOffer {
    this.needRecent(session);
    return this.codes.offer(session.personId, this.labelOf(session));
  }

  async enrolTotp(
    reply: TakesHeaders,
    session: CurrentSession,
    enrolment: string,
    code: string,
    visitor: Visitor,
  ): Promise<void> {
    this.needRecent(session);
    await this.codes.enrol(session.personId, enrolment, code);
    await this.goOn(reply, session, 'totp', visitor);
  }

  offerPasskey(session: CurrentSession): Promise<Challenge<object>> {
    this.needRecent(session);
    return this.passkeys.offer(session.personId, this.labelOf(session));
  }

  async enrolPasskey(
    reply: TakesHeaders,
    session: CurrentSession,
    answer: { readonly challenge: string; readonly response: unknown; readonly label: string },
    visitor: Visitor,
  ): Promise<void> {
    this.needRecent(session);
    const label = answer.label.trim() || 'passkey';
    await this.sessions.shown(await this.passkeys.enrol(session.personId, answer.challenge, answer.response, label));
    await this.goOn(reply, session, 'passkey', visitor);
  }

  /** Removes a factor; the last one stays where the roles need one. Other sessions end. */
  async removeFactor(session: CurrentSession, factorId: string): Promise<void> {
    this.needRecent(session);
    const { personId } = session;
    const isNeeded = needsSecondFactor(this.people, personId);
    const command = { type: 'remove-factor', personId, factorId, isNeeded } as const;
    await this.commands.run(credentialsDecider, credentialsStream(personId), command, contextOf(personId));
    await this.sessions.endAll(personId, 'factor-changed', session.id);
  }

  /** Ten new ones; the earlier ones are void. Throws `CommandRefused` where there is no factor whose place they could take. */
  async makeRecoveryCodes(session: CurrentSession): Promise<readonly string[]> {
    this.needRecent(session);
    if (!hasSecondFactor(await this.passwords.credentialsOf(session.personId)))
      throw new CommandRefused(
        new Refusal('no-factor', 'conflict', 'add a second factor first: recovery codes take its place'),
      );
    return this.recoveryCodes.make(session.personId);
  }

  /** Whoever added a second factor has shown it: the session goes on as one of two factors, under another id; others end. */
  private async goOn(
    reply: TakesHeaders,
    session: CurrentSession,
    added: 'totp' | 'passkey',
    { address, client }: Visitor,
  ): Promise<void> {
    const { personId, how } = session;
    if (isTwoFactors(how)) return this.sessions.endAll(personId, 'factor-changed', session.id);
    const next: HowSignedIn = `${how as FirstStep}+${added}`;
    const { id } = await this.sessions.start(reply, { personId, how: next, address, client });
    await this.sessions.end(session.id, personId, 'factor-changed');
    await this.sessions.endAll(personId, 'factor-changed', id);
  }

  private needRecent(session: CurrentSession): void {
    this.sessions.requireOwn(session);
    if (this.clock.now() - toMilliseconds(session.startedAt) < RECENT) return;
    throw new CommandRefused(
      new Refusal(
        'sign-in-again',
        'forbidden',
        'you signed in more than 15 minutes ago: sign in again, then change this',
      ),
    );
  }

  private labelOf({ personId }: CurrentSession): string {
    return this.people.person(personId)?.email ?? personId;
  }

  private async membershipsOf(session: CurrentSession): Promise<readonly MyMembership[]> {
    const { personId } = session;
    const organisations = within(this.sessions.reachOf(session), this.people.organisationsOf(personId));
    const all = organisations.map(async (organisation) => {
      const principal = this.people.principalFor(personId, organisation);
      if (!principal) return [];
      const known = organisation === OPERATOR.organisation ? undefined : await this.organisations(organisation);
      const { role, rights } = principal;
      const sight = role === 'auditor' ? this.sights.of(principal) : undefined;
      const narrowed = sight !== undefined && isNarrowed(sight);
      return [{ organisation, name: known?.name ?? null, role, rights, isNarrowed: narrowed }];
    });
    return (await Promise.all(all)).flat();
  }
}
