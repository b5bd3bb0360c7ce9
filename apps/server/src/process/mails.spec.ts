import { CommandRefused, KeyErased, LogUnavailable, Refusal, type RecordedEvent } from '@art33/event-log';
import type { CommandBus } from '@nestjs/cqrs';
import { mailBecauseOf } from './mails.js';

describe('a mail because of an event', () => {
  const event = { id: 'event', metadata: { correlationId: 'correlation' } } as RecordedEvent;
  const message = { messageId: 'message', organisation: 'processor' } as Parameters<typeof mailBecauseOf>[2];
  const where = (error: Error) =>
    mailBecauseOf(event, 'a-process', message, { execute: () => Promise.reject(error) } as unknown as CommandBus);

  it('is left out where a rule forbids it, or the key of what it says was destroyed', async () => {
    await expect(where(new CommandRefused(new Refusal('no', 'conflict', 'never')))).resolves.toBeUndefined();
    await expect(where(new KeyErased('gone'))).resolves.toBeUndefined();
  });

  it('is tried again where the log cannot be written now', async () => {
    await expect(where(new LogUnavailable('disk full'))).rejects.toThrow('disk full');
  });
});
