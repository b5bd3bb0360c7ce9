import type { StatedInstant, StepName } from '@art33/deadlines';
import type { Instant } from '@art33/event-log';
import type { CaseGrade, Communication, FilingPhase } from './events.js';
import type { ReceivedCommand } from './received-commands.js';
import type { ReceivedKind } from './received-events.js';

/** A delivery of the case's notice, as its controller may rely on it. */
export interface CaseDelivery {
  readonly deliveryId: string;
  readonly kind: ReceivedKind;
  readonly grade: CaseGrade;
  readonly at: Instant;
  /** The same as somebody stated it, with the zone; a machine's instant is shown in the controller's. */
  readonly stated?: StatedInstant;
  /** False once a bounce or a dispute has invalidated it. */
  readonly valid: boolean;
}

export type CaseCommandData =
  | ReceivedCommand
  /**
   * Brings the case in line with the notice's deliveries: opens it at the first valid one, starts and withdraws clocks.
   * Saying the same again changes nothing.
   */
  | {
      readonly type: 'align';
      readonly caseId: string;
      readonly noticeId: string;
      readonly agreementId: string;
      readonly controllerId: string;
      readonly processorId: string;
      /** Of the controller, for offsets and business hours. */
      readonly zone: string;
      readonly deliveries: readonly CaseDelivery[];
    }
  | { readonly type: 'set-awareness'; readonly aware: StatedInstant; readonly reason: string | null }
  | {
      readonly type: 'record-filing';
      readonly filingId: string;
      readonly phase: FilingPhase;
      readonly authority: string;
      readonly reference: string | null;
      readonly filedAt: StatedInstant;
      readonly reasonsForDelay: string | null;
    }
  | { readonly type: 'add-filing-reference'; readonly filingId: string; readonly reference: string }
  | { readonly type: 'decide-not-to-file'; readonly reason: string; readonly decidedBy: string }
  | ({ readonly type: 'record-communication' } & Communication)
  | {
      readonly type: 'note-deadline-step';
      readonly step: StepName;
      /** The end that the step is about, as the watch knew it. */
      readonly due: Instant;
      readonly noticed: Instant;
    }
  | { readonly type: 'close' }
  | { readonly type: 'reopen' };
