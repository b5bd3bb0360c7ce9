import type { MessageEvent, MessageEventData } from '@art33/delivery';
import { orErased, type Commands, type ProcessManager, type RecordedEvent } from '@art33/event-log';
import { noticeDecider, noticeItem, type NoticeCommandData } from '@art33/notices';
import { attemptMany, causedBy } from './context.js';

const NAME = 'notice-deliveries';
const NO_WORDS = '';

/** Tells a notice what became of its messages. */
export class NoticeDeliveries implements ProcessManager {
  readonly name = NAME;
  readonly handles = [
    'MessageAccepted',
    'MessageDeliveredByServer',
    'MessageBounced',
    'MessageFailed',
    'MessageGivenUp',
  ];

  constructor(private readonly commands: Commands) {}

  handle(event: RecordedEvent): Promise<void> {
    return this.handleMany([event]);
  }

  async handleMany(events: readonly RecordedEvent[]): Promise<void> {
    const items = await Promise.all(events.map((event) => this.itemsOf(event)));
    await attemptMany(this.commands, noticeDecider, items.flat());
  }

  private async itemsOf(recorded: RecordedEvent) {
    const event = recorded as RecordedEvent<MessageEvent>;
    const [first] = await this.commands.read<MessageEvent>(event.stream);
    const { about, messageId, organisation } = first?.data as MessageEventData<'MessagePrepared'>;
    if (about.kind !== 'notice') return [];
    const command = consequence({ type: event.type, data: event.data } as MessageEvent, {
      messageId,
      sendNumber: about.part ?? 1,
    });
    return command ? [noticeItem(about.id, command, causedBy(event, NAME, organisation, about.id))] : [];
  }
}

/** What a message event means for its notice, if anything. */
function consequence(
  event: MessageEvent,
  message: { readonly messageId: string; readonly sendNumber: number },
): NoticeCommandData | undefined {
  switch (event.type) {
    case 'MessageAccepted': {
      const { at, by } = event.data;
      const evidence = orErased(event.data.reply, NO_WORDS);
      return by === 'relay'
        ? { type: 'record-hand-over', ...message, at, evidence }
        : { type: 'record-delivery', ...message, grade: 'accepted-by-server', at, evidence };
    }
    case 'MessageDeliveredByServer': {
      const { at, diagnostic } = event.data;
      return {
        type: 'record-delivery',
        ...message,
        grade: 'accepted-by-server',
        at,
        ...(diagnostic ? { evidence: orErased(diagnostic, NO_WORDS) } : {}),
      };
    }
    case 'MessageBounced': {
      const { at, status, diagnostic } = event.data;
      const reason = [status, diagnostic && orErased(diagnostic, NO_WORDS)].filter(Boolean).join(' ') || 'bounced';
      return { type: 'invalidate-delivery', ...message, reason, at };
    }
    case 'MessageFailed': {
      const { at, permanent, code, reply, retryAt } = event.data;
      if (!permanent && retryAt !== null) return undefined;
      return {
        type: 'record-undeliverable',
        ...message,
        reason: [code, reply && orErased(reply, NO_WORDS)].filter(Boolean).join(' '),
        at,
      };
    }
    case 'MessageGivenUp': {
      const { why, attempts, at } = event.data;
      // A copy of what was started may have arrived: that is no mere cancelling.
      const cancelled = why === 'cancelled' && attempts === 0;
      return { type: 'record-undeliverable', ...message, reason: why, ...(cancelled ? { cancelled } : {}), at };
    }
    default:
      return undefined;
  }
}
