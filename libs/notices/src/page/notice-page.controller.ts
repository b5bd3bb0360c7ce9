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
import {
  CLOCK,
  COMMANDS,
  deriveId,
  orErased,
  toInstant,
  type Clock,
  type CommandContext,
  type Commands,
} from '@art33/event-log';
import { messageStream, type MessageEventData } from '@art33/delivery';
import { invalid, notFound, PageException } from '@art33/http';
import { Public } from '@art33/identity';
import { organisationDecider, organisationStream } from '@art33/parties';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noticeDecider } from '../domain/decider.js';
import type { NoticeEvent } from '../domain/events.js';
import { noticeStream } from '../domain/ids.js';
import { NoticeCommand } from '../handlers/commands.js';
import type { NoticeCommandData } from '../domain/commands.js';
import { NoticeLinks, type LinkPurpose } from '../mail/links.js';
import { receiptMessageId } from '../mail/messages.js';
import { STYLE, STYLE_PATH } from './layout.js';
import { receiptJson } from './receipt-json.js';
import { receiptOf } from './receipt.js';
import { disputePage, openedPage, sealedPage, unknownLinkPage, type PageFacts, type Receipt } from './views.js';
import { words, type Words } from './words.js';

const HTML = 'text/html; charset=utf-8';
/** Breach texts stay in no cache. */
const NO_STORE = 'no-store';

/** Everything about the message behind a link. */
interface Linked extends PageFacts {
  readonly messageId: string;
  readonly noticeId: string;
  readonly contactId: string;
  readonly controllerId: string;
}

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
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(NoticeLinks) private readonly links: NoticeLinks,
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
  async open(@Param('token') token: string, @Query('lang') lang?: string): Promise<string> {
    const linked = await this.linked('notice', token, lang);
    const { messageId, sendNumber, now } = linked;
    await this.record(linked, 'opened', { type: 'record-delivery', messageId, sendNumber, grade: 'opened', at: now });
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
    const linked = await this.linked('notice', token, lang, isMachine ? notFound : undefined);
    const by = acknowledgerOf(body);
    if (!by && isMachine) throw invalid('name', `a name of at most ${LIMIT} characters`);
    if (!by) {
      void reply.status(422);
      return this.opened(linked, linked.words.nameMissing);
    }
    const { messageId, sendNumber, now } = linked;
    // One that was disputed can be given anew; the same press of the button twice is one.
    const act = `acknowledged ${linked.state.acknowledgements.length}`;
    await this.record(linked, act, { type: 'acknowledge', messageId, sendNumber, by, at: now });
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
  async dispute(@Param('token') token: string, @Query('lang') lang?: string): Promise<string> {
    const linked = await this.linked('dispute', token, lang);
    const { contactId, now } = linked;
    const receipts = await this.receipted(linked);
    for (const { acknowledgementId } of receipts)
      await this.record(linked, `disputed ${acknowledgementId}`, {
        type: 'dispute-acknowledgement',
        acknowledgementId,
        contactId,
        at: now,
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
    unknown: () => Error = () => unknownLink(lang),
  ): Promise<Linked> {
    const messageId = this.links.messageIdOf(purpose, token);
    const [prepared] = messageId === undefined ? [] : await this.commands.read(messageStream(messageId), undefined);
    const message = prepared?.data as MessageEventData<'MessagePrepared'> | undefined;
    const noticeId = message?.about.id;
    const state = noticeId === undefined ? undefined : await this.commands.state(noticeDecider, noticeStream(noticeId));
    if (messageId === undefined || !message || noticeId === undefined || !state?.notice) throw unknown();
    const { processorId, controllerId, zone } = state.notice;
    const spoken = wordsFor(lang ?? message.language);
    return {
      words: spoken,
      messageId,
      noticeId,
      contactId: message.recipient.contactId ?? messageId,
      controllerId,
      processorName: await this.nameOf(processorId),
      controllerName: await this.nameOf(controllerId),
      zone,
      state,
      sendNumber: message.about.part ?? 1,
      path: `/${purpose === 'notice' ? 'n' : 'd'}/${token}`,
      now: toInstant(this.clock.now()),
    };
  }

  private async nameOf(organisationId: string): Promise<string> {
    const state = await this.commands.state(organisationDecider, organisationStream(organisationId));
    return state.status === 'registered' ? orErased(state.organisation.name, '–') : '–';
  }
}

const wordsFor = (lang: string | undefined): Words => words[lang === 'en' ? 'en' : 'de'];

const LIMIT = 200;

/** Who acknowledges, or undefined where no usable name was given. */
function acknowledgerOf(
  body: Readonly<Record<string, unknown>> | undefined,
): { readonly name: string; readonly function: string | null } | undefined {
  const field = (key: string): string => (typeof body?.[key] === 'string' ? body[key].trim() : '');
  const [name, role] = [field('name'), field('function')];
  if (name === '' || name.length > LIMIT || role.length > LIMIT) return undefined;
  return { name, function: role === '' ? null : role };
}

const unknownLink = (lang: string | undefined): PageException =>
  new PageException(unknownLinkPage(wordsFor(lang)), 404);
