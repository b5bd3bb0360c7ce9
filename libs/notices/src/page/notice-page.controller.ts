import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Redirect,
  Req,
  Res,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { COMMANDS, deriveId, type CommandContext, type Commands } from '@art33/event-log';
import { clientAddressOf, invalid, notFound, PageException, problem, ProblemException } from '@art33/http';
import { Public } from '@art33/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noticeDecider } from '../domain/decider.js';
import type { NoticeEvent } from '../domain/events.js';
import { noticeStream } from '../domain/ids.js';
import { NoticeCommand } from '../handlers/commands.js';
import type { NoticeCommandData } from '../domain/commands.js';
import type { LinkPurpose } from '../mail/links.js';
import { receiptMessageId } from '../mail/messages.js';
import { STYLE, STYLE_PATH } from './layout.js';
import { CONTACT_SIGN_IN, type ContactSignIn } from './contact-sign-in.js';
import { closedLinkPage, signInAskedPage } from './link-pages.js';
import { isFault, LinkedNotices, wordsFor, type Linked, type LinkFault } from './linked.js';
import { receiptJson } from './receipt-json.js';
import { receiptOf } from './receipt.js';
import { disputePage, openedPage, sealedPage, type Receipt } from './views.js';

const HTML = 'text/html; charset=utf-8';
/** Breach texts stay in no cache. */
const NO_STORE = 'no-store';

/**
 * The page behind a notice's link: readable without an account, a script or an app. A GET never records anything and never
 * shows the notice, because mail scanners open every link; a person's POST does.
 */
@ApiExcludeController()
@Public()
@Controller()
export class NoticePageController {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CommandBus) private readonly commandBus: CommandBus,
    @Inject(LinkedNotices) private readonly notices: LinkedNotices,
    @Inject(CONTACT_SIGN_IN) private readonly signIn: ContactSignIn,
  ) {}

  @Get(STYLE_PATH)
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  style(): string {
    return STYLE;
  }

  @Get('n/:token')
  @Header('Content-Type', HTML)
  @Header('Cache-Control', NO_STORE)
  async sealed(@Param('token') token: string, @Query('lang') lang?: string): Promise<string> {
    return sealedPage(await this.linked('notice', token, lang));
  }

  /** A person opens the notice. */
  @Post('n/:token')
  @HttpCode(200)
  @Header('Content-Type', HTML)
  @Header('Cache-Control', NO_STORE)
  async open(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Query('lang') lang?: string,
  ): Promise<string> {
    const linked = await this.linked('notice', token, lang);
    const { messageId, sendNumber, now: at } = linked;
    const clientAddress = clientAddressOf(request);
    const command = { type: 'record-delivery', messageId, sendNumber, grade: 'opened', at, clientAddress } as const;
    await this.record(linked, 'opened', command);
    return this.opened(linked);
  }

  /**
   * A person acknowledges and gets a receipt: as a page, or as JSON where the request is JSON, as another installation sends
   * it when a person has acknowledged there. Its grade is the link's either way.
   */
  @Post('n/:token/acknowledgement')
  @HttpCode(200)
  @Header('Content-Type', HTML)
  @Header('Cache-Control', NO_STORE)
  async acknowledge(
    @Param('token') token: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('lang') lang?: string,
  ): Promise<string> {
    const isMachine = request.headers['content-type']?.toLowerCase().startsWith('application/json') ?? false;
    const linked = await this.linked('notice', token, lang, isMachine ? problemOf : undefined);
    const by = acknowledgerOf(body);
    if (!by && isMachine) throw invalid('name', `a name of at most ${LIMIT} characters`);
    if (!by) {
      void reply.status(422);
      return this.opened(linked, linked.words.nameMissing);
    }
    const { messageId, sendNumber, now } = linked;
    // One that was disputed can be given anew; the same press of the button twice is one.
    const act = `acknowledged ${linked.state.acknowledgements.length}`;
    const clientAddress = clientAddressOf(request);
    await this.record(linked, act, { type: 'acknowledge', messageId, sendNumber, by, at: now, clientAddress });
    if (!isMachine) return this.opened(linked);
    const { receipt } = await this.acknowledged(linked);
    if (!receipt) throw notFound();
    void reply.header('Content-Type', 'application/json; charset=utf-8');
    return JSON.stringify(receiptJson(receipt, linked.processorName));
  }

  /** Reloaded or bookmarked after the POST: back to the notice. */
  @Get('n/:token/acknowledgement')
  @Redirect()
  @Header('Cache-Control', NO_STORE)
  notice(
    @Param('token') token: string,
    @Query('lang') lang?: string,
  ): { readonly url: string; readonly statusCode: number } {
    const query = lang === undefined ? '' : `?lang=${wordsFor(lang).lang}`;
    return { url: `/n/${encodeURIComponent(token)}${query}`, statusCode: 303 };
  }

  /**
   * A registered contact wants to sign in. Also where the link has expired or was withdrawn: it shows nothing then, and the mail goes
   * to a registered address or to nobody.
   */
  @Post('n/:token/sign-in')
  @HttpCode(200)
  @Header('Content-Type', HTML)
  @Header('Cache-Control', NO_STORE)
  async askForSignIn(
    @Param('token') token: string,
    @Body() body: Readonly<Record<string, unknown>> | undefined,
    @Query('lang') lang?: string,
  ): Promise<string> {
    const found = await this.notices.find('notice', token, lang);
    if (found.why === 'unknown') throw pageFor(found);
    const { words: spoken, path, controllerId, messageId } = found;
    const email = typeof body?.['email'] === 'string' ? body['email'].trim().slice(0, LONGEST_EMAIL) : '';
    const noticeId = found.why === undefined ? found.noticeId : undefined;
    this.signIn({ controllerId, email, messageId, ...(noticeId !== undefined && { noticeId }) });
    return signInAskedPage(spoken, path);
  }

  @Get('d/:token')
  @Header('Content-Type', HTML)
  @Header('Cache-Control', NO_STORE)
  async disputed(@Param('token') token: string, @Query('lang') lang?: string): Promise<string> {
    const linked = await this.linked('dispute', token, lang);
    return disputePage(linked, await this.receipted(linked), false);
  }

  /** A registered contact says that the acknowledgement was not given by its organisation. */
  @Post('d/:token')
  @HttpCode(200)
  @Header('Content-Type', HTML)
  @Header('Cache-Control', NO_STORE)
  async dispute(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Query('lang') lang?: string,
  ): Promise<string> {
    const linked = await this.linked('dispute', token, lang);
    const { contactId, now } = linked;
    const receipts = await this.receipted(linked);
    for (const { acknowledgementId } of receipts)
      await this.record(linked, `disputed ${acknowledgementId}`, {
        type: 'dispute-acknowledgement',
        acknowledgementId,
        contactId,
        at: now,
        clientAddress: clientAddressOf(request),
      });
    return disputePage(linked, receipts, true);
  }

  /** What the receipt mail behind a dispute link was about. */
  private async receipted({
    noticeId,
    messageId,
    contactId,
    state,
    words: spoken,
  }: Linked): Promise<readonly Receipt[]> {
    const history = await this.commands.read<NoticeEvent>(noticeStream(noticeId));
    return state.acknowledgements
      .filter(({ acknowledgementId }) => receiptMessageId(acknowledgementId, contactId) === messageId)
      .map(({ acknowledgementId }) => receiptOf(history, state, acknowledgementId, spoken))
      .filter((receipt) => receipt !== null);
  }

  private async opened(linked: Linked, fault: string | null = null): Promise<string> {
    const { state, receipt } = await this.acknowledged(linked);
    return openedPage({ ...linked, state }, receipt, fault);
  }

  /** The notice as it is now, and the receipt of this sending, if it was acknowledged. */
  private async acknowledged(
    linked: Linked,
  ): Promise<{ readonly state: Linked['state']; readonly receipt: Receipt | null }> {
    const history = await this.commands.read<NoticeEvent>(noticeStream(linked.noticeId));
    const state = await this.commands.state(noticeDecider, noticeStream(linked.noticeId));
    // Each sending is acknowledged by itself: a follow-up says something else than what was acknowledged before.
    const last = state.acknowledgements.findLast(({ sendNumber }) => sendNumber === linked.sendNumber);
    const receipt = last ? receiptOf(history, state, last.acknowledgementId, linked.words) : null;
    return { state, receipt };
  }

  /** Each link records each act once: the same press of a button twice is one event. */
  private async record(linked: Linked, act: string, command: NoticeCommandData): Promise<void> {
    const commandId = deriveId(linked.messageId, act);
    const context: CommandContext = {
      actor: { kind: 'link', id: linked.messageId },
      organisation: linked.controllerId,
      commandId,
      correlationId: commandId,
    };
    await this.commandBus.execute(new NoticeCommand(linked.noticeId, command, context));
  }

  private async linked(
    purpose: LinkPurpose,
    token: string,
    lang: string | undefined,
    refusal: (fault: LinkFault) => Error = pageFor,
  ): Promise<Linked> {
    const found = await this.notices.find(purpose, token, lang);
    if (isFault(found)) throw refusal(found);
    return found;
  }
}

const LIMIT = 200;
const LONGEST_EMAIL = 254;

/** Who acknowledges, or undefined where no usable name was given. */
function acknowledgerOf(
  body: Readonly<Record<string, unknown>> | undefined,
): { readonly name: string; readonly function: string | null } | undefined {
  const field = (key: string): string => (typeof body?.[key] === 'string' ? body[key].trim() : '');
  const [name, role] = [field('name'), field('function')];
  if (name === '' || name.length > LIMIT || role.length > LIMIT) return undefined;
  return { name, function: role === '' ? null : role };
}

/** Gone, and not merely unknown: its holder is told what to do. */
const GONE = 410;
const pageFor = (fault: LinkFault): PageException =>
  new PageException(closedLinkPage(fault), fault.why === 'unknown' ? 404 : GONE);
const problemOf = (fault: LinkFault): Error =>
  fault.why === 'unknown'
    ? notFound()
    : new ProblemException(
        problem(
          `link-${fault.why}`,
          GONE,
          `this link has ${fault.why === 'expired' ? 'expired' : 'been withdrawn'}; ask ${fault.sender.name}`,
        ),
      );
