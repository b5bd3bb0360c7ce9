import type { StoredEvent } from '@art33/event-log';

/** With these a message has ended; nothing more is sent of it by itself. */
const ENDED = new Set(['MessageAccepted', 'MessageBounced', 'MessageDeliveredByServer', 'MessageGivenUp']);

/** Counts, event by event in log order, the messages of which more is to come by itself. */
export class UnsentMessages {
  private readonly waiting = new Set<string>();

  see({ stream, type, data }: StoredEvent): void {
    if (!stream.startsWith('message-')) return;
    const isFinal = type === 'MessageFailed' && (data as { readonly retryAt?: unknown }).retryAt === null;
    if (ENDED.has(type) || isFinal) this.waiting.delete(stream);
    else if (
      type === 'MessagePrepared' ||
      type === 'MessageStarted' ||
      type === 'MessageFailed' ||
      type === 'MessageUnknown'
    )
      this.waiting.add(stream);
  }

  get count(): number {
    return this.waiting.size;
  }
}
