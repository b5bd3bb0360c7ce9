import { orErased, type RecordedEvent } from '@art33/event-log';
import type { NoticeEvent } from '../domain/events.js';
import type { NoticeState } from '../domain/state.js';
import type { Receipt } from './views.js';
import type { Words } from './words.js';

/** The receipt of one acknowledgement; null where the notice has no such one. */
export function receiptOf(
  history: readonly RecordedEvent<NoticeEvent>[],
  state: NoticeState,
  acknowledgementId: string,
  words: Words,
): Receipt | null {
  const acknowledgement = state.acknowledgements.find((known) => known.acknowledgementId === acknowledgementId);
  const event = history.find((recorded) => isAcknowledgement(recorded, acknowledgementId));
  if (!acknowledgement || !event) return null;
  const gone = words.lang === 'de' ? '[gelöscht]' : '[erased]';
  const text = state.texts.find(({ textNumber }) => textNumber === acknowledgement.textNumber);
  const by = orErased(acknowledgement.by, { name: gone, function: null });
  return {
    acknowledgementId: acknowledgement.acknowledgementId,
    name: by.name,
    function: by.function,
    grade: acknowledgement.grade,
    at: acknowledgement.at,
    clientAddress: orErased(acknowledgement.clientAddress ?? null, gone),
    textHash: acknowledgement.textHash,
    salt: text ? orErased(text.salt, gone) : gone,
    subject: text ? orErased(text.subject, gone) : gone,
    text: text ? orErased(text.text, gone) : gone,
    eventId: event.id,
    logNumber: event.logNumber,
    disputed: acknowledgement.disputes.length > 0,
  };
}

const isAcknowledgement = ({ type, data }: RecordedEvent<NoticeEvent>, acknowledgementId: string): boolean =>
  type === 'NoticeAcknowledged' && 'acknowledgementId' in data && data.acknowledgementId === acknowledgementId;
