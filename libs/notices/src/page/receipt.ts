import { orErased, type RecordedEvent } from '@art33/event-log';
import type { NoticeEvent } from '../domain/events.js';
import type { NoticeState } from '../domain/state.js';
import type { Receipt } from './views.js';
import type { Words } from './words.js';

/** The receipt of the notice's last acknowledgement, or null while there is none. */
export function receiptOf(history: readonly RecordedEvent<NoticeEvent>[], state: NoticeState, words: Words): Receipt | null {
  const acknowledgement = state.acknowledgements.at(-1);
  const event = history.findLast(({ type }) => type === 'NoticeAcknowledged');
  if (!acknowledgement || !event) return null;
  const gone = words.lang === 'de' ? '[gelöscht]' : '[erased]';
  const text = state.texts.find(({ textNumber }) => textNumber === acknowledgement.textNumber);
  const by = orErased(acknowledgement.by, { name: gone, function: null });
  return {
    acknowledgementId: acknowledgement.acknowledgementId,
    name: by.name,
    function: by.function,
    at: acknowledgement.at,
    textHash: acknowledgement.textHash,
    salt: text ? orErased(text.salt, gone) : gone,
    subject: text ? orErased(text.subject, gone) : gone,
    text: text ? orErased(text.text, gone) : gone,
    eventId: event.id,
    logNumber: event.logNumber,
    disputed: acknowledgement.disputes.length > 0,
  };
}
