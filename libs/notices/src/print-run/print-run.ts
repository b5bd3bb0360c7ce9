import type { Instant } from '@art33/deadlines';
import type { LeftOut } from './letters.js';

/** `interrupted`: the service stopped while it printed; start another one. */
export type PrintRunStatus = 'waiting' | 'printing' | 'ready' | 'failed' | 'interrupted';

/** How many left out are named; all are counted. */
export const NAMED = 100;

/** A print run as its sender sees it. Instants are UTC. */
export interface PrintRun {
  readonly id: string;
  readonly organisation: string;
  readonly incidentId: string;
  readonly status: PrintRunStatus;
  readonly startedAt: Instant;
  /** From here on it is gone. */
  readonly deletedAt: Instant;
  readonly counts: {
    readonly notices: number;
    readonly printed: number;
    readonly leftOut: number;
    readonly pages: number;
    /** Of the PDF; 0 until it is ready. */
    readonly bytes: number;
  };
  /** The first hundred of them. */
  readonly leftOut: readonly { readonly noticeId: string; readonly why: LeftOut }[];
  /** What went wrong, where it failed. */
  readonly fault: string | null;
}

/** What others than the file itself may know of it. */
export type PrintRunView = Omit<PrintRun, 'organisation'>;
