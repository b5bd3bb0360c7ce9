import { PrepareMessage, type MessageToPrepare } from '@art33/delivery';
import type { RecordedEvent } from '@art33/event-log';
import { contactsForNoticesOf, type OrganisationState } from '@art33/parties';
import type { CommandBus } from '@nestjs/cqrs';
import type { Registered } from './agreements.js';
import { attempt, causedBy } from './context.js';

/** Where somebody is told something. */
export interface Recipient {
  readonly address: string;
  /** Key scopes of the address. */
  readonly scopes: readonly string[];
}

/** Where a processor is told what shall not wait; undefined where it has named no address. */
export function onCallOf(processor: OrganisationState): Recipient | undefined {
  if (processor.status === 'none') return undefined;
  const { settings, onCallPersonId } = processor;
  if (settings.onCallAddress === null) return undefined;
  return { address: settings.onCallAddress, scopes: [`person:${onCallPersonId}`] };
}

/** Whom an organisation has for alerts: a processor its on-call address, a controller its contacts for notices. */
export function recipientsOf(owner: Registered): readonly Recipient[] {
  const { organisation } = owner;
  const onCall = onCallOf(owner);
  if (organisation.kind === 'processor') return onCall ? [onCall] : [];
  return contactsForNoticesOf(owner).map(({ contactId, email }) => ({
    address: email,
    scopes: [`person:${contactId}`, `controller:${organisation.organisationId}`],
  }));
}

/** Has a mail prepared because of an event: once, however often the event is seen. */
export const mailBecauseOf = (
  event: RecordedEvent,
  process: string,
  message: MessageToPrepare,
  commandBus: CommandBus,
): Promise<void> => {
  const context = causedBy(event, process, message.organisation, message.messageId);
  return attempt(() => commandBus.execute(new PrepareMessage(message, context)));
};
