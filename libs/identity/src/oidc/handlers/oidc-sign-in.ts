import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, CommandRefused, deriveId, READ_MODELS, type Clock, type ReadModels } from '@art33/event-log';
import type { WithHeaders, TakesHeaders } from '../../sign-in/handlers/cookies.js';
import { Sessions } from '../../sign-in/handlers/sessions.js';
import { SESSION_KEY, SESSION_SETTINGS, type SessionSettings } from '../../sign-in/handlers/settings.js';
import { userOfPerson } from '../../scim/read-model/queries.js';
import { vouchedFor } from '../domain/claims.js';
import { BegunSignIns, type BegunSignIn } from '../protocol/begun.js';
import { beginSignIn, finishSignIn } from '../protocol/code-flow.js';
import { EGRESS, type Egress } from '../protocol/egress.js';
import { IssuerDirectory } from '../protocol/issuers.js';
import { SignInRefused } from '../protocol/refused.js';
import { DirectoryMembers } from './directory-members.js';
import { Issuers, type OpenedIssuer } from './issuers.js';

/** Where somebody who comes back stands. */
export interface Callback extends WithHeaders {
  /** The whole address, with what the issuer added. */
  readonly url: URL;
  /** Network address of the request. */
  readonly address: string;
}

/** Signing in at an organisation's own issuer: the session is one for that organisation and no other. */
@Injectable()
export class OidcSignIn {
  private readonly directory: IssuerDirectory;
  private readonly begun: BegunSignIns;

  constructor(
    @Inject(Issuers) private readonly issuers: Issuers,
    @Inject(DirectoryMembers) private readonly members: DirectoryMembers,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(EGRESS) egress: Egress,
    @Inject(SESSION_KEY) key: Uint8Array,
    @Inject(SESSION_SETTINGS) private readonly settings: SessionSettings,
  ) {
    this.directory = new IssuerDirectory(egress, clock);
    this.begun = new BegunSignIns(key, settings.publicUrl);
  }

  /**
   * Where an issuer sends people back to. Each issuer has an address of its own: what one sends can never be taken for an
   * answer of another's (RFC 9700, 4.4.2.2).
   */
  callbackUrl(issuerId: string): string {
    return `${this.settings.publicUrl}/sign-in/oidc/${issuerId}/callback`;
  }

  /** Where to send a browser that wants to sign in. Throws `SignInRefused`. */
  async begin(reply: TakesHeaders, issuerId: string, returnTo: string): Promise<URL> {
    const issuer = await this.opened(issuerId);
    const { url, begun } = await beginSignIn(this.directory, issuer.client, this.callbackUrl(issuerId));
    this.begun.keep(reply, { ...begun, issuerId, returnTo, at: this.clock.now() });
    return url;
  }

  /** Signs in whom the issuer vouches for, and says where to go on. Throws `SignInRefused`. */
  async finish(reply: TakesHeaders, issuerId: string, callback: Callback): Promise<string> {
    const begun = this.begun.takeBack(callback, reply, issuerId, this.clock.now());
    if (!begun) throw new SignInRefused('not-begun-here');
    const issuer = await this.opened(issuerId);
    const personId = await this.admitted(issuer, begun, callback);
    const signedIn = this.sessions.current(callback);
    // Nobody is moved into somebody else's session without noticing.
    if (signedIn && signedIn.personId !== personId) throw new SignInRefused('somebody-else');
    await this.start(reply, issuerId, personId, begun, callback);
    return begun.returnTo;
  }

  private async opened(issuerId: string): Promise<OpenedIssuer> {
    const issuer = await this.issuers.open(issuerId);
    if (!issuer) throw new SignInRefused('unknown-issuer');
    return issuer;
  }

  private async admitted(issuer: OpenedIssuer, begun: BegunSignIn, { url }: Callback): Promise<string> {
    const { organisation, side, settings, client } = issuer;
    const came = new URL(this.callbackUrl(client.issuerId));
    came.search = url.search;
    const claims = await finishSignIn(this.directory, client, came, begun, settings.groupsClaim);
    const vouched = vouchedFor(claims, settings, side);
    if (typeof vouched === 'string') throw new SignInRefused(vouched);
    const { justInTime } = settings;
    const commandId = deriveId('oidc', client.issuerId, begun.state);
    const { personId, fault } = await this.members.admit(
      { organisation, side, ...vouched },
      { justInTime, byScim: (id) => userOfPerson(this.models.db, { organisation }, id) !== undefined },
      { actor: { kind: 'system', id: `issuer-${client.issuerId}` }, organisation, commandId, correlationId: commandId },
    );
    if (fault) throw new SignInRefused(fault);
    return personId;
  }

  /** The session's id follows from the state, so that the log itself refuses a second one from the same answer, on any node. */
  private async start(
    reply: TakesHeaders,
    issuerId: string,
    personId: string,
    { state }: BegunSignIn,
    { headers, address }: Callback,
  ): Promise<void> {
    const agent = headers['user-agent'];
    const client = typeof agent === 'string' ? agent : '';
    const id = deriveId('oidc-session', issuerId, state);
    try {
      await this.sessions.start(reply, { personId, how: `oidc:${issuerId}`, address, client, id });
    } catch (cause) {
      if (cause instanceof CommandRefused && cause.refusal.code === 'already-used')
        throw new SignInRefused('not-begun-here', { cause });
      throw cause;
    }
  }
}
