import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { MessageEventData, MessageLink } from '@art33/delivery';
import { toInstant, toMilliseconds, type Instant } from '@art33/event-log';
import { parse, stringify, validate } from 'uuid';

/** What a link lets its holder do: see and acknowledge one notice, or dispute an acknowledgement of it. */
export type LinkPurpose = 'notice' | 'dispute';

const PATH: Readonly<Record<LinkPurpose, string>> = { notice: 'n', dispute: 'd' };
const ID_BYTES = 16;
const MAC_BYTES = 16;
const DAY = 24 * 60 * 60 * 1000;
/** How long a link opens its notice where nothing else is set; why so long: docs/adr/0042. */
export const LINK_DAYS = 90;

/**
 * Links in mails. A token is a message's id with a keyed hash of it: it names exactly one message of one notice, cannot
 * be guessed, and is the same whenever the mail is composed. What is kept of it is a hash, and until when it is good.
 */
export class NoticeLinks {
  constructor(
    /** 32 bytes, derived from the installation's master key. */
    private readonly key: Uint8Array,
    /** Without a slash at the end. */
    private readonly publicUrl: string,
    /** How long a link is good. */
    private readonly days: number = LINK_DAYS,
  ) {}

  urlOf(purpose: LinkPurpose, messageId: string): string {
    return `${this.publicUrl}/${PATH[purpose]}/${this.tokenOf(purpose, messageId)}`;
  }

  tokenOf(purpose: LinkPurpose, messageId: string): string {
    const id = parse(messageId);
    return Buffer.concat([id, this.mac(purpose, id)]).toString('base64url');
  }

  /** What the event of a message records of its link. */
  issued(purpose: LinkPurpose, messageId: string, at: Instant): MessageLink {
    return { purpose, hash: hashOf(this.tokenOf(purpose, messageId)), expiresAt: this.end(at) };
  }

  /** The message that a token names, or undefined where the token was not made here for this purpose. */
  messageIdOf(purpose: LinkPurpose, token: string): string | undefined {
    if (!/^[\w-]{43}$/.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== ID_BYTES + MAC_BYTES) return undefined;
    const id = bytes.subarray(0, ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(ID_BYTES), this.mac(purpose, id))) return undefined;
    const messageId = stringify(id);
    return validate(messageId) ? messageId : undefined;
  }

  /**
   * Until when a token is good that names this message; undefined where the message was given another link. One that
   * was prepared before links were recorded had its link from then on.
   */
  goodUntil(purpose: LinkPurpose, token: string, message: Pick<MessageEventData<'MessagePrepared'>, 'link' | 'at'>) {
    const { link, at } = message;
    if (link === undefined) return this.end(at);
    return link.purpose === purpose && link.hash === hashOf(token) ? link.expiresAt : undefined;
  }

  private end(from: Instant): Instant {
    return toInstant(toMilliseconds(from) + this.days * DAY);
  }

  private mac(purpose: LinkPurpose, id: Uint8Array): Buffer {
    return createHmac('sha256', this.key).update(purpose).update(id).digest().subarray(0, MAC_BYTES);
  }
}

/** A token holds 128 bits that nobody can guess: a plain hash gives nothing away. */
const hashOf = (token: string): string => hash('sha256', token, 'hex');
