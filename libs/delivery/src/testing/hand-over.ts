import type { MessageTransport, OutgoingMessage, SendOutcome } from '../transport.js';

const never = new AbortController().signal;

/** Sends a message as the outbox does, without a log. */
export async function handOver(
  transport: MessageTransport,
  message: OutgoingMessage,
  signal: AbortSignal = never,
): Promise<SendOutcome> {
  const ready = await transport.open(message, signal);
  return ready.kind === 'ready' ? ready.send() : ready;
}
