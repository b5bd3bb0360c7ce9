import type { StatedInstant, StepName } from '@art33/deadlines';
import type { Actor, Instant } from '@art33/event-log';
import type { FourEyes } from '@art33/parties';
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
  /** Another person agrees with what was proposed: it is decided. */
  | { readonly type: 'confirm-not-filing' }
  | { readonly type: 'withdraw-not-filing' }
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

/** A command as the decider takes it: with who gives it, where a second person may be needed. */
export type CaseCommandBy = CaseCommandData & {
  readonly actor?: Actor;
  /** Where the controller asks for a second person; left out: nowhere. */
  readonly fourEyes?: FourEyes;
};
