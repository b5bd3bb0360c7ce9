import { idOfStream, type RecordedEvent } from '@art33/event-log';
import type { WatchChange, WatchSource } from '@art33/watch';
import { filingDutyId } from '../domain/ids.js';
import type { CaseEvent } from '../domain/events.js';

/** How the events of a case set and stop its one clock. */
export const caseWatchSource: WatchSource = {
  handles: [
    'FilingDeadlineSet',
    'FilingRecorded',
    'DecidedNotToFile',
    'FilingDeadlineApproaching',
    'FilingDeadlineMissed',
    'FilingDeadlineOverdue',
  ],
  read(recorded: RecordedEvent): readonly WatchChange[] {
    const event = { type: recorded.type, data: recorded.data } as CaseEvent;
    const id = idOfStream(recorded.stream);
    const ref = { owner: { kind: 'case', id }, duty: filingDutyId(id) };
    const disarm = { ...ref, type: 'disarm' } as const;
    switch (event.type) {
      case 'FilingDeadlineSet': {
        const { after, controllerId, decided } = event.data;
        if (after === null) return [disarm];
        const arm = { ...ref, type: 'arm', organisation: controllerId, subject: id, deadline: after } as const;
        return decided ? [arm, disarm] : [arm];
      }
      case 'FilingRecorded':
        return event.data.phase === 'initial' ? [disarm] : [];
      case 'DecidedNotToFile':
        return [disarm];
      case 'FilingDeadlineApproaching':
      case 'FilingDeadlineMissed':
      case 'FilingDeadlineOverdue': {
        const { step, due, noticed } = event.data;
        return [{ ...ref, type: 'done', step, end: due, noticedAt: noticed }];
      }
      default:
        return [];
    }
  },
};
