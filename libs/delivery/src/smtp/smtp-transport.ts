import type { HandOver, MessageTransport, OutgoingMessage, SendingFailed } from '../transport.js';
import { compose } from './compose.js';
import { sessionFailed, type SmtpError } from './outcome.js';
import { SmtpSession } from './session.js';
import type { SmtpSettings } from './settings.js';

/** How long a connection is kept for the next message, in milliseconds. */
const KEPT_IDLE = 5_000;

/** Letters that no address holds and that could smuggle a command or a header. */
const isAddress = (address: string): boolean => /^[^\s<>@\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+$/.test(address);

/** Hands messages to an SMTP server. Connections that did their work are used again for the next message. */
export class SmtpTransport implements MessageTransport {
  private readonly idle = new Map<SmtpSession, NodeJS.Timeout>();

  constructor(private readonly settings: SmtpSettings) {}

  async open(message: OutgoingMessage, signal: AbortSignal): Promise<HandOver | SendingFailed> {
    if (!isAddress(message.address)) return { kind: 'failed', permanent: true, code: 'address-invalid' };
    const mail = await compose(message, this.settings);
    let session: SmtpSession;
    try {
      session = await this.session(signal);
    } catch (error) {
      return sessionFailed(error as SmtpError);
    }
    return {
      kind: 'ready',
      send: async () => {
        const outcome = await session.send(mail, message.messageId, signal);
        if (outcome.kind === 'accepted') this.keep(session);
        else session.close();
        return outcome;
      },
      cancel: () => this.keep(session),
    };
  }

  close(): void {
    for (const session of [...this.idle.keys()]) this.take(session).close();
  }

  private async session(signal: AbortSignal): Promise<SmtpSession> {
    for (const candidate of [...this.idle.keys()]) {
      if (!this.idle.has(candidate)) continue;
      const session = this.take(candidate);
      if (await session.isReady(signal)) return session;
      session.close();
    }
    return SmtpSession.open(this.settings, signal);
  }

  private keep(session: SmtpSession): void {
    const timer = setTimeout(() => this.take(session).close(), KEPT_IDLE);
    timer.unref();
    this.idle.set(session, timer);
  }

  private take(session: SmtpSession): SmtpSession {
    clearTimeout(this.idle.get(session));
    this.idle.delete(session);
    return session;
  }
}
