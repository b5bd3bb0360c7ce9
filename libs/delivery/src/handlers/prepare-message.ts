import { randomBytes } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMANDS, type CommandContext, type CommandOutcome, type Commands } from '@art33/event-log';
import type { MessageCommandOf } from '../domain/commands.js';
import { messageDecider } from '../domain/decider.js';
import type { MessageEvent } from '../domain/events.js';
import { headerMessageIdOf, messageStream } from '../domain/ids.js';
import type { MailIdentity } from '../smtp/settings.js';

/** Injection token: as whom this installation sends mail (`MailIdentity`). */
export const MAIL_IDENTITY = Symbol('MailIdentity');

/** What a message needs; its Message-ID and its return address are added here. */
export type MessageToPrepare = Omit<MessageCommandOf<'prepare'>, 'type' | 'headerMessageId' | 'returnPathToken'>;

/** Writes down one message to one recipient; the outbox sends it. Once per message id, however often it is sent. */
export class PrepareMessage extends Command<CommandOutcome<MessageEvent>> {
  constructor(
    readonly message: MessageToPrepare,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PrepareMessage)
export class PrepareMessageHandler implements ICommandHandler<PrepareMessage> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(MAIL_IDENTITY) private readonly identity: MailIdentity,
  ) {}

  execute({ message, context }: PrepareMessage): Promise<CommandOutcome<MessageEvent>> {
    const command = prepareMessage(message, this.identity);
    return this.commands.run(messageDecider, messageStream(message.messageId), command, context);
  }
}

/** The command behind `PrepareMessage`, for those who prepare many at once with `Commands.runMany`. */
export const prepareMessage = (message: MessageToPrepare, identity: MailIdentity): MessageCommandOf<'prepare'> => ({
  type: 'prepare',
  ...message,
  headerMessageId: headerMessageIdOf(message.messageId, identity.returnPathDomain),
  // Nobody can make up a bounce for a message that he has not seen.
  returnPathToken: randomBytes(16).toString('hex'),
});
