import { LineCounter, type Node } from 'yaml';

/** One thing that is wrong in a terms file, and where. */
export interface TermsFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** E.g. `triggers[1].time.hours`; empty where the file as a whole or its YAML is at fault. */
  readonly field: string;
  readonly reason: string;
}

/** More than a person reads; it bounds the answer to a file that is no terms file at all. */
const MOST_FAULTS = 1_000;

interface Found {
  readonly offset: number;
  readonly field: string;
  readonly reason: string;
  readonly absence: boolean;
}

/** Collects every fault of one file. Offsets are places in its text, from 0. */
export class Faults {
  readonly lines = new LineCounter();
  private readonly found: Found[] = [];
  private unreadableFrom = Infinity;

  add(offset: number, field: string, reason: string): void {
    this.found.push({ offset, field, reason, absence: false });
  }

  /** Something is not there: not to be trusted where the rest of the file could not be read. */
  addAbsence(offset: number, field: string, reason: string): void {
    this.found.push({ offset, field, reason, absence: true });
  }

  /** The YAML is broken here: what stands behind it may have been misread. */
  addUnreadable(offset: number, reason: string): void {
    this.add(offset, '', reason);
    this.unreadableFrom = Math.min(this.unreadableFrom, offset);
  }

  lineOf(offset: number): number {
    return this.lines.linePos(offset).line;
  }

  /**
   * All faults in the order of the file. Where the YAML itself is broken: every fault of the YAML, and of the content only
   * what was certainly read, so that nobody chases faults that are none. Beyond `MOST_FAULTS` only their number.
   */
  list(file: string): TermsFault[] {
    const broken = this.unreadableFrom < Infinity;
    const ordered = this.found
      .filter((fault) => !broken || fault.field === '' || (!fault.absence && fault.offset < this.unreadableFrom))
      .sort((a, b) => a.offset - b.offset);
    const listed = ordered.slice(0, MOST_FAULTS);
    const next = ordered[MOST_FAULTS];
    if (next) listed.push({ ...next, field: '', reason: `and ${ordered.length - MOST_FAULTS} more` });
    return listed.map(({ offset, field, reason }) => {
      const { line, col } = this.lines.linePos(offset);
      return { file, line: Math.max(line, 1), column: Math.max(col, 1), field, reason };
    });
  }
}

/** A node of the file with the field that it stands for. */
export interface Place {
  readonly node: Node | null;
  /** Where to point: the node, or the key when there is no node. */
  readonly offset: number;
  readonly field: string;
  readonly faults: Faults;
}

export const offsetOf = (node: Node | null | undefined): number | undefined => node?.range?.[0];
