import {
  CommandRefused,
  LogUnavailable,
  toInstant,
  type Clock,
  type Commands,
  type EventLog,
  type ReadModels,
} from '@art33/event-log';
import type { MessageCommandData } from '../domain/commands.js';
import { messageIdOfHeader } from '../domain/ids.js';
import { ownContext, record } from '../outbox/recorder.js';
import { messageEntry, messageOfToken, type OutboxEntry } from '../read-model/outbox.js';
import { readDsn, type DeliveryReport } from './read-dsn.js';

/** What became of a mail that came to a return address. */
export type BounceResult =
  /** `changed` is false where the message's stream held it already, or nothing follows from it. */
  | { readonly kind: 'taken'; readonly messageId: string; readonly changed: boolean }
  | {
      readonly kind: 'ignored';
      /**
       * `no-report`: an absence note, a read receipt, garbage. `unknown-message`: none of ours. `no-statement`: passed on to
       * somewhere that reports nothing more. `never-handed-over`: about a message that no server was given.
       */
      readonly why: 'no-report' | 'unknown-message' | 'no-statement' | 'never-handed-over';
    };

export interface BounceIntakeOptions {
  readonly commands: Commands;
  readonly log: EventLog;
  readonly models: ReadModels;
  readonly clock: Clock;
  /** Told of everything that is ignored; holds no personal data. */
  readonly onIgnored: (result: BounceResult & { readonly kind: 'ignored' }) => void;
}

/** Takes mails that came back, by whatever way, and records what they say of our messages. */
export class BounceIntake {
  constructor(private readonly options: BounceIntakeOptions) {}

  /**
   * Takes one mail (RFC 5322). `token`: that of the return address it came to, where the way tells.
   * Throws the log's errors: the mail is then to be kept and brought again.
   */
  async take(raw: Uint8Array, token?: string): Promise<BounceResult> {
    const arrivedAt = toInstant(this.options.clock.now());
    const report = await readDsn(raw);
    const command = report && commandOf(report, arrivedAt);
    if (!report) return this.ignore('no-report');
    if (!command) return this.ignore('no-statement');
    const message = await this.messageOf(report, token);
    if (!message) return this.ignore('unknown-message');
    try {
      const context = ownContext(message.organisation, message.id);
      const { events } = await record(this.options.commands, message.id, command, context);
      return { kind: 'taken', messageId: message.id, changed: events.length > 0 };
    } catch (error) {
      if (error instanceof CommandRefused) return this.ignore('never-handed-over');
      throw error;
    }
  }

  private ignore(why: (BounceResult & { readonly kind: 'ignored' })['why']): BounceResult {
    const result = { kind: 'ignored', why } as const;
    this.options.onIgnored(result);
    return result;
  }

  /** Looks again when the models show the whole log: a bounce that comes while they are behind must not be lost. */
  private async messageOf(report: DeliveryReport, token: string | undefined): Promise<OutboxEntry | undefined> {
    const { log, models } = this.options;
    const known = this.look(report, token);
    if (known) return known;
    const { position } = await log.head();
    if (position !== undefined && !(await models.waitFor(position)))
      throw new LogUnavailable('the read models do not show the whole log yet');
    return this.look(report, token);
  }

  private look(report: DeliveryReport, token: string | undefined): OutboxEntry | undefined {
    const { db } = this.options.models;
    const byToken = [token, report.returnPathToken].map((known) => known && messageOfToken(db, known));
    const byId = [report.envelopeId, messageIdOfHeader(report.originalMessageId ?? '')].map(
      (id) => id && messageEntry(db, id),
    );
    return [...byToken, ...byId].find((message) => typeof message === 'object' && message !== null) || undefined;
  }
}

function commandOf(report: DeliveryReport, arrivedAt: string): MessageCommandData | undefined {
  const statedAt = report.lastAttempt ?? report.date;
  const facts = {
    ...(statedAt === null ? {} : { statedAt }),
    arrivedAt,
    status: report.status,
    ...(report.diagnostic === null ? {} : { diagnostic: report.diagnostic }),
    evidenceId: report.evidenceId,
  };
  switch (report.action) {
    case 'failed':
      return { type: 'record-bounce', ...facts };
    case 'delivered':
      return { type: 'record-server-delivery', ...facts };
    case 'delayed':
      return { type: 'record-delay', ...facts };
    case 'relayed':
    case 'expanded':
      return undefined;
  }
}
