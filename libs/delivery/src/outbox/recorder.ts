import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CommandRefused,
  ERASED,
  KeyErased,
  type CommandContext,
  type CommandOutcome,
  type Commands,
} from '@art33/event-log';
import type { MessageCommandData } from '../domain/commands.js';
import { messageDecider } from '../domain/decider.js';
import type { MessageEvent } from '../domain/events.js';
import { messageStream } from '../domain/ids.js';

const FIRST_WAIT = 100;
const LONGEST_WAIT = 5_000;

/** The context of what this room does by itself. */
export const ownContext = (organisation: string, correlationId: string): CommandContext => ({
  actor: { kind: 'system', id: 'delivery' },
  organisation,
  commandId: randomUUID(),
  correlationId,
});

/** Without the words that can no longer be sealed; undefined where there were none. */
function withoutWords(command: MessageCommandData): MessageCommandData | undefined {
  if ('reply' in command && typeof command.reply === 'string') return { ...command, reply: ERASED };
  if ('diagnostic' in command && typeof command.diagnostic === 'string') return { ...command, diagnostic: ERASED };
  return undefined;
}

/**
 * Records what has happened. A server's words are left out where the recipient's key has been destroyed meanwhile: the
 * fact itself is kept. Throws `CommandRefused` and the log's errors.
 */
export async function record(
  commands: Commands,
  messageId: string,
  command: MessageCommandData,
  context: CommandContext,
): Promise<CommandOutcome<MessageEvent>> {
  try {
    return await commands.run(messageDecider, messageStream(messageId), command, context);
  } catch (error) {
    const rest = error instanceof KeyErased ? withoutWords(command) : undefined;
    if (rest === undefined) throw error;
    return commands.run(messageDecider, messageStream(messageId), rest, context);
  }
}

/**
 * The same, again and again while the log cannot take it, until the signal aborts: the effect has happened, and what is
 * not recorded would happen once more.
 */
export async function recordForCertain(
  commands: Commands,
  messageId: string,
  command: MessageCommandData,
  context: CommandContext,
  signal: AbortSignal,
): Promise<CommandOutcome<MessageEvent>> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      return await record(commands, messageId, command, context);
    } catch (error) {
      if (error instanceof CommandRefused || signal.aborted) throw error;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
