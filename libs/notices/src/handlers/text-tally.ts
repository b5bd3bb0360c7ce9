import { isRefusal } from '@art33/event-log';
import type { ContentItem } from '@art33/parties';
import { owed } from '../domain/gaps.js';
import type { BulkTask } from '../domain/jobs/events.js';
import type { OpenedNotice } from '../domain/state.js';
import { lastTextOf } from '../read-model/queries.js';
import type { Foreseen } from './foresee.js';

/** What whoever begins a job should know of the texts beforehand. */
export interface TextCounts {
  /** Of those that would be approved or sent: how many texts are older than what was last recorded of the incident that notices tell. */
  readonly outdated: number;
  /** Of those that would be approved, sent, or refused for it: how many leave out what the agreement owes. */
  readonly incomplete: number;
  /** What they leave out, and how many of them. */
  readonly missing: readonly { readonly item: ContentItem; readonly notices: number }[];
  /** Of those that would be drafted: how many lose the approval of a text that was not sent. */
  readonly approvalsLost: number;
  /** Of those that a drafting passes over: how many because a person wrote the text that was not sent. */
  readonly keptByHand: number;
}

type Seen = Extract<Foreseen, { readonly state: OpenedNotice }>;

/** Counts what is to be known of the texts of those that a task would do something with. */
export class TextTally {
  private outdated = 0;
  private incomplete = 0;
  private approvalsLost = 0;
  private keptByHand = 0;
  private readonly missing = new Map<ContentItem, number>();

  constructor(
    private readonly what: BulkTask['what'],
    /** Where the last change of what notices tell stands in the log. */
    private readonly contentChanged: number,
  ) {}

  note({ row, state, decided }: Seen): void {
    const last = state.texts.at(-1);
    if (!last) return;
    const isUnsent = !state.sendings.some(({ textNumber }) => textNumber === last.textNumber);
    if (this.what === 'draft') {
      if (decided === undefined && isUnsent && last.author === 'person') this.keptByHand += 1;
      if (isWritten(decided) && isUnsent && last.approvedAt !== null) this.approvalsLost += 1;
      return;
    }
    if (this.what === 'explain') return;
    const isIncomplete = isRefusal(decided) && decided.code === 'notice-incomplete';
    if (!isIncomplete && !isWritten(decided)) return;
    if ((lastTextOf(row)?.logNumber ?? Infinity) < this.contentChanged) this.outdated += 1;
    const gaps = owed(last.gaps);
    if (gaps.length > 0) this.incomplete += 1;
    for (const { item } of gaps) this.missing.set(item, (this.missing.get(item) ?? 0) + 1);
  }

  get counts(): TextCounts {
    const { outdated, incomplete, approvalsLost, keptByHand } = this;
    const missing = [...this.missing].map(([item, notices]) => ({ item, notices }));
    return { outdated, incomplete, missing, approvalsLost, keptByHand };
  }
}

const isWritten = (decided: Seen['decided']): boolean =>
  decided !== undefined && !isRefusal(decided) && decided.length > 0;
