import { CommandRefused, Refusal, type Commands } from '@art33/event-log';
import { importDecider } from './domain/decider.js';
import { importStream } from './domain/streams.js';

/**
 * What an unfinished or abandoned import wrote cannot be addressed: there is no such record. Asked of the log itself, for
 * an id may be known before the models show it. Throws `CommandRefused`.
 */
export async function refuseUnfinished(commands: Commands, importId: string | undefined): Promise<void> {
  if (await isUnfinished(commands, importId))
    throw new CommandRefused(new Refusal('not-found', 'not-found', 'there is no such record'));
}

/** Whether a record with this origin is still, or for ever, hidden. */
export async function isUnfinished(commands: Commands, importId: string | undefined): Promise<boolean> {
  if (importId === undefined) return false;
  return (await commands.state(importDecider, importStream(importId))).status !== 'completed';
}
