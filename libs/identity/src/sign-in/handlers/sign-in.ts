import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  deriveId,
  Refusal,
  toInstant,
  type Clock,
  type Commands,
} from '@art33/event-log';
import { People } from '../../members/handlers/people.js';
import { hasSecondFactor, type Credentials } from '../domain/credentials.js';
import type { FirstStep, HowSignedIn, SecondStep } from '../domain/how.js';
import { triesStream, tryDecider, type TryCommand } from '../domain/tries.js';
import { isForEnrolling } from './authenticator.js';
import { ChallengeCookie } from './challenge-cookie.js';
import { ownContext } from './context.js';
import { Cookies, type TakesHeaders, type WithHeaders } from './cookies.js';
import { LockOut, type Attempt } from './lock-out.js';
import { OneTimeCodes } from './one-time-codes.js';
import { Passkeys } from './passkeys.js';
import { Passwords } from './passwords.js';
import { RecoveryCodes } from './recovery-codes.js';
import { Seal } from './seal.js';
import { Sessions, type CurrentSession } from './sessions.js';
import { SESSION_KEY, SESSION_SETTINGS, type SessionSettings } from './settings.js';

/** Who tries: from where, and with what. */
export interface Visitor {
  /** Network address. */
  readonly address: string;
  /** What counts as one visitor: an address of IPv4, a network of IPv6. */
  readonly visitor: string;
  readonly client: string;
}

/** What a step led to: in, or to another step. */
export type SignedIn =
  | { readonly next: 'signed-in' | 'enrolment-needed'; readonly session: CurrentSession }
  | { readonly next: 'second-factor'; readonly factors: readonly (SecondStep | 'passkey')[] };

/** A first step that a second must follow, as the browser carries it. */
interface Pending {
  readonly id: string;
  readonly personId: string;
  readonly first: FirstStep;
  readonly at: number;
}
const STEP_COOKIE = 'art33-step';
/** How long the second step may take, in milliseconds. */
const PENDING_LASTS = 10 * 60_000;

/** Unknown account, wrong password, wrong code: nobody is told which. */
const refused = (): CommandRefused =>
  new CommandRefused(
    new Refusal('sign-in-refused', 'forbidden', 'this does not fit together: address, password or code are wrong'),
  );
const stepVoid = (): CommandRefused =>
  new CommandRefused(
    new Refusal('sign-in-again', 'forbidden', 'this took too long, or was not begun here; sign in anew'),
  );

const factorsIn = ({ totp, passkeys, recoveryCodes }: Credentials): readonly (SecondStep | 'passkey')[] => [
  ...(totp.length > 0 ? ['totp' as const] : []),
  ...(passkeys.length > 0 ? ['passkey' as const] : []),
  ...(recoveryCodes.some((code) => code !== null) ? ['recovery-code' as const] : []),
];

/**
 * Signing in, step by step. `CommandRefused` says that something was wrong, `LockedOut` that nobody may try now, `HashingBusy`
 * that too many do. What failed is recorded of accounts that there are, after the answer, so that its time tells nothing.
 */
@Injectable()
export class SignIn {
  private readonly seal: Seal;
  private readonly cookies: Cookies;
  private readonly recording = new Set<Promise<unknown>>();

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(People) private readonly people: People,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Passwords) private readonly passwords: Passwords,
    @Inject(OneTimeCodes) private readonly codes: OneTimeCodes,
    @Inject(RecoveryCodes) private readonly recoveryCodes: RecoveryCodes,
    @Inject(Passkeys) private readonly passkeys: Passkeys,
    @Inject(ChallengeCookie) private readonly challenges: ChallengeCookie,
    @Inject(LockOut) private readonly lockOut: LockOut,
    @Inject(SESSION_KEY) key: Uint8Array,
    @Inject(SESSION_SETTINGS) { publicUrl }: SessionSettings,
  ) {
    this.seal = new Seal(key);
    this.cookies = new Cookies(publicUrl);
  }

  /** The first step with a password. */
  async withPassword(
    reply: TakesHeaders,
    { email, password }: { readonly email: string; readonly password: string },
    visitor: Visitor,
  ): Promise<SignedIn> {
    const personId = this.people.idOf(email);
    return this.attempt(personId, visitor, 'password', async (attempt) => {
      const credentials = await this.passwords.prove(personId, password);
      return credentials && this.afterFirst(reply, personId, 'password', credentials, visitor, attempt);
    });
  }

  /** The first step with a link that was used up for it. */
  async withLink(reply: TakesHeaders, personId: string, visitor: Visitor): Promise<SignedIn> {
    const credentials = await this.passwords.credentialsOf(personId);
    return this.afterFirst(reply, personId, 'link', credentials, visitor, undefined);
  }

  /** What the first step left for the second; undefined: there was none, or it was too long ago. */
  async pendingOf(request: WithHeaders): Promise<readonly (SecondStep | 'passkey')[] | undefined> {
    const pending = this.pending(request);
    return pending && factorsIn(await this.passwords.credentialsOf(pending.personId));
  }

  /** The second step: a one-time code, or one for when it was lost. */
  async withCode(
    request: WithHeaders,
    reply: TakesHeaders,
    { code, recoveryCode }: { readonly code?: string | undefined; readonly recoveryCode?: string | undefined },
    visitor: Visitor,
  ): Promise<SignedIn> {
    const pending = this.pending(request);
    if (!pending) throw stepVoid();
    const { id, personId, first } = pending;
    return this.attempt(personId, visitor, 'second-factor', async (attempt) => {
      const second = await this.secondStep(personId, code, recoveryCode);
      if (!second) return undefined;
      attempt.succeeded();
      this.cookies.clear(reply, STEP_COOKIE);
      return this.enter(reply, personId, `${first}+${second}`, visitor, deriveId('session', id));
    });
  }

  /** Asks for any passkey. */
  async askForPasskey(reply: TakesHeaders): Promise<object> {
    const { options, challenge } = await this.passkeys.ask();
    this.challenges.set(reply, challenge);
    return options;
  }

  /** A passkey alone. No lock keeps it out: nobody guesses one, and whoever locks an account by guessing must not lock out its person. */
  async withPasskey(request: WithHeaders, reply: TakesHeaders, response: unknown, visitor: Visitor): Promise<SignedIn> {
    const challenge = this.challenges.of(request);
    if (challenge === undefined) throw stepVoid();
    const { personId, sessionId } = await this.passkeys.check(challenge, response);
    this.challenges.clear(reply);
    this.cookies.clear(reply, STEP_COOKIE);
    return this.enter(reply, personId, 'passkey', visitor, sessionId);
  }

  /** Runs a check of something that could be guessed, as one try. */
  async attempt<T>(
    personId: string,
    { address, visitor }: Visitor,
    what: 'password' | 'second-factor',
    check: (attempt: Attempt) => Promise<T | undefined>,
  ): Promise<T> {
    const attempt = this.once(this.lockOut.begin(personId, visitor));
    try {
      const result = await check(attempt);
      if (result !== undefined) return result;
      const locked = attempt.failed();
      this.note(personId, { type: 'fail', personId, what, address });
      if (locked) this.note(personId, { type: 'lock', personId, ...locked });
      throw refused();
    } finally {
      attempt.undecided();
    }
  }

  /** Resolves when what has failed so far is recorded. */
  async idle(): Promise<void> {
    await Promise.all(this.recording);
  }

  private async secondStep(personId: string, code?: string, recoveryCode?: string): Promise<SecondStep | undefined> {
    // A field that may be left out may be null as well: no default of a parameter takes its place.
    if (code) return (await this.codes.check(personId, code)) ? 'totp' : undefined;
    return (await this.recoveryCodes.use(personId, recoveryCode ?? '')) ? 'recovery-code' : undefined;
  }

  private async afterFirst(
    reply: TakesHeaders,
    personId: string,
    first: FirstStep,
    credentials: Credentials,
    visitor: Visitor,
    attempt: Attempt | undefined,
  ): Promise<SignedIn> {
    if (!hasSecondFactor(credentials)) {
      attempt?.succeeded();
      return this.enter(reply, personId, first, visitor);
    }
    // Failures are not forgotten yet: whoever knows a password could otherwise guess codes without end.
    attempt?.undecided();
    const pending: Pending = { id: randomUUID(), personId, first, at: this.clock.now() };
    this.cookies.set(reply, STEP_COOKIE, this.seal.seal('second-step', pending));
    return { next: 'second-factor', factors: factorsIn(credentials) };
  }

  private async enter(
    reply: TakesHeaders,
    personId: string,
    how: HowSignedIn,
    { address, client }: Visitor,
    id?: string,
  ): Promise<SignedIn> {
    const session = await this.sessions.start(reply, {
      personId,
      how,
      address,
      client,
      ...(id === undefined ? {} : { id }),
    });
    return { next: isForEnrolling(this.people, session) ? 'enrolment-needed' : 'signed-in', session };
  }

  private pending(request: WithHeaders): Pending | undefined {
    const text = this.cookies.read(request, STEP_COOKIE);
    const pending = text === undefined ? undefined : this.seal.open<Pending>('second-step', text);
    return pending && this.clock.now() - pending.at < PENDING_LASTS ? pending : undefined;
  }

  /** Whatever is said of a try first, counts. */
  private once(attempt: Attempt): Attempt {
    let isOver = false;
    const first = <T>(say: () => T): T | undefined => {
      if (isOver) return undefined;
      isOver = true;
      return say();
    };
    return {
      failed: () => first(() => attempt.failed()),
      succeeded: () => first(() => attempt.succeeded()),
      undecided: () => first(() => attempt.undecided()),
    };
  }

  private note(personId: string, command: TryCommand): void {
    if (!this.people.person(personId)) return;
    const stream = triesStream(personId, toInstant(this.clock.now()));
    // The answer goes out first: how long it takes must not tell that there is something to record.
    const noted: Promise<unknown> = answered()
      .then(() => this.commands.run(tryDecider, stream, command, ownContext()))
      // The log is full or closed: then nobody can sign in either.
      .catch(() => undefined)
      .finally(() => this.recording.delete(noted));
    this.recording.add(noted);
  }
}

/** Two turns of the event loop later: what was thrown has become an answer, and has left. */
const answered = async (): Promise<void> => {
  await setImmediate();
  await setImmediate();
};
