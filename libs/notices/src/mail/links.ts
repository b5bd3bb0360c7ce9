import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify, validate } from 'uuid';

/** What a link lets its holder do: see and acknowledge one notice, or dispute an acknowledgement of it. */
export type LinkPurpose = 'notice' | 'dispute';

const PATH: Readonly<Record<LinkPurpose, string>> = { notice: 'n', dispute: 'd' };
const ID_BYTES = 16;
const MAC_BYTES = 16;

/**
 * Links in mails. A token is a message's id with a keyed hash of it: it names exactly one message of one notice, cannot
 * be guessed, and is the same whenever the mail is composed, so nothing needs to be kept of it.
 */
export class NoticeLinks {
  constructor(
    /** 32 bytes, derived from the installation's master key. */
    private readonly key: Uint8Array,
    /** Without a slash at the end. */
    private readonly publicUrl: string,
  ) {}

  urlOf(purpose: LinkPurpose, messageId: string): string {
    return `${this.publicUrl}/${PATH[purpose]}/${this.tokenOf(purpose, messageId)}`;
  }

  tokenOf(purpose: LinkPurpose, messageId: string): string {
    const id = parse(messageId);
    return Buffer.concat([id, this.mac(purpose, id)]).toString('base64url');
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

  private mac(purpose: LinkPurpose, id: Uint8Array): Buffer {
    return createHmac('sha256', this.key).update(purpose).update(id).digest().subarray(0, MAC_BYTES);
  }
}
