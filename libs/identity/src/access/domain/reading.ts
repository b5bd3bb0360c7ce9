import { deriveId, type Decider, type Instant } from '@art33/event-log';
import type { Reading, ReadingEvent } from './events.js';

export type ReadingCommand =
  | ({ readonly type: 'note-read' } & Reading)
  /** Read so often again. */
  | { readonly type: 'note-again'; readonly reading: Reading; readonly count: number };

export interface ReadingState {
  readonly isRead: boolean;
}

/** The full hour (UTC) that an instant lies in. */
export const hourOf = (instant: Instant): Instant => `${instant.slice(0, 13)}:00:00.000Z`;

/**
 * Every reading has a stream of its own, so that none grows with what others read; its name begins with whose records they
 * are, and in which month.
 */
export const readingStream = ({ organisation, reader, as, record, hour }: Reading): string =>
  `access-${organisation}-${hour.slice(0, 7)}-${deriveId(reader.kind, reader.id, as, record.kind, record.id, hour)}`;

/** One reader, one record, one hour: said at once, and counted afterwards. */
export const readingDecider: Decider<ReadingState, ReadingCommand, ReadingEvent> = {
  initialState: { isRead: false },
  decide(command, { isRead }) {
    if (command.type === 'note-again')
      return command.count > 0 ? [{ type: 'RecordReadAgain', data: { ...command.reading, count: command.count } }] : [];
    if (isRead) return [];
    const { organisation, reader, as, record, hour, now: at } = command;
    return [{ type: 'RecordRead', data: { organisation, reader, as, record, hour, at } }];
  },
  evolve: () => ({ isRead: true }),
};
