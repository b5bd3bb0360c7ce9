import { Inject, Injectable } from '@nestjs/common';
import { messageStream, type MessageEventData } from '@art33/delivery';
import { CLOCK, COMMANDS, orErased, toInstant, type Clock, type Commands, type Instant } from '@art33/event-log';
import {
  organisationDecider,
  organisationStream,
  termsDecider,
  termsIdOf,
  termsStream,
  type Terms,
} from '@art33/parties';
import { noticeDecider } from '../domain/decider.js';
import { noticeStream } from '../domain/ids.js';
import { isRevoked } from '../domain/links.js';
import { isOpened, type OpenedNotice } from '../domain/state.js';
import { NoticeLinks, type LinkPurpose } from '../mail/links.js';
import type { PageFacts } from './views.js';
import { words, type Words } from './words.js';

/** Everything about the message behind a link. */
export interface Linked extends PageFacts {
  /** It opens something. */
  readonly why?: never;
  readonly messageId: string;
  readonly noticeId: string;
  readonly contactId: string;
  readonly controllerId: string;
}

/** Why a link opens nothing, and what its holder may be told. */
export type LinkFault =
  | { readonly why: 'unknown'; readonly words: Words }
  | {
      readonly why: 'expired' | 'revoked';
      readonly words: Words;
      readonly path: string;
      readonly messageId: string;
      readonly controllerId: string;
      /** Whom to ask. */
      readonly sender: { readonly name: string; readonly email: string | null };
    };

export const isFault = (found: Linked | LinkFault): found is LinkFault => found.why !== undefined;

/** In the language asked for, else in that of the mail. */
export const wordsFor = (lang: string | undefined): Words => words[lang === 'en' ? 'en' : 'de'];

/** Finds what a link opens. */
@Injectable()
export class LinkedNotices {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(NoticeLinks) private readonly links: NoticeLinks,
  ) {}

  async find(purpose: LinkPurpose, token: string, lang: string | undefined): Promise<Linked | LinkFault> {
    const messageId = this.links.messageIdOf(purpose, token);
    const [prepared] = messageId === undefined ? [] : await this.commands.read(messageStream(messageId), undefined);
    const message = prepared?.data as MessageEventData<'MessagePrepared'> | undefined;
    const state = message && (await this.commands.state(noticeDecider, noticeStream(message.about.id)));
    const goodUntil = message && this.links.goodUntil(purpose, token, message);
    if (messageId === undefined || !message || !state || !isOpened(state) || goodUntil === undefined)
      return { why: 'unknown', words: wordsFor(lang) };
    const now = toInstant(this.clock.now());
    const { noticeId, processorId, controllerId, zone } = state.notice;
    const spoken = wordsFor(lang ?? message.language);
    const path = `/${purpose === 'notice' ? 'n' : 'd'}/${token}`;
    const processorName = await this.nameOf(processorId);
    const sendNumber = message.about.part ?? 1;
    const why = whyClosed(purpose, { state, messageId, sendNumber, goodUntil, now });
    if (why !== undefined) {
      const sender = { name: processorName, email: await this.addressOf(state) };
      return { why, words: spoken, path, messageId, controllerId, sender };
    }
    return {
      words: spoken,
      messageId,
      noticeId,
      contactId: message.recipient.contactId ?? messageId,
      controllerId,
      processorName,
      controllerName: await this.nameOf(controllerId),
      zone,
      state,
      sendNumber,
      path,
      now,
    };
  }

  private async nameOf(organisationId: string): Promise<string> {
    const state = await this.commands.state(organisationDecider, organisationStream(organisationId));
    return state.status === 'registered' ? orErased(state.organisation.name, '–') : '–';
  }

  /** Where the terms say that the sender's data protection contact, or else the sender, is reached. */
  private async addressOf({ notice: { processorId, basis } }: OpenedNotice): Promise<string | null> {
    const published = await this.commands.state(termsDecider, termsStream(termsIdOf(processorId, basis.terms.id)));
    const terms: Terms | undefined =
      published.status === 'none'
        ? undefined
        : published.versions.find((version) => version.terms.version === basis.terms.version)?.terms;
    return terms?.dataProtectionContact.email ?? terms?.processor.email ?? null;
  }
}

/** Links that dispute an acknowledgement are not the sender's to withdraw: they protect the recipient. */
function whyClosed(
  purpose: LinkPurpose,
  link: {
    readonly state: OpenedNotice;
    readonly messageId: string;
    readonly sendNumber: number;
    readonly goodUntil: Instant;
    readonly now: Instant;
  },
): 'expired' | 'revoked' | undefined {
  const { state, messageId, sendNumber, goodUntil, now } = link;
  if (purpose === 'notice' && isRevoked(state, messageId, sendNumber)) return 'revoked';
  return now >= goodUntil ? 'expired' : undefined;
}
