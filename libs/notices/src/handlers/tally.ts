import { CommandRefused, KeyErased, type CommandOutcome } from '@art33/event-log';
import type { BulkCounts, BulkResult, RefusedNotice } from '../domain/jobs/events.js';

/** How many of those that were refused are named; all are counted. */
const NAMED = 100;

/** Counts what came of each notice. */
export class Tally {
  private done = 0;
  private unchanged = 0;
  private skipped = 0;
  private refusals = 0;
  private readonly refusedBy: Record<string, number> = {};
  private readonly refused: RefusedNotice[] = [];
  /** Where the last event written stands in the log. */
  last: { readonly position: string | undefined; readonly logNumber: number | undefined } = {
    position: undefined,
    logNumber: undefined,
  };

  refuse(noticeId: string, code: string, rule: string): void {
    this.refusals += 1;
    this.refusedBy[code] = (this.refusedBy[code] ?? 0) + 1;
    if (this.refused.length < NAMED) this.refused.push({ noticeId, code, rule });
  }

  /** The work does not concern it. */
  passOver(): void {
    this.skipped += 1;
  }

  write(isNew: boolean): void {
    if (isNew) this.done += 1;
    else this.unchanged += 1;
  }

  /** A refusal is counted; any other error ends the run, which can be repeated. */
  note(noticeId: string, outcome: CommandOutcome | Error): void {
    if (outcome instanceof CommandRefused) return this.refuse(noticeId, outcome.refusal.code, outcome.refusal.rule);
    if (outcome instanceof KeyErased) return this.refuse(noticeId, 'erased', 'the key of this record was destroyed');
    if (outcome instanceof Error) throw outcome;
    this.write(outcome.events.length > 0);
    if ((outcome.logNumber ?? -1) > (this.last.logNumber ?? -1)) this.last = outcome;
  }

  get counts(): BulkCounts {
    const { done, unchanged, skipped, refusals: refused } = this;
    return { done, unchanged, skipped, refused };
  }

  /** How many notices have been worked on. */
  get worked(): number {
    return this.done + this.unchanged + this.skipped + this.refusals;
  }

  get result(): BulkResult {
    return { counts: this.counts, refusedBy: { ...this.refusedBy }, refused: [...this.refused] };
  }
}
