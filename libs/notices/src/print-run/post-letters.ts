import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { StatedInstant } from '@art33/deadlines';
import { CommandRefused, COMMANDS, deriveId, turn, type CommandContext, type Commands } from '@art33/event-log';
import { noticeDecider } from '../domain/decider.js';
import type { RefusedNotice } from '../domain/jobs/events.js';
import { invalid } from '../domain/refusals.js';
import { noticeItem } from '../handlers/commands.js';
import { Tally } from '../handlers/tally.js';
import type { AddressRow } from './address-list.js';
import type { PrintRun } from './print-run.js';

/** Letters recorded in one go; between two goes the service answers others. */
const SLICE = 16;

/** What came of recording that the letters of a print run were posted. */
export interface PostedLetters {
  readonly counts: {
    readonly letters: number;
    /** Recorded now, or by the first run of a repeated request. */
    readonly recorded: number;
    readonly refused: number;
  };
  /** The first hundred of them. */
  readonly refused: readonly RefusedNotice[];
  /** Of the last event written; null where nothing was. */
  readonly position: string | null;
  readonly logNumber: number | null;
}

/**
 * A person states that the letters of a print run were handed to the post. Each is a delivery as the sender states it: in text
 * form, and proven by nothing of ours.
 */
export class PostLetters extends Command<PostedLetters> {
  constructor(
    readonly run: PrintRun,
    readonly rows: readonly AddressRow[],
    readonly statement: { readonly at: StatedInstant; readonly by: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PostLetters)
export class PostLettersHandler implements ICommandHandler<PostLetters> {
  constructor(@Inject(COMMANDS) private readonly commands: Commands) {}

  /** Throws `CommandRefused` where they would have been posted before they were printed. */
  async execute({ run, rows, statement, context }: PostLetters): Promise<PostedLetters> {
    if (statement.at.at < run.startedAt)
      throw new CommandRefused(
        invalid('posted-before-printed', 'at', 'letters are posted after they were printed', {
          printedAt: run.startedAt,
        }),
      );
    const tally = new Tally();
    for (let start = 0; start < rows.length; start += SLICE) {
      const slice = rows.slice(start, start + SLICE);
      const items = slice.map((row) => itemOf(row, run, statement, context));
      const outcomes = await this.commands.runMany(noticeDecider, items);
      outcomes.forEach((outcome, index) => tally.note(slice[index]!.noticeId, outcome));
      await turn();
    }
    const { counts, refused } = tally.result;
    const { position = null, logNumber = null } = tally.last;
    return {
      counts: { letters: rows.length, recorded: counts.done + counts.unchanged, refused: counts.refused },
      refused,
      position,
      logNumber,
    };
  }
}

const itemOf = (
  { noticeId, name, sendNumber, number }: AddressRow,
  { id }: PrintRun,
  { at, by }: PostLetters['statement'],
  { expectedEdits: _, ...context }: CommandContext,
) =>
  noticeItem(
    noticeId,
    {
      type: 'state-delivery',
      channel: 'letter',
      textForm: true,
      at,
      by,
      to: name,
      evidence: `print run ${id}, letter ${number}`,
      ...(sendNumber === null ? {} : { sendNumber }),
    },
    { ...context, commandId: deriveId(context.commandId, noticeId) },
  );
