import { Body, Controller, Get, Header, Inject, Logger, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import { CommandRefused } from '@art33/event-log';
import { STYLE, WITH_SCRIPT } from '@art33/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/guard.js';
import { Joining } from '../handlers/joining.js';
import { isPageOfApp, LinkMails } from '../handlers/link-mails.js';
import { beganHere, foreignRequest } from '../handlers/same-origin.js';
import { SESSION_SETTINGS, type SessionSettings } from '../handlers/settings.js';
import { SignIn } from '../handlers/sign-in.js';
import { visitorIn } from '../http/session-guard.js';
import { SCRIPT_PATH, STYLE_PATH } from './layout.js';
import { faultOf, goOn, goTo, show, typed, wordsFor, type Form } from './page-answer.js';
import { PASSKEY_SCRIPT } from './script.js';
import { askResetView, linkView, resetView, secondFactorView, signInView, voidLinkView } from './views.js';

/** The address of a link, with the page that it leads to. */
const linkPath = (token: string, to: unknown): string =>
  `/sign-in/link/${encodeURIComponent(token)}${isPageOfApp(to) ? `?to=${encodeURIComponent(to)}` : ''}`;

/** Signing in without a script. A GET uses nothing up: mail scanners open every link. */
@ApiExcludeController()
@Public()
@Controller()
export class SignInPagesController {
  private readonly logger = new Logger('sign-in');

  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Joining) private readonly joining: Joining,
    @Inject(LinkMails) private readonly mails: LinkMails,
    @Inject(SESSION_SETTINGS) private readonly settings: SessionSettings,
  ) {}

  @Get(STYLE_PATH)
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  style(): string {
    return STYLE;
  }

  @Get(SCRIPT_PATH)
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  script(): string {
    return PASSKEY_SCRIPT;
  }

  @Get('sign-in')
  @RouteConfig(WITH_SCRIPT)
  begin(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('said') said?: string): void {
    const words = wordsFor(request);
    const sentence = said === 'reset' ? words.resetDone : said === 'accepted' ? words.accepted : null;
    show(reply, signInView(words, { said: sentence }));
  }

  @Post('sign-in/password')
  @RouteConfig(WITH_SCRIPT)
  async withPassword(@Body() form: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const words = wordsFor(request);
    const [email, password] = [typed(form, 'email'), typed(form, 'password')];
    try {
      this.fromHere(request);
      goOn(
        reply,
        await this.signIn.withPassword(reply, { email, password }, visitorIn(request)),
        words,
        this.settings.home,
      );
    } catch (error) {
      const { code, status } = faultOf(error, reply);
      show(reply, signInView(words, { fault: code, email }), status);
    }
  }

  /** Where the script goes on that asked for a passkey. */
  @Get('sign-in/done')
  done(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    goTo(reply, this.settings.home, wordsFor(request));
  }

  @Get('sign-in/second-factor')
  @RouteConfig(WITH_SCRIPT)
  async second(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const words = wordsFor(request);
    const factors = await this.signIn.pendingOf(request);
    if (factors) show(reply, secondFactorView(words, factors));
    else goTo(reply, '/sign-in', words);
  }

  @Post('sign-in/code')
  @RouteConfig(WITH_SCRIPT)
  async withCode(@Body() form: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const words = wordsFor(request);
    const factors = (await this.signIn.pendingOf(request)) ?? [];
    try {
      this.fromHere(request);
      const given = { code: typed(form, 'code'), recoveryCode: typed(form, 'recoveryCode') };
      goOn(reply, await this.signIn.withCode(request, reply, given, visitorIn(request)), words, this.settings.home);
    } catch (error) {
      const { code, status } = faultOf(error, reply);
      const page = factors.length > 0 ? secondFactorView(words, factors, code) : signInView(words, { fault: code });
      show(reply, page, status);
    }
  }

  @Get('sign-in/link/:token')
  async link(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('to') to?: string,
  ): Promise<void> {
    const [words, path] = [wordsFor(request), linkPath(token, to)];
    if (await this.joining.maySignIn(token)) show(reply, linkView(words, path));
    else show(reply, voidLinkView(words, path), 404);
  }

  @Post('sign-in/link/:token')
  async byLink(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('to') to?: string,
  ): Promise<void> {
    const words = wordsFor(request);
    try {
      this.fromHere(request);
      const entered = await this.joining.enter(reply, token, visitorIn(request));
      goOn(reply, entered, words, isPageOfApp(to) ? to : this.settings.home);
    } catch (error) {
      const { status } = faultOf(error, reply);
      show(reply, voidLinkView(words, linkPath(token, to)), status);
    }
  }

  @Get('reset')
  askForReset(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    show(reply, askResetView(wordsFor(request), false));
  }

  /** The answer is the same whether or not the address is registered, and takes as long. */
  @Post('reset')
  mailReset(@Body() form: Form, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const words = wordsFor(request);
    try {
      this.fromHere(request);
      this.mails.askForReset(typed(form, 'email')).catch((error: unknown) => this.logger.error(error));
      show(reply, askResetView(words, true));
    } catch (error) {
      const { code, status } = faultOf(error, reply);
      show(reply, askResetView(words, false, code), status);
    }
  }

  @Get('reset/:token')
  async reset(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [words, path] = [wordsFor(request), `/reset/${encodeURIComponent(token)}`];
    if (await this.joining.resetting(token)) show(reply, resetView(words, path));
    else show(reply, voidLinkView(words, path), 404);
  }

  @Post('reset/:token')
  async setPassword(
    @Param('token') token: string,
    @Body() form: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [words, path] = [wordsFor(request), `/reset/${encodeURIComponent(token)}`];
    try {
      this.fromHere(request);
      await this.joining.reset(token, typed(form, 'password'), visitorIn(request));
      goTo(reply, '/sign-in', words, 'reset');
    } catch (error) {
      const { code, status } = faultOf(error, reply);
      show(reply, code === 'link-void' ? voidLinkView(words, path) : resetView(words, path, code), status);
    }
  }

  private fromHere(request: FastifyRequest): void {
    if (!beganHere(request, this.settings.publicUrl)) throw new CommandRefused(foreignRequest());
  }
}
