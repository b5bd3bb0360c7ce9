import type { Erased, Instant } from '@art33/event-log';
import type { Acknowledger } from '@art33/notices';
import type { ReceivedEvent, ReceivedNoticeData, ReturnedReceipt, ReturnFault } from './received-events.js';

/** How far the acknowledgement of a received notice has come on its way to the sender. */
export interface ReturnedAcknowledgement {
  readonly acknowledgementId: string;
  readonly by: Acknowledger | Erased;
  readonly link: string | Erased;
  readonly at: Instant;
  /** `given-up` is tried again only when a person acknowledges again. */
  readonly phase: 'prepared' | 'started' | 'accepted' | 'failed' | 'unknown' | 'given-up';
  readonly attempt: number;
  readonly takenBy: string | null;
  readonly leaseUntil: Instant | null;
  /** When it is tried again; null where it is not, or runs. */
  readonly dueAt: Instant | null;
  readonly fault: { readonly why: ReturnFault; readonly status: number | null; readonly at: Instant } | null;
  readonly receipt: ReturnedReceipt | Erased | null;
}

/** A notice that the controller put on file itself. */
export interface ReceivedNotice extends ReceivedNoticeData {
  readonly filedAt: Instant;
  readonly acknowledgement: ReturnedAcknowledgement | null;
}

/** What the events of received notices make of them. */
export function evolveReceived(received: readonly ReceivedNotice[], event: ReceivedEvent): readonly ReceivedNotice[] {
  const change = (id: string, to: (of: ReturnedAcknowledgement) => ReturnedAcknowledgement) =>
    received.map((one) =>
      one.acknowledgement?.acknowledgementId === id ? { ...one, acknowledgement: to(one.acknowledgement) } : one,
    );
  const idle = { takenBy: null, leaseUntil: null } as const;
  switch (event.type) {
    case 'CaseOpenedFromReceivedNotice':
      return received;
    case 'ReceivedNoticeFiled': {
      const { controllerId: _, at, ...data } = event.data;
      return [...received, { ...data, filedAt: at, acknowledgement: null }];
    }
    case 'ReceivedNoticeAcknowledged': {
      const { receivedId, acknowledgementId, by, link, at } = event.data;
      const acknowledgement: ReturnedAcknowledgement = {
        acknowledgementId,
        by,
        link,
        at,
        phase: 'prepared',
        attempt: 0,
        ...idle,
        dueAt: at,
        fault: null,
        receipt: null,
      };
      return received.map((one) => (one.receivedId === receivedId ? { ...one, acknowledgement } : one));
    }
    case 'AcknowledgementReturnStarted': {
      const { acknowledgementId, attempt, takenBy, leaseUntil } = event.data;
      return change(acknowledgementId, (of) => ({
        ...of,
        phase: 'started',
        attempt,
        takenBy,
        leaseUntil,
        dueAt: null,
      }));
    }
    case 'AcknowledgementReturned': {
      const { acknowledgementId, receipt } = event.data;
      return change(acknowledgementId, (of) => ({
        ...of,
        ...idle,
        phase: 'accepted',
        dueAt: null,
        fault: null,
        receipt,
      }));
    }
    case 'AcknowledgementReturnFailed':
    case 'AcknowledgementReturnUnknown': {
      const { acknowledgementId, why, at, retryAt: dueAt } = event.data;
      const status = event.type === 'AcknowledgementReturnFailed' ? event.data.status : null;
      const ended = event.type === 'AcknowledgementReturnFailed' ? 'failed' : 'unknown';
      const phase = dueAt === null ? 'given-up' : ended;
      return change(acknowledgementId, (of) => ({ ...of, ...idle, phase, dueAt, fault: { why, status, at } }));
    }
  }
}
