import { isErased, type Commands, type ProcessManager, type RecordedEvent } from '@art33/event-log';
import { PrepareMessage } from '@art33/delivery';
import {
  noticeDecider,
  noticeIdOf,
  noticeMail,
  noticeMessageId,
  noticeStream,
  type NoticeEventOf,
  type NoticeLinks,
} from '@art33/notices';
import type { CommandBus } from '@nestjs/cqrs';
import { contactsForNoticesOf } from '@art33/parties';
import { AgreementReader } from './agreements.js';
import { causedBy } from './context.js';

const NAME = 'send-notices';

/** Turns a sent notice into one message per recipient. */
export class SendNotices implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['NoticeSent'];

  constructor(
    private readonly commands: Commands,
    private readonly commandBus: CommandBus,
    private readonly links: NoticeLinks,
  ) {}

  async handle(recorded: RecordedEvent): Promise<void> {
    const event = recorded as RecordedEvent<NoticeEventOf<'NoticeSent'>>;
    const { notice, sendNumber, textNumber, recipients } = event.data;
    const noticeId = noticeIdOf(notice.incidentId, notice.agreementId);
    const state = await this.commands.state(noticeDecider, noticeStream(noticeId));
    const text = state.texts.find((drafted) => drafted.textNumber === textNumber);
    const controller = await new AgreementReader(this.commands).organisation(notice.controllerId);
    // Erased meanwhile: there is nothing left to send.
    if (!text || isErased(text.subject) || isErased(text.text) || controller.status === 'none') return;
    const { language } = text;
    for (const contact of contactsForNoticesOf(controller).filter(({ contactId }) => recipients.includes(contactId))) {
      const messageId = noticeMessageId(noticeId, sendNumber, contact.contactId);
      const mail = noticeMail(
        { language, subject: text.subject, text: text.text },
        this.links.urlOf('notice', messageId),
      );
      await this.commandBus.execute(
        new PrepareMessage(
          {
            messageId,
            organisation: notice.processorId,
            about: { kind: 'notice', id: noticeId, part: sendNumber },
            recipient: { contactId: contact.contactId, address: contact.email },
            priority: 'normal',
            language,
            ...mail,
            scopes: {
              recipient: [`person:${contact.contactId}`, `controller:${notice.controllerId}`],
              content: [`agreement:${notice.agreementId}`],
            },
          },
          causedBy(event, NAME, notice.processorId, messageId),
        ),
      );
    }
  }
}
