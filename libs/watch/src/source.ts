import type { Deadline, StepName } from '@art33/deadlines';
import type { Instant, RecordedEvent } from '@art33/event-log';

/** A duty, and the record that it belongs to. */
export interface DutyRef {
  /** `kind`: whose handler takes the steps, e.g. `notice`; `id`: of the record. */
  readonly owner: { readonly kind: string; readonly id: string };
  readonly duty: string;
}

/** What an event means for the clocks of a duty. */
export type WatchChange =
  /** A duty with its clock, or with a new one in place of the old. */
  | (DutyRef & {
      readonly type: 'arm';
      /** The organisation that owes the duty: it sees the deadline in its list. */
      readonly organisation: string;
      /** What alerts are bundled by: the incident, or the case. */
      readonly subject: string;
      readonly deadline: Deadline;
    })
  /** The deadline was computed anew; whether alarms run stays as it is. */
  | (DutyRef & { readonly type: 'recompute'; readonly deadline: Deadline })
  /** Still open, but alarms stop: sent, receipt not proven. */
  | (DutyRef & { readonly type: 'silence' })
  /** Fulfilled, withdrawn, or found not required. */
  | (DutyRef & { readonly type: 'disarm' })
  /** Open again, with the deadline it had. */
  | (DutyRef & { readonly type: 'rearm' })
  /** A step was recorded. `end`: the due time or target that it was about, as it came in `StepDue`. */
  | (DutyRef & { readonly type: 'done'; readonly step: StepName; readonly end: Instant; readonly noticedAt: Instant });

/** How one feature's events set and stop clocks: all that the watch knows of a feature. */
export interface WatchSource {
  /** Event types. */
  readonly handles: readonly string[];
  /** Pure; every handled event says all it needs. A change of an unknown duty is passed over. */
  read(event: RecordedEvent): readonly WatchChange[];
}
