import { randomUUID } from 'node:crypto';
import type { Actor, CommandContext } from '@art33/event-log';
import { OPERATOR } from '../../http/operator.js';

/** Signing in is the person's own act, for no organisation that it belongs to: it stands with the installation. */
export const contextOf = (personId: string): CommandContext => contextBy({ kind: 'person', id: personId });

/** What the service does by itself: it notes what failed, it mails a link. */
export const ownContext = (): CommandContext => contextBy({ kind: 'system', id: 'sign-in' });

const contextBy = (actor: Actor): CommandContext => {
  const commandId = randomUUID();
  return { actor, organisation: OPERATOR.organisation, commandId, correlationId: commandId };
};
