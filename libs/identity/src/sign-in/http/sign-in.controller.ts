import { Body, Controller, HttpCode, Inject, Logger, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommandRefused } from '@art33/event-log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/guard.js';
import type { SecondStep } from '../domain/how.js';
import { LinkMails } from '../handlers/link-mails.js';
import { beganHere, foreignRequest } from '../handlers/same-origin.js';
import { Sessions } from '../handlers/sessions.js';
import { SESSION_SETTINGS, type SessionSettings } from '../handlers/settings.js';
import { SignIn, type SignedIn, type Visitor } from '../handlers/sign-in.js';
import { BusyFilter } from './busy-filter.js';
import { ByVisitor } from './session-guard.js';
import { AskForLinkBody, PasskeyBody, SecondFactorBody, SignInBody } from './sign-in.dto.js';

/** What comes next. `enrolment-needed`: the session is good for adding a second factor only. */
export interface SignInAnswer {
  readonly next: 'signed-in' | 'enrolment-needed' | 'second-factor';
  /** With which second step it can go on. */
  readonly factors?: readonly (SecondStep | 'passkey')[];
}
/** What `navigator.credentials` is to be asked. */
export interface PasskeyQuestion {
  readonly options: object;
}

export const answerOf = (signedIn: SignedIn): SignInAnswer =>
  signedIn.next === 'second-factor' ? { next: signedIn.next, factors: signedIn.factors } : { next: signedIn.next };

/**
 * Signing in, for programs and pages alike: the session is a cookie. What does not come from a page of this host is refused, so that nobody
 * is signed in as somebody else.
 */
@ApiTags('sign-in')
@Public()
@UseFilters(BusyFilter)
@Controller()
export class SignInController {
  private readonly logger = new Logger('sign-in');

  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(LinkMails) private readonly mails: LinkMails,
    @Inject(SESSION_SETTINGS) private readonly settings: SessionSettings,
  ) {}

  /** The first step: address and password. */
  @Post('sign-in')
  @HttpCode(200)
  async withPassword(
    @Body() body: SignInBody,
    @ByVisitor() visitor: Visitor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInAnswer> {
    this.fromHere(request);
    return answerOf(await this.signIn.withPassword(reply, body, visitor));
  }

  /** The second step: the code of an app, or a recovery code. */
  @Post('sign-in/second-factor')
  @HttpCode(200)
  async withCode(
    @Body() body: SecondFactorBody,
    @ByVisitor() visitor: Visitor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInAnswer> {
    this.fromHere(request);
    return answerOf(await this.signIn.withCode(request, reply, body, visitor));
  }

  /** What a browser is to ask its passkeys. */
  @Post('sign-in/passkey-options')
  @HttpCode(200)
  async askForPasskey(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PasskeyQuestion> {
    this.fromHere(request);
    return { options: await this.signIn.askForPasskey(reply) };
  }

  /** A passkey, alone or after a password. */
  @Post('sign-in/passkey')
  @HttpCode(200)
  async withPasskey(
    @Body() { response }: PasskeyBody,
    @ByVisitor() visitor: Visitor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInAnswer> {
    this.fromHere(request);
    return answerOf(await this.signIn.withPasskey(request, reply, response, visitor));
  }

  /** Ends the session. Without one nothing happens. */
  @Post('sign-out')
  @HttpCode(204)
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const session = this.sessions.checked(request);
    if (session) await this.sessions.end(session.id, session.personId, 'signed-out');
    this.sessions.forget(reply);
  }

  /** Mails a link for a new password, where the address is registered; the answer is the same where it is not. */
  @Post('password-resets')
  @HttpCode(202)
  askForReset(@Body() { email }: AskForLinkBody, @Req() request: FastifyRequest): { readonly asked: true } {
    this.fromHere(request);
    // Not waited for: how long it takes would tell whether there is anybody.
    this.mails.askForReset(email).catch((error: unknown) => this.logger.error(error));
    return { asked: true };
  }

  private fromHere(request: FastifyRequest): void {
    if (!beganHere(request, this.settings.publicUrl)) throw new CommandRefused(foreignRequest());
  }
}
