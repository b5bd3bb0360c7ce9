import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CLOCK,
  CommandRefused,
  COMMANDS,
  READ_MODELS,
  Refusal,
  toInstant,
  toMilliseconds,
  type Clock,
  type Commands,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import { reachOf, type Reach } from '../../oidc/read-model/queries.js';
import { credentialsDecider, credentialsStream } from '../domain/credentials.js';
import type { Ending } from '../domain/events.js';
import type { HowSignedIn } from '../domain/how.js';
import { sessionDecider, sessionStream } from '../domain/session.js';
import { isSessionEnded, sessionsOf, type SessionView } from '../read-model/queries.js';
import { contextOf } from './context.js';
import { Cookies, type TakesHeaders, type WithHeaders } from './cookies.js';
import { beganHere, foreignRequest, isSafe } from './same-origin.js';
import { Seal } from './seal.js';
import { SESSION_KEY, SESSION_SETTINGS, type SessionSettings } from './settings.js';

/** A session as its cookie tells of it. */
export interface CurrentSession {
  readonly id: string;
  readonly personId: string;
  readonly how: HowSignedIn;
  readonly startedAt: Instant;
  /** When a request last renewed the cookie. */
  readonly seenAt: Instant;
}

/** Who signed in, how, and from where. */
export interface NewSession {
  readonly personId: string;
  readonly how: HowSignedIn;
  /** Network address of the request. */
  readonly address: string;
  /** What its client calls itself. */
  readonly client: string;
  /** Derived from the answer that it follows from, so that none starts two; left out: random. */
  readonly id?: string;
}

const COOKIE = 'art33';
const CSRF_HEADER = 'art33-csrf';
/** A cookie that is older than this is renewed. */
const RENEWED_AFTER = 60_000;
const LONGEST_CLIENT = 300;

/**
 * Sessions without a store that nodes would share: the cookie says itself whose it is, sealed; the read model says which ones
 * were ended. One that this node does not know yet, but that is rightly sealed, was started on another.
 */
@Injectable()
export class Sessions {
  private readonly seal: Seal;
  private readonly cookies: Cookies;

  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SESSION_KEY) key: Uint8Array,
    @Inject(SESSION_SETTINGS) private readonly settings: SessionSettings,
  ) {
    this.seal = new Seal(key);
    this.cookies = new Cookies(settings.publicUrl);
  }

  /** Starts a session and gives the answer its cookie. Throws `CommandRefused` (`already-used`) where the id was taken. */
  async start(
    reply: TakesHeaders,
    { personId, how, address, client, id = randomUUID() }: NewSession,
  ): Promise<CurrentSession> {
    const now = this.clock.now();
    const startedAt = toInstant(now);
    const absoluteEnd = toInstant(now + this.settings.absolute);
    const facts = { personId, how, absoluteEnd, address, client: client.slice(0, LONGEST_CLIENT) };
    await this.commands.run(sessionDecider, sessionStream(id), { type: 'start', ...facts }, contextOf(personId));
    const session: CurrentSession = { id, personId, how, startedAt, seenAt: startedAt };
    this.give(reply, session);
    return session;
  }

  /** The session of a request; undefined: none, or one that has ended. */
  current(request: WithHeaders): CurrentSession | undefined {
    const text = this.cookies.read(request, COOKIE);
    const session = text === undefined ? undefined : this.seal.open<CurrentSession>('session', text);
    if (!session || this.isOver(session) || isSessionEnded(this.models.db, session)) return undefined;
    if (this.reachOf(session) === 'nowhere') return undefined;
    return session;
  }

  /**
   * The session of a request, which must have begun on a page of this host where it changes anything. `token`: as a form carries it;
   * otherwise the header `Art33-CSRF` does. Throws `CommandRefused` (`foreign-request`).
   */
  checked(request: WithHeaders & { readonly method: string }, token?: string): CurrentSession | undefined {
    const session = this.current(request);
    if (!session || isSafe(request.method)) return session;
    const shown = token ?? request.headers[CSRF_HEADER];
    const isOurs = typeof shown === 'string' && this.seal.isProof('csrf', session.id, shown);
    if (!isOurs || !beganHere(request, this.settings.publicUrl)) throw new CommandRefused(foreignRequest());
    return session;
  }

  /** How far a session reaches: one that an organisation's issuer vouched for leads into that organisation only. */
  reachOf({ how }: CurrentSession): Reach {
    return reachOf(this.models.db, how);
  }

  /** Whether the person itself signed in, and not an organisation's issuer spoke for it. */
  isOwn(session: CurrentSession): boolean {
    return this.reachOf(session) === 'everywhere';
  }

  /**
   * For what belongs to the person and not to an organisation: passwords, factors, other sessions. Whoever runs an issuer can say
   * who somebody is, and must not come into other organisations by it. Throws `CommandRefused` (`session-of-organisation`).
   */
  requireOwn(session: CurrentSession): void {
    if (this.isOwn(session)) return;
    const rule =
      'you signed in by your organisation: this is changed there, or after signing in with your own password';
    throw new CommandRefused(new Refusal('session-of-organisation', 'forbidden', rule));
  }

  /** What a request that changes anything must carry. */
  csrfTokenOf({ id }: CurrentSession): string {
    return this.seal.proof('csrf', id);
  }

  /** Notes that the session is in use: gives the answer a newer cookie, at most once a minute. */
  renew(reply: TakesHeaders, session: CurrentSession): void {
    const seen = this.seenNow(session);
    if (seen !== session) this.give(reply, seen);
  }

  /** When a session ends that a request has just kept going. */
  endsAfterUse(session: CurrentSession): ReturnType<Sessions['endsOf']> {
    return this.endsOf(this.seenNow(session));
  }

  /** When a session ends: by itself if nothing is seen of it, and at the latest. */
  endsOf({ seenAt, startedAt }: CurrentSession): { readonly idleEnd: Instant; readonly absoluteEnd: Instant } {
    return {
      idleEnd: toInstant(toMilliseconds(seenAt) + this.settings.idle),
      absoluteEnd: toInstant(toMilliseconds(startedAt) + this.settings.absolute),
    };
  }

  /** A person's sessions, the newest first. */
  listOf(personId: string): readonly SessionView[] {
    return sessionsOf(this.models.db, personId, toInstant(this.clock.now()));
  }

  /** Ends one session of a person. Throws `CommandRefused` (`not-found`) where the person has none with this id. */
  async end(id: string, personId: string, why: Ending): Promise<void> {
    const command = { type: 'end', personId, why, by: personId } as const;
    const { position } = await this.commands.run(sessionDecider, sessionStream(id), command, contextOf(personId));
    await this.shown(position);
  }

  /** Ends every session of a person that was started before now, but for one. */
  async endAll(personId: string, why: Ending, except: string | null = null): Promise<void> {
    const command = { type: 'revoke-sessions', personId, why, except } as const;
    const stream = credentialsStream(personId);
    const { position } = await this.commands.run(credentialsDecider, stream, command, contextOf(personId));
    await this.shown(position);
  }

  /** Takes the cookie away. */
  forget(reply: TakesHeaders): void {
    this.cookies.clear(reply, COOKIE);
  }

  /** What was ended opens nothing from the next request on. */
  async shown(position: string | undefined): Promise<void> {
    if (position !== undefined) await this.models.waitFor(position);
  }

  private seenNow(session: CurrentSession): CurrentSession {
    const now = this.clock.now();
    return now - toMilliseconds(session.seenAt) <= RENEWED_AFTER ? session : { ...session, seenAt: toInstant(now) };
  }

  private give(reply: TakesHeaders, session: CurrentSession): void {
    this.cookies.set(reply, COOKIE, this.seal.seal('session', session));
  }

  private isOver(session: CurrentSession): boolean {
    const now = toInstant(this.clock.now());
    const { idleEnd, absoluteEnd } = this.endsOf(session);
    return now >= idleEnd || now >= absoluteEnd;
  }
}
