import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CommandRefused } from '@art33/event-log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../http/guard.js';
import { ORGANISATIONS, type Organisations } from '../../members/handlers/organisations.js';
import { Joining, type Invited } from '../handlers/joining.js';
import { beganHere, foreignRequest } from '../handlers/same-origin.js';
import { SESSION_SETTINGS, type SessionSettings } from '../handlers/settings.js';
import { visitorIn } from '../http/session-guard.js';
import { faultOf, goOn, goTo, show, typed, wordsFor, type Form } from './page-answer.js';
import { invitationView, setUpView, voidLinkView } from './views.js';

/** Coming in for the first time: the first operator, and whoever was invited. A GET uses nothing up. */
@ApiExcludeController()
@Public()
@Controller()
export class JoinPagesController {
  constructor(
    @Inject(Joining) private readonly joining: Joining,
    @Inject(ORGANISATIONS) private readonly organisations: Organisations,
    @Inject(SESSION_SETTINGS) private readonly settings: SessionSettings,
  ) {}

  @Get('set-up/:token')
  async setUp(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [words, path] = [wordsFor(request), `/set-up/${encodeURIComponent(token)}`];
    if (await this.joining.maySetUp(token)) show(reply, setUpView(words, path, { email: '', name: '' }));
    else show(reply, voidLinkView(words, path), 404);
  }

  @Post('set-up/:token')
  async beOperator(
    @Param('token') token: string,
    @Body() form: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [words, path] = [wordsFor(request), `/set-up/${encodeURIComponent(token)}`];
    const given = { email: typed(form, 'email'), name: typed(form, 'name') };
    try {
      this.fromHere(request);
      const first = { ...given, language: words.lang, password: typed(form, 'password') };
      await this.joining.setUp(reply, token, first, visitorIn(request));
      goTo(reply, '/account', words);
    } catch (error) {
      const { code, status } = faultOf(error, reply);
      show(reply, code === 'link-void' ? voidLinkView(words, path) : setUpView(words, path, given, code), status);
    }
  }

  @Get('invitation/:token')
  async invitation(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [words, path] = [wordsFor(request), `/invitation/${encodeURIComponent(token)}`];
    const invited = await this.joining.invited(token);
    if (invited) show(reply, invitationView(words, path, await this.shown(invited)));
    else show(reply, voidLinkView(words, path), 404);
  }

  @Post('invitation/:token')
  async accept(
    @Param('token') token: string,
    @Body() form: Form,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [words, path] = [wordsFor(request), `/invitation/${encodeURIComponent(token)}`];
    const [name, password] = [typed(form, 'name').trim(), typed(form, 'password')];
    try {
      this.fromHere(request);
      const signedIn = await this.joining.accept(reply, token, { name, password }, visitorIn(request));
      if (!signedIn) return goTo(reply, '/sign-in', words, 'accepted');
      goOn(reply, signedIn, words, this.settings.home);
    } catch (error) {
      const { code, status } = faultOf(error, reply);
      const invited = code === 'link-void' ? undefined : await this.joining.invited(token);
      if (!invited) return show(reply, voidLinkView(words, path), status);
      show(reply, invitationView(words, path, { ...(await this.shown(invited)), name }, code), status);
    }
  }

  private async shown({ person, organisation, needsPassword }: Invited) {
    const known = await this.organisations(organisation);
    return { name: person.name ?? '', organisation: known?.name ?? null, needsPassword };
  }

  private fromHere(request: FastifyRequest): void {
    if (!beganHere(request, this.settings.publicUrl)) throw new CommandRefused(foreignRequest());
  }
}
