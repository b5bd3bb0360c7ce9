import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRefused, COMMANDS, type CommandContext, type CommandOutcome, type Commands } from '@art33/event-log';
import { inBraces, PLACEHOLDERS, type NoticeKind } from '@art33/parties';
import type { Draft } from '../domain/commands.js';
import { completeness } from '../domain/content.js';
import { noticeDecider } from '../domain/decider.js';
import type { NoticeEvent } from '../domain/events.js';
import { noticeStream } from '../domain/ids.js';
import { invalid, notFound } from '../domain/refusals.js';
import { isOpened, type OpenedNotice } from '../domain/state.js';
import { renderNotice } from '../domain/templates/render.js';
import type { Language } from '../domain/values.js';
import { giverOf, noticeItem } from './commands.js';
import { Materials, type TextChoice } from './material.js';
import { newSalt, textHash } from './text-hash.js';

/** A text from words: with its salt, its hash and the gaps that are left. */
export function drafted(words: Pick<Draft, 'subject' | 'text' | 'language' | 'gaps' | 'author' | 'kind'>): Draft {
  const salt = newSalt();
  return { type: 'draft', ...words, salt, hash: textHash(salt, words) };
}

/** The draft that a template gives a notice: a person's own for this once, the organisation's, or the built-in one. */
export function draftFromTemplate(
  materials: Materials,
  incident: Awaited<ReturnType<Materials['incident']>>,
  state: OpenedNotice,
  choice: TextChoice,
): Draft {
  const { material, template } = materials.of(incident, state, choice);
  const { language, kind } = material;
  const author = choice.templates?.[language] ? 'person' : 'template';
  return drafted({ ...renderNotice(material, template), language, kind, author });
}

/** Loads a notice of the organisation; anybody else's is not there. */
export async function ownNotice(commands: Commands, noticeId: string, organisation: string): Promise<OpenedNotice> {
  const state = await commands.state(noticeDecider, noticeStream(noticeId));
  if (!isOpened(state) || state.notice.processorId !== organisation) throw new CommandRefused(notFound());
  return state;
}

/** A person edits the text. What is missing is told by the incident, not by the editor. */
export class EditDraft extends Command<CommandOutcome<NoticeEvent>> {
  constructor(
    readonly noticeId: string,
    readonly words: {
      readonly subject: string;
      readonly text: string;
      readonly language?: Language;
      readonly kind?: NoticeKind;
    },
    /** What stands in double braces is meant so: otherwise it is refused, for nothing is filled in. */
    readonly bracesAreMeant: boolean,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(EditDraft)
export class EditDraftHandler implements ICommandHandler<EditDraft> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(Materials) private readonly materials: Materials,
  ) {}

  async execute({ noticeId, words, bracesAreMeant, context }: EditDraft): Promise<CommandOutcome<NoticeEvent>> {
    if (!bracesAreMeant) refuseBraces(words);
    const state = await ownNotice(this.commands, noticeId, context.organisation);
    const incident = await this.materials.incident(state.notice.incidentId);
    const { material } = this.materials.of(incident, state, words);
    const gaps = completeness(material.incident, material.terms.requiredContent, material.terms.dataProtectionContact);
    const { language } = material;
    const giver = await giverOf(this.commands, context);
    const draft = { ...drafted({ ...words, language, gaps, author: 'person' }), ...giver };
    return this.commands.run(noticeDecider, noticeStream(noticeId), draft, context);
  }
}

/** A text of one notice is no template: what was meant to be filled in would reach the controller as it stands. */
function refuseBraces(words: { readonly subject: string; readonly text: string }): void {
  for (const field of ['subject', 'text'] as const) {
    const found = inBraces(words[field]);
    if (found.length === 0) continue;
    const rule =
      `nothing is filled in for ${found.map((name) => `{{${name}}}`).join(', ')} in the text of one notice: ` +
      'write the words themselves, or say with bracesAreMeant that it is to stand there so';
    throw new CommandRefused(invalid('unfilled-placeholder', field, rule, { found, templatesKnow: PLACEHOLDERS }));
  }
}

/** Sends one notice, to the contacts named or to all that are registered for notices. */
export class SendNotice extends Command<CommandOutcome<NoticeEvent>> {
  constructor(
    readonly noticeId: string,
    readonly choice: {
      readonly kind?: NoticeKind;
      readonly recipients?: readonly string[];
      readonly withGaps: boolean;
      readonly again?: boolean;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SendNotice)
export class SendNoticeHandler implements ICommandHandler<SendNotice> {
  constructor(
    @Inject(COMMANDS) private readonly commands: Commands,
    @Inject(Materials) private readonly materials: Materials,
  ) {}

  async execute({ noticeId, choice, context }: SendNotice): Promise<CommandOutcome<NoticeEvent>> {
    const { notice } = await ownNotice(this.commands, noticeId, context.organisation);
    const registered = this.materials.contacts(notice.controllerId).map(({ contactId }) => contactId);
    // Left out, or null: to all of them.
    const recipients = choice.recipients ?? registered;
    const strangers = recipients.filter((contact) => !registered.includes(contact));
    if (strangers.length > 0)
      throw new CommandRefused(
        invalid(
          'unknown-contacts',
          'recipients',
          'a notice goes to contacts that the controller has registered for notices',
          { unknown: strangers },
        ),
      );
    const item = noticeItem(noticeId, { type: 'send', ...choice, recipients }, context);
    return this.commands.run(noticeDecider, item.stream, item.command, item.context);
  }
}
