import { isErased, type RecordedEvent } from '@art33/event-log';
import type { PlannedAttachment } from '../domain/attachments.js';
import type { MessageEvent, MessageEventData } from '../domain/events.js';
import type { OutgoingMessage } from '../transport.js';

/** The message as a transport takes it; undefined where the address or the text has been erased. */
export function outgoing(
  { data }: { readonly data: MessageEventData<'MessagePrepared'> },
  earlier: readonly RecordedEvent<MessageEvent>[],
): OutgoingMessage | undefined {
  const { recipient, subject, text, html } = data;
  if (isErased(recipient.address) || isErased(subject) || isErased(text) || isErased(html)) return undefined;
  const { messageId, about, headerMessageId, returnPathToken, language, at } = data;
  const attachments = attachmentsOf(data, earlier);
  return {
    messageId,
    address: recipient.address,
    headerMessageId,
    returnPathToken,
    language,
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    ...(attachments.length > 0 ? { planned: { about, attachments } } : {}),
    preparedAt: at,
  };
}

/** What one attempt left out stays out of the next: the mail is the same in every attempt. */
function attachmentsOf(
  { attachments = [] }: MessageEventData<'MessagePrepared'>,
  earlier: readonly RecordedEvent<MessageEvent>[],
): readonly PlannedAttachment[] {
  const omitted = earlier.flatMap(({ type, data }) =>
    type === 'MessageStarted' && 'omitted' in data ? (data.omitted ?? []) : [],
  );
  return attachments.filter(({ name }) => !omitted.some((left) => left.name === name));
}
