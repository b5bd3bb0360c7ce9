import { formatInstant } from '@art33/deadlines';
import {
  isErased,
  type CommandContext,
  type Commands,
  type ProcessManager,
  type RecordedEvent,
} from '@art33/event-log';
import {
  messageDecider,
  messageStream,
  prepareMessage,
  type MailIdentity,
  type MessageCommandOf,
  type MessageToPrepare,
} from '@art33/delivery';
import {
  earliestDue,
  noticeDecider,
  noticeIdOf,
  noticeMail,
  noticeMessageId,
  noticeStream,
  type NoticeEventOf,
  type NoticeLinks,
} from '@art33/notices';
import { contactsForNoticesOf } from '@art33/parties';
import { noticeAttachments } from '../attachments/notice-attachments.js';
import { AgreementReader } from './agreements.js';
import { attemptMany, causedBy } from './context.js';

const NAME = 'send-notices';

/** A message as `Commands.runMany` takes it. */
interface Item {
  readonly stream: string;
  readonly command: MessageCommandOf<'prepare'>;
  readonly context: CommandContext;
}

/** Turns sent notices into one message per recipient. */
export class SendNotices implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['NoticeSent'];

  constructor(
    private readonly commands: Commands,
    private readonly identity: MailIdentity,
    private readonly links: NoticeLinks,
  ) {}

  handle(event: RecordedEvent): Promise<void> {
    return this.handleMany([event]);
  }

  async handleMany(events: readonly RecordedEvent[]): Promise<void> {
    const items = await Promise.all(
      events.map((event) => this.messagesOf(event as RecordedEvent<NoticeEventOf<'NoticeSent'>>)),
    );
    await attemptMany(this.commands, messageDecider, items.flat());
  }

  private async messagesOf(event: RecordedEvent<NoticeEventOf<'NoticeSent'>>): Promise<readonly Item[]> {
    const { notice, sendNumber, textNumber, recipients, duties, batch } = event.data;
    const noticeId = noticeIdOf(notice.incidentId, notice.agreementId);
    const state = await this.commands.state(noticeDecider, noticeStream(noticeId));
    const text = state.texts.find((drafted) => drafted.textNumber === textNumber);
    const controller = await new AgreementReader(this.commands).organisation(notice.controllerId);
    // Erased meanwhile: there is nothing left to send.
    if (!text || isErased(text.subject) || isErased(text.text) || controller.status === 'none') return [];
    const { name } = controller.organisation;
    if (isErased(name)) return [];
    const { language, subject, text: body } = text;
    const dueBy = earliestDue(state, duties);
    const contacts = contactsForNoticesOf(controller).filter(({ contactId }) => recipients.includes(contactId));
    return contacts.map((contact) => {
      const messageId = noticeMessageId(noticeId, sendNumber, contact.contactId);
      const link = this.links.issued('notice', messageId, event.data.at);
      const until = formatInstant(link.expiresAt, controller.organisation.timeZone, language);
      const mail = noticeMail({ language, subject, text: body }, name, this.links.urlOf('notice', messageId), until);
      const message: MessageToPrepare = {
        messageId,
        organisation: notice.processorId,
        about: { kind: 'notice', id: noticeId, part: sendNumber },
        recipient: { contactId: contact.contactId, address: contact.email },
        priority: 'normal',
        language,
        ...mail,
        attachments: noticeAttachments(language, notice.incidentId),
        link,
        ...(dueBy === undefined ? {} : { dueBy }),
        ...(batch === undefined ? {} : { batch }),
        scopes: {
          recipient: [`person:${contact.contactId}`, `controller:${notice.controllerId}`],
          content: [`agreement:${notice.agreementId}`],
        },
      };
      return {
        stream: messageStream(messageId),
        command: prepareMessage(message, this.identity),
        context: causedBy(event, NAME, notice.processorId, messageId),
      };
    });
  }
}
