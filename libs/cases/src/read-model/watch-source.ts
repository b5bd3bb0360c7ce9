import { idOfStream, type RecordedEvent } from '@art33/event-log';
import type { WatchChange, WatchSource } from '@art33/watch';
import { filingDutyId } from '../domain/clocks.js';
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
    switch (event.type) {
      case 'FilingDeadlineSet': {
        const { after, before, controllerId } = event.data;
        if (after === null) return [{ ...ref, type: 'disarm' }];
        if (before !== null) return [{ ...ref, type: 'recompute', deadline: after }];
        return [{ ...ref, type: 'arm', organisation: controllerId, subject: id, deadline: after }];
      }
      case 'FilingRecorded':
        if (event.data.phase === 'initial') return [{ ...ref, type: 'disarm' }];
        return event.data.phase === 'withdrawal' ? [{ ...ref, type: 'rearm' }] : [];
      case 'DecidedNotToFile':
        return [{ ...ref, type: 'disarm' }];
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
