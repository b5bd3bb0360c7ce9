import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdPipe, WITH_SCRIPT } from '@art33/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/guard.js';
import { Account } from '../handlers/account.js';
import { Sessions, type CurrentSession } from '../handlers/sessions.js';
import { visitorIn } from '../http/session-guard.js';
import { accountView, appView, recoveryCodesView } from './account-views.js';
import { faultOf, goTo, show, typed, wordsFor, type Form } from './page-answer.js';

/** The page of one's account. Its forms carry the session's token. */
@ApiExcludeController()
@Public()
@Controller('account')
export class AccountPagesController {
  constructor(
    @Inject(Account) private readonly account: Account,
    @Inject(Sessions) private readonly sessions: Sessions,
  ) {}

  @Get()
  @RouteConfig(WITH_SCRIPT)
  async mine(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = this.sessions.current(request);
    if (session) await this.show(session, request, reply);
    else goTo(reply, '/sign-in', wordsFor(request));
  }

  @Post('sign-out')
  @RouteConfig(WITH_SCRIPT)
  async signOut(@Body() form: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.change(form, request, reply, async ({ id, personId }) => {
      await this.sessions.end(id, personId, 'signed-out');
      this.sessions.forget(reply);
      goTo(reply, '/sign-in', wordsFor(request));
    });
  }

  @Post('sessions')
  @RouteConfig(WITH_SCRIPT)
  async endOthers(@Body() form: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.change(form, request, reply, (session) => this.account.endOthers(session));
  }

  @Post('sessions/:id')
  @RouteConfig(WITH_SCRIPT)
  async endOne(
    @Param('id', IdPipe) id: string,
    @Body() form: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.change(form, request, reply, (session) => this.account.endSession(session, id));
  }

  @Post('password')
  @RouteConfig(WITH_SCRIPT)
  async changePassword(@Body() form: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [current, next] = [typed(form, 'currentPassword'), typed(form, 'password')];
    await this.change(form, request, reply, (session) =>
      this.account.changePassword(session, current, next, visitorIn(request)),
    );
  }

  /** A POST, so that no cache and no history holds the secret. */
  @Post('app')
  @RouteConfig(WITH_SCRIPT)
  async offerApp(@Body() form: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.change(form, request, reply, async (session) => {
      const offer = this.account.offerTotp(session);
      show(reply, appView(wordsFor(request), offer, this.sessions.csrfTokenOf(session)));
    });
  }

  @Post('app/confirmation')
  @RouteConfig(WITH_SCRIPT)
  async addApp(@Body() form: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.change(form, request, reply, (session) =>
      this.account.enrolTotp(reply, session, typed(form, 'enrolment'), typed(form, 'code'), visitorIn(request)),
    );
  }

  @Post('factors/:id')
  @RouteConfig(WITH_SCRIPT)
  async removeFactor(
    @Param('id', IdPipe) id: string,
    @Body() form: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.change(form, request, reply, (session) => this.account.removeFactor(session, id));
  }

  @Post('recovery-codes')
  @RouteConfig(WITH_SCRIPT)
  async makeRecoveryCodes(
    @Body() form: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.change(form, request, reply, async (session) =>
      show(reply, recoveryCodesView(wordsFor(request), await this.account.makeRecoveryCodes(session))),
    );
  }

  /** Does something with the session, then shows the account anew; what was refused is said there. */
  private async change(
    form: Form,
    request: FastifyRequest,
    reply: FastifyReply,
    work: (session: CurrentSession) => Promise<void>,
  ): Promise<void> {
    const words = wordsFor(request);
    const session = this.sessions.current(request);
    if (!session) return goTo(reply, '/sign-in', words);
    try {
      this.sessions.checked(request, typed(form, 'csrf'));
      await work(session);
      if (!reply.sent) goTo(reply, '/account', words);
    } catch (error) {
      const { code, status } = faultOf(error, reply);
      await this.show(session, request, reply, code, status);
    }
  }

  private async show(
    session: CurrentSession,
    request: FastifyRequest,
    reply: FastifyReply,
    fault: string | null = null,
    status = 200,
  ): Promise<void> {
    const facts = {
      me: await this.account.me(session),
      sessions: this.account.sessionsOf(session),
      factors: this.sessions.isOwn(session) ? await this.account.factorsOf(session) : null,
    };
    show(reply, accountView(wordsFor(request), facts, fault), status);
  }
}
