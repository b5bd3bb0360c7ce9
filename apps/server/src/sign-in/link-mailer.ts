import { randomBytes, randomUUID } from 'node:crypto';
import { toInstant, type Clock } from '@art33/event-log';
import type { MessageTransport, OutgoingMessage } from '@art33/delivery';
import type { LinkMail } from '@art33/identity';

/** How long after each failure it is tried again, in milliseconds: some ten minutes in all. Then somebody asks for a new link. */
const WAITS = [5_000, 15_000, 30_000, 60_000, 120_000, 180_000, 240_000] as const;
const LONGEST_ATTEMPT = 60_000;
/** More mails than these do not wait at the same time. */
const MOST_WAITING = 1_000;

/**
 * Mails links that work once. They are secrets with a short life and prove nothing, so they are no messages of the outbox: they are
 * sent at once and kept in memory alone. What could not be sent is told without saying to whom.
 */
export class LinkMailer {
  private readonly ending = new AbortController();
  private readonly sending = new Set<Promise<void>>();

  constructor(
    private readonly parts: {
      readonly transport: MessageTransport;
      readonly clock: Clock;
      /** Domain of the Message-IDs. */
      readonly domain: string;
      readonly onGivenUp: (why: string) => void;
      /** How long after each failure it is tried again, in milliseconds. */
      readonly waits?: readonly number[];
    },
  ) {}

  send(mail: LinkMail): void {
    if (this.sending.size >= MOST_WAITING) return this.parts.onGivenUp('too many links wait to be mailed');
    const messageId = randomUUID();
    const { to: address, language, subject, text } = mail;
    const sent = this.untilTaken({
      messageId,
      address,
      headerMessageId: `<link.${messageId}@${this.parts.domain}>`,
      returnPathToken: randomBytes(16).toString('hex'),
      language,
      subject,
      text,
      preparedAt: toInstant(this.parts.clock.now()),
    }).finally(() => this.sending.delete(sent));
    this.sending.add(sent);
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await Promise.all(this.sending);
  }

  /** What has not been sent by now is not sent. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.idle();
    this.parts.transport.close();
  }

  private async untilTaken(message: OutgoingMessage): Promise<void> {
    for (const wait of [...(this.parts.waits ?? WAITS), undefined]) {
      const failure = await this.attempt(message);
      if (failure === undefined || this.ending.signal.aborted) return;
      if (wait === undefined || failure.permanent) return this.parts.onGivenUp(failure.code);
      await pause(wait, this.ending.signal);
      if (this.ending.signal.aborted) return;
    }
  }

  private async attempt(
    message: OutgoingMessage,
  ): Promise<{ readonly code: string; readonly permanent: boolean } | undefined> {
    const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(LONGEST_ATTEMPT)]);
    try {
      const line = await this.parts.transport.open(message, signal);
      if (line.kind === 'failed') return line;
      const outcome = await line.send();
      // A second copy does no harm, but most likely it was taken.
      return outcome.kind === 'failed' ? outcome : undefined;
    } catch {
      return { code: 'connection-failed', permanent: false };
    }
  }
}

/** Ends early when it is no longer wanted. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    timer.unref();
    signal.addEventListener('abort', done);
  });
