import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { COMMANDS, type CommandContext, type CommandOutcome, type Commands } from '@art33/event-log';
import { fourEyesOf } from '@art33/parties';
import type { Giver, NoticeCommandBy, NoticeCommandData } from '../domain/commands.js';
import { noticeDecider } from '../domain/decider.js';
import type { NoticeEvent } from '../domain/events.js';
import { noticeStream } from '../domain/ids.js';

/** One command to one notice, as `Commands.runMany` takes it. */
export const noticeItem = (
  noticeId: string,
  command: NoticeCommandData,
  context: CommandContext,
): { readonly stream: string; readonly command: NoticeCommandBy; readonly context: CommandContext } => ({
  stream: noticeStream(noticeId),
  command: { ...command, onBehalfOf: context.organisation, actor: context.actor },
  context,
});

/** Who gives a command on which four eyes have a say. */
export const giverOf = async (
  commands: Commands,
  { organisation, actor }: Pick<CommandContext, 'organisation' | 'actor'>,
): Promise<Giver> => ({ onBehalfOf: organisation, actor, fourEyes: await fourEyesOf(commands, organisation) });

/** On these a second person has a say; the others need not ask whether one has. */
const WITH_FOUR_EYES: readonly NoticeCommandData['type'][] = ['approve', 'find-not-required'];

/** One command to one notice on behalf of the context's organisation. What needs a look-up first has a class of its own. */
export class NoticeCommand extends Command<CommandOutcome<NoticeEvent>> {
  constructor(
    readonly noticeId: string,
    readonly command: NoticeCommandData,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(NoticeCommand)
export class NoticeCommandHandler implements ICommandHandler<NoticeCommand> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  async execute({ noticeId, command, context }: NoticeCommand): Promise<CommandOutcome<NoticeEvent>> {
    const item = noticeItem(noticeId, command, context);
    const giver = WITH_FOUR_EYES.includes(command.type) ? await giverOf(this.commands, context) : {};
    return this.commands.run(noticeDecider, item.stream, { ...item.command, ...giver }, context);
  }
}
