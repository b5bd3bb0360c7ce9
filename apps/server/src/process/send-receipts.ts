import { idOfStream, orErased, type Commands, type ProcessManager, type RecordedEvent } from '@art33/event-log';
import {
  noticeDecider,
  receiptLines,
  receiptMail,
  receiptMessageId,
  receiptOf,
  words,
  type NoticeEvent,
  type NoticeEventOf,
  type NoticeLinks,
} from '@art33/notices';
import type { CommandBus } from '@nestjs/cqrs';
import { AgreementReader, type Registered } from './agreements.js';
import { mailBecauseOf } from './mails.js';

const NAME = 'send-receipts';

/** Every registered contact with an address: not only those who get notices, so that a wrong hand is noticed. */
const registeredContacts = (controller: Registered) =>
  Object.entries(controller.contacts).flatMap(([contactId, contact]) =>
    typeof contact === 'object' && contact.email !== null
      ? [{ contactId, email: contact.email, language: contact.language }]
      : [],
  );

const nameOf = ({ organisation }: Registered): string => orErased(organisation.name, '–');

/** Sends the receipt of an acknowledgement to all registered contacts, each with its own "this was not us". */
export class SendReceipts implements ProcessManager {
  readonly name = NAME;
  readonly handles = ['NoticeAcknowledged'];

  constructor(
    private readonly commands: Commands,
    private readonly commandBus: CommandBus,
    private readonly links: NoticeLinks,
  ) {}

  async handle(recorded: RecordedEvent): Promise<void> {
    const event = recorded as RecordedEvent<NoticeEventOf<'NoticeAcknowledged'>>;
    const { notice, acknowledgementId, sendNumber } = event.data;
    const reader = new AgreementReader(this.commands);
    const controller = await reader.organisation(notice.controllerId);
    const processor = await reader.organisation(notice.processorId);
    if (controller.status === 'none' || processor.status === 'none') return;
    const { timeZone: zone } = controller.organisation;
    const names = { processorName: nameOf(processor), controllerName: nameOf(controller) };
    const noticeId = idOfStream(event.stream);
    const history = await this.commands.read<NoticeEvent>(event.stream);
    const state = await this.commands.state(noticeDecider, event.stream);
    for (const { contactId, email, language } of registeredContacts(controller)) {
      const receipt = receiptOf(history, state, acknowledgementId, words[language]);
      if (!receipt) return;
      const messageId = receiptMessageId(acknowledgementId, contactId);
      const lines = receiptLines(receipt, { words: words[language], ...names, zone });
      const message = {
        messageId,
        organisation: notice.processorId,
        about: { kind: 'receipt', id: noticeId, part: sendNumber },
        recipient: { contactId, address: email },
        priority: 'normal',
        language,
        ...receiptMail(language, lines, this.links.urlOf('dispute', messageId)),
        link: this.links.issued('dispute', messageId, event.data.at),
        scopes: {
          recipient: [`person:${contactId}`, `controller:${notice.controllerId}`],
          content: [`agreement:${notice.agreementId}`, `controller:${notice.controllerId}`],
        },
      } as const;
      await mailBecauseOf(event, NAME, message, this.commandBus);
    }
  }
}
