import type { Erased } from '@art33/event-log';
import type { Acknowledger } from '@art33/notices';
import type { ReceivedNoticeData, ReturnedReceipt, ReturnFault } from './received-events.js';

export type ReceivedCommand =
  /** Puts a received notice on file, and opens the case where there is none. Saying the same again changes nothing. */
  | ({
      readonly type: 'file-received-notice';
      readonly caseId: string;
      readonly controllerId: string;
      readonly zone: string;
    } & ReceivedNoticeData)
  /** A person acknowledges; the sender is told. */
  | { readonly type: 'acknowledge-received'; readonly receivedId: string; readonly by: Acknowledger }
  /** A node takes it in order to tell the sender now. */
  | { readonly type: 'start-return'; readonly acknowledgementId: string; readonly node: string }
  | {
      readonly type: 'record-return';
      readonly acknowledgementId: string;
      readonly attempt: number;
      readonly outcome: ReturnOutcome;
    }
  /** The process that ran the attempt is gone. */
  | { readonly type: 'declare-return-lost'; readonly acknowledgementId: string; readonly attempt: number };

export type ReturnOutcome =
  | { readonly kind: 'accepted'; readonly receipt: ReturnedReceipt | Erased }
  | { readonly kind: 'failed'; readonly why: ReturnFault; readonly status: number | null; readonly permanent: boolean }
  | { readonly kind: 'unknown'; readonly why: ReturnFault };
