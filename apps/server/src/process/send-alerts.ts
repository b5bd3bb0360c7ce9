import { formatInstant, type Instant } from '@art33/deadlines';
import {
  deriveId,
  idOfStream,
  orErased,
  type Commands,
  type ProcessManager,
  type ReadModels,
  type RecordedEvent,
} from '@art33/event-log';
import { OrganisationScope } from '@art33/identity';
import { noticeDecider, noticeStream, type NoticeEvent } from '@art33/notices';
import { deadlinesOf } from '@art33/watch';
import type { CommandBus } from '@nestjs/cqrs';
import { alertMail, type AlertLine, type AlertStep } from './alert-mail.js';
import { AgreementReader } from './agreements.js';
import { mailBecauseOf, onCallOf } from './mails.js';

const NAME = 'send-alerts';
/** How many of the duties an alert names. */
const WORST = 10;
/** How long the read models may take to show an event before the process tries again, in milliseconds. */
const PATIENCE = 10_000;

/** What an event has to say to the on-call address: which step, about which end, or about what else. */
type Alarm = { readonly step: AlertStep } & (
  { readonly end: Instant } | { readonly end: null; readonly about: string }
);

function alarmOf(event: NoticeEvent): Alarm | undefined {
  switch (event.type) {
    case 'DeadlineApproaching':
      return { step: event.data.step, end: event.data.due };
    case 'DeadlineMissed':
      return { step: 'missed', end: event.data.wasDue };
    case 'TargetApproaching':
      return { step: event.data.step, end: event.data.target };
    case 'TargetMissed':
      return { step: 'missed', end: event.data.target };
    case 'DutyOverdue':
      return { step: event.data.step, end: event.data.wasDue };
    case 'AcknowledgementDisputed':
      return { step: 'disputed', end: null, about: event.data.acknowledgementId };
    case 'NoticeUndeliverable':
      return event.data.cancelled ? undefined : { step: 'undeliverable', end: null, about: event.data.messageId };
    case 'DeliveryInvalidated': {
      const { cause, messageId } = event.data;
      return cause === 'bounced' && messageId !== null
        ? { step: 'undeliverable', end: null, about: messageId }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** One alert per incident, recipient and step: the first event of its kind makes it, and it counts for all. */
export class SendAlerts implements ProcessManager {
  readonly name = NAME;
  readonly handles = [
    'DeadlineApproaching',
    'DeadlineMissed',
    'TargetApproaching',
    'TargetMissed',
    'DutyOverdue',
    'AcknowledgementDisputed',
    'NoticeUndeliverable',
    'DeliveryInvalidated',
  ];

  constructor(
    private readonly commands: Commands,
    private readonly commandBus: CommandBus,
    private readonly models: ReadModels,
    private readonly publicUrl: string,
  ) {}

  /** Of many that say the same, the first makes the alert; the others would only find that out, one by one. */
  async handleMany(events: readonly RecordedEvent[]): Promise<void> {
    const first = new Map<string, RecordedEvent>();
    for (const recorded of events) {
      const { type, data } = recorded as RecordedEvent<NoticeEvent> & NoticeEvent;
      const alarm = alarmOf({ type, data } as NoticeEvent);
      if (!alarm) continue;
      const key = [data.notice.incidentId, alarm.step, alarm.end ?? alarm.about].join(' ');
      if (!first.has(key)) first.set(key, recorded);
    }
    for (const recorded of first.values()) await this.handle(recorded);
  }

  async handle(recorded: RecordedEvent): Promise<void> {
    const event = { type: recorded.type, data: recorded.data } as NoticeEvent;
    const alarm = alarmOf(event);
    const { incidentId, processorId } = event.data.notice;
    const reader = new AgreementReader(this.commands);
    const processor = await reader.organisation(processorId);
    const onCall = onCallOf(processor);
    if (!alarm || processor.status === 'none' || !onCall) return;
    const { address, scopes } = onCall;
    const noticeId = idOfStream(recorded.stream);
    const messageId = deriveId('alert', incidentId, alarm.step, alarm.end ?? alarm.about, address);
    const history = await this.commands.read(`message-${messageId}`);
    if (history.length > 0) return;
    if (!(await this.models.waitFor(recorded.position, PATIENCE)))
      throw new Error(`the read models do not show log number ${recorded.logNumber} yet`);
    const { language, timeZone } = processor.organisation;
    const { count, duties } =
      alarm.end === null
        ? { count: 1, duties: [{ noticeId, source: null }] }
        : this.dutiesEnding(processorId, incidentId, alarm.end);
    const worst: readonly AlertLine[] = await Promise.all(
      duties.map(async ({ noticeId: id, source }) => ({
        controller: await this.controllerOf(id, reader),
        source,
        link: `${this.publicUrl}/api/v1/notices/${id}`,
      })),
    );
    const end = alarm.end && formatInstant(alarm.end, timeZone, language);
    const isTarget =
      event.type === 'TargetApproaching' ||
      event.type === 'TargetMissed' ||
      (event.type === 'DutyOverdue' && event.data.about === 'target');
    const mail = alertMail({ language, step: alarm.step, isTarget, end, incidentId, count, worst });
    const message = {
      messageId,
      organisation: processorId,
      about: { kind: 'alert', id: incidentId },
      recipient: { address },
      priority: 'high',
      language,
      ...mail,
      scopes: { recipient: scopes, content: [`incident:${incidentId}`] },
    } as const;
    await mailBecauseOf(recorded, NAME, message, this.commandBus);
  }

  /** The open duties of an incident whose period ends (or ended) at this instant: how many, and the first of them. */
  private dutiesEnding(processorId: string, incidentId: string, end: Instant) {
    const { rows, total } = deadlinesOf(
      this.models.db,
      OrganisationScope.of({ organisation: processorId, role: 'processor' }),
      { subject: incidentId, ownerKind: 'notice', states: ['open', 'missed'], dueFrom: end, dueUntil: end },
      { limit: WORST, count: true },
    );
    const duties = rows.map(({ owner, source }) => ({ noticeId: owner.id, source }));
    return { count: total?.count ?? rows.length, duties };
  }

  private async controllerOf(noticeId: string, reader: AgreementReader): Promise<string> {
    const { notice } = await this.commands.state(noticeDecider, noticeStream(noticeId));
    const controller = notice && (await reader.organisation(notice.controllerId));
    return controller?.status === 'registered' ? orErased(controller.organisation.name, '–') : '–';
  }
}
