import type { Actor } from '@art33/event-log';
import type { OnBehalf } from '@art33/parties';
import type { Channel, Reporter } from './events.js';
import type { StatedInstant } from '@art33/deadlines';

/** What somebody tells. */
export interface ToldNow {
  readonly text: string;
  readonly reporter: Reporter | null;
  readonly noticedAt: StatedInstant | null;
  readonly noticed: string | null;
  readonly source: string | null;
}

export type ReportCommandData =
  | ({
      readonly type: 'receive-report';
      readonly reportId: string;
      readonly channel: Channel;
      readonly reference: string;
    } & ToldNow)
  /** The incident has been logged, and refers to this report. */
  | { readonly type: 'turn-report'; readonly incidentId: string; readonly by: Actor }
  /** The incident exists, and is the same processor's. */
  | { readonly type: 'link-report'; readonly incidentId: string; readonly by: Actor }
  | { readonly type: 'reject-report'; readonly reason: string; readonly by: Actor }
  | { readonly type: 'take-rejection-back'; readonly reason: string; readonly by: Actor };

export type ReportCommandBy = ReportCommandData & OnBehalf;
