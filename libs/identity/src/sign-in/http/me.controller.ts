import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CommandRefused, Refusal } from '@art33/event-log';
import { IdPipe } from '@art33/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/guard.js';
import { Account, type Factors, type Me } from '../handlers/account.js';
import { ChallengeCookie } from '../handlers/challenge-cookie.js';
import type { TotpOffer } from '../handlers/one-time-codes.js';
import type { CurrentSession } from '../handlers/sessions.js';
import type { Visitor } from '../handlers/sign-in.js';
import type { SessionView } from '../read-model/queries.js';
import { BusyFilter } from './busy-filter.js';
import { BySession, ByVisitor, SessionGuard } from './session-guard.js';
import type { PasskeyQuestion } from './sign-in.controller.js';
import { ChangePasswordBody, ConfirmTotpBody, NewPasskeyBody } from './sign-in.dto.js';

/** The sessions of one person. */
export interface MySessions {
  readonly items: readonly (SessionView & { readonly isCurrent: boolean })[];
}
/** Shown once: only hashes are kept. */
export interface NewRecoveryCodes {
  readonly codes: readonly string[];
}

/** The own account: who one is, the own sessions, with what one signs in. Needs a session; changing factors, one that is young. */
@ApiTags('me')
@Public()
@UseGuards(SessionGuard)
@UseFilters(BusyFilter)
@Controller('me')
export class MeController {
  constructor(
    @Inject(Account) private readonly account: Account,
    @Inject(ChallengeCookie) private readonly challenges: ChallengeCookie,
  ) {}

  /** Who one is, for which organisations, until when, and the token that changes need. */
  @Get()
  me(@BySession() session: CurrentSession): Promise<Me> {
    return this.account.me(session);
  }

  /** The own sessions that have not ended. */
  @Get('sessions')
  list(@BySession() session: CurrentSession): MySessions {
    const items = this.account.sessionsOf(session);
    return { items: items.map((each) => ({ ...each, isCurrent: each.id === session.id })) };
  }

  /** Ends every other session. */
  @Post('sessions/revocation')
  @HttpCode(204)
  async revokeOthers(@BySession() session: CurrentSession): Promise<void> {
    await this.account.endOthers(session);
  }

  /** Ends one session. */
  @Post('sessions/:id/revocation')
  @HttpCode(204)
  async revoke(@BySession() session: CurrentSession, @Param('id', IdPipe) id: string): Promise<void> {
    await this.account.endSession(session, id);
  }

  /** Changes the password and ends every other session. */
  @Put('password')
  @HttpCode(204)
  async changePassword(
    @BySession() session: CurrentSession,
    @Body() { currentPassword, newPassword }: ChangePasswordBody,
    @ByVisitor() visitor: Visitor,
  ): Promise<void> {
    await this.account.changePassword(session, currentPassword ?? '', newPassword, visitor);
  }

  /** With what one can sign in. */
  @Get('factors')
  factors(@BySession() session: CurrentSession): Promise<Factors> {
    return this.account.factorsOf(session);
  }

  /** Offers a secret for an app that makes one-time codes. It counts once a code of it was sent. */
  @Post('factors/totp-offer')
  @HttpCode(200)
  offerTotp(@BySession() session: CurrentSession): TotpOffer {
    return this.account.offerTotp(session);
  }

  /** Adds the app whose code this is. */
  @Post('factors/totp')
  @HttpCode(204)
  async enrolTotp(
    @BySession() session: CurrentSession,
    @Body() { enrolment, code }: ConfirmTotpBody,
    @ByVisitor() visitor: Visitor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.account.enrolTotp(reply, session, enrolment, code, visitor);
  }

  /** What a browser is to ask for a new passkey. */
  @Post('factors/passkey-options')
  @HttpCode(200)
  async offerPasskey(
    @BySession() session: CurrentSession,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PasskeyQuestion> {
    const { options, challenge } = await this.account.offerPasskey(session);
    this.challenges.set(reply, challenge);
    return { options };
  }

  /** Adds a passkey. */
  @Post('factors/passkeys')
  @HttpCode(204)
  async enrolPasskey(
    @BySession() session: CurrentSession,
    @Body() { response, label }: NewPasskeyBody,
    @ByVisitor() visitor: Visitor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const challenge = this.challenges.of(request);
    if (challenge === undefined)
      throw new CommandRefused(new Refusal('passkey-refused', 'forbidden', 'this took too long; begin anew'));
    await this.account.enrolPasskey(reply, session, { challenge, response, label }, visitor);
    this.challenges.clear(reply);
  }

  /** Removes a factor; the last one stays where the roles need one. */
  @Delete('factors/:id')
  @HttpCode(204)
  async removeFactor(@BySession() session: CurrentSession, @Param('id', IdPipe) id: string): Promise<void> {
    await this.account.removeFactor(session, id);
  }

  /** Makes ten recovery codes; the earlier ones are void. */
  @Post('recovery-codes')
  @HttpCode(200)
  async makeRecoveryCodes(@BySession() session: CurrentSession): Promise<NewRecoveryCodes> {
    return { codes: await this.account.makeRecoveryCodes(session) };
  }
}
