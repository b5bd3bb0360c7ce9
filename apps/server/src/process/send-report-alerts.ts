import {
  deriveId,
  toInstant,
  toMilliseconds,
  type Commands,
  type ProcessManager,
  type RecordedEvent,
} from '@art33/event-log';
import type { ReportEvent } from '@art33/incidents';
import type { CommandBus } from '@nestjs/cqrs';
import { AgreementReader } from './agreements.js';
import { mailBecauseOf, onCallOf } from './mails.js';

const NAME = 'send-report-alerts';
const QUARTER_OF_AN_HOUR = 15 * 60_000;

type ReportReceived = Extract<ReportEvent, { type: 'ReportReceived' }>;

const WORDS = {
  de: {
    subject: 'art33: neuer Hinweis eingegangen',
    text: 'Seit der letzten Nachricht ist mindestens ein Hinweis eingegangen, über den noch niemand entschieden hat.',
  },
  en: {
    subject: 'art33: new report received',
    text: 'Since the last message at least one report has come in that nobody has decided on yet.',
  },
} as const;

/**
 * Tells the on-call address that reports came in, and nothing of what they say. At most one mail goes out in each quarter of
 * an hour: the first report is told at once; what comes after that in the same quarter is told at the start of the next.
 */
export class SendReportAlerts implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['ReportReceived'];

  constructor(
    private readonly commands: Commands,
    private readonly commandBus: CommandBus,
    private readonly publicUrl: string,
  ) {}

  async handle(recorded: RecordedEvent): Promise<void> {
    const { processorId } = recorded.data as ReportReceived['data'];
    const processor = await new AgreementReader(this.commands).organisation(processorId);
    const onCall = onCallOf(processor);
    if (processor.status === 'none' || !onCall) return;
    const { address, scopes } = onCall;
    const now = Math.floor(toMilliseconds(recorded.recordedAt) / QUARTER_OF_AN_HOUR);
    const messageOf = (quarter: number) => deriveId('report-alert', processorId, address, quarter);
    // The mail of this quarter has gone out, or is about to: it may not have seen this report, the next one does.
    const sent = await this.causeOf(messageOf(now));
    if (sent === recorded.id) return;
    const quarter = sent === undefined ? now : now + 1;
    const messageId = messageOf(quarter);
    if ((await this.causeOf(messageId)) !== undefined) return;
    const { language } = processor.organisation;
    const { subject, text } = WORDS[language];
    const message = {
      messageId,
      organisation: processorId,
      about: { kind: 'alert', id: processorId },
      recipient: { address },
      priority: 'high',
      language,
      subject,
      text: `${text}\n\n${this.publicUrl}/api/v1/reports?status=open\n`,
      ...(quarter > now ? { notBefore: toInstant(quarter * QUARTER_OF_AN_HOUR) } : {}),
      scopes: { recipient: scopes, content: scopes },
    } as const;
    await mailBecauseOf(recorded, NAME, message, this.commandBus);
  }

  /** Which event a message was prepared for; undefined where there is no such message. */
  private async causeOf(messageId: string): Promise<string | undefined> {
    const [prepared] = await this.commands.read(`message-${messageId}`);
    return prepared && (prepared.metadata.causationId ?? '');
  }
}
