import type { HandOver, MessageTransport, OutgoingMessage, SendingFailed } from '../transport.js';
import type { OmittedAttachment } from '../domain/attachments.js';
import type { AttachedFile, AttachmentSource } from './source.js';

/**
 * Makes a message's files before it opens the line, and hands the message over with them. A file that cannot be made is
 * left out and named: the message says everything in its text, and one that is missing would break the contract.
 */
export class AttachingTransport implements MessageTransport {
  constructor(
    private readonly inner: MessageTransport,
    private readonly source: AttachmentSource,
    private readonly onError: (error: unknown, messageId: string) => void,
  ) {}

  async open(message: OutgoingMessage, signal: AbortSignal): Promise<HandOver | SendingFailed> {
    const files: AttachedFile[] = [];
    const omitted: OmittedAttachment[] = [];
    const { about, attachments } = message.planned ?? { about: { kind: '', id: '' }, attachments: [] };
    for (const planned of attachments) {
      const { name, mediaType } = planned;
      try {
        const bytes = await this.source.bytesOf({ messageId: message.messageId, about }, planned, signal);
        if (bytes) files.push({ name, mediaType, bytes });
        else omitted.push({ name, why: 'erased' });
      } catch (error) {
        if (signal.aborted) return { kind: 'failed', permanent: false, code: 'stopped' };
        this.onError(error, message.messageId);
        omitted.push({ name, why: 'failed' });
      }
    }
    const ready = await this.inner.open({ ...message, files }, signal);
    return ready.kind === 'ready' && omitted.length > 0 ? { ...ready, omitted } : ready;
  }

  close(): void {
    this.inner.close();
  }
}
