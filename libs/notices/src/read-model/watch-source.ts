import { idOfStream, type RecordedEvent } from '@art33/event-log';
import type { WatchChange, WatchSource } from '@art33/watch';
import type { NoticeEvent, NoticeEventType } from '../domain/events.js';

const HANDLES = [
  'DutyOpened',
  'DeadlineRecomputed',
  'NoticeDelivered',
  'DutyFulfilled',
  'DutyReopened',
  'DutyFoundNotRequired',
  'DutyWithdrawn',
  'DeadlineApproaching',
  'DeadlineMissed',
  'TargetApproaching',
  'TargetMissed',
  'DutyOverdue',
] as const satisfies readonly NoticeEventType[];

/** How the events of a notice set and stop the clocks of its duties. */
export const noticeWatchSource: WatchSource = {
  handles: HANDLES,
  read(recorded: RecordedEvent): readonly WatchChange[] {
    const event = { type: recorded.type, data: recorded.data } as NoticeEvent;
    const owner = { kind: 'notice', id: idOfStream(recorded.stream) };
    switch (event.type) {
      case 'DutyOpened': {
        const { notice, dutyId: duty, deadline } = event.data;
        return [{ type: 'arm', owner, duty, organisation: notice.processorId, subject: notice.incidentId, deadline }];
      }
      case 'DeadlineRecomputed':
        return [{ type: 'recompute', owner, duty: event.data.dutyId, deadline: event.data.after }];
      case 'NoticeDelivered':
        return event.data.silences.map((duty) => ({ type: 'silence', owner, duty }));
      case 'DutyFulfilled':
      case 'DutyFoundNotRequired':
      case 'DutyWithdrawn':
        return [{ type: 'disarm', owner, duty: event.data.dutyId }];
      case 'DutyReopened': {
        const { dutyId: duty, deadline, handedOver } = event.data;
        return [
          { type: 'recompute', owner, duty, deadline },
          { type: handedOver ? 'silence' : 'rearm', owner, duty },
        ];
      }
      case 'DeadlineApproaching':
        return [
          {
            type: 'done',
            owner,
            duty: event.data.dutyId,
            step: event.data.step,
            end: event.data.due,
            noticedAt: event.data.noticed,
          },
        ];
      case 'DeadlineMissed':
        return [
          {
            type: 'done',
            owner,
            duty: event.data.dutyId,
            step: 'missed',
            end: event.data.wasDue,
            noticedAt: event.data.noticed,
          },
        ];
      case 'TargetApproaching':
        return [
          {
            type: 'done',
            owner,
            duty: event.data.dutyId,
            step: event.data.step,
            end: event.data.target,
            noticedAt: event.data.noticed,
          },
        ];
      case 'TargetMissed':
        return [
          {
            type: 'done',
            owner,
            duty: event.data.dutyId,
            step: 'missed',
            end: event.data.target,
            noticedAt: event.data.noticed,
          },
        ];
      case 'DutyOverdue':
        return [
          {
            type: 'done',
            owner,
            duty: event.data.dutyId,
            step: event.data.step,
            end: event.data.wasDue,
            noticedAt: event.data.noticed,
          },
        ];
      default:
        return [];
    }
  },
};
