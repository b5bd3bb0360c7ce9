import type { StreamLast } from '../sqlite/event-rows.js';
import type { Row } from '../sqlite/rows.js';

/** Streams and rows that are kept at most. */
const STREAMS = 20_000;
const ROWS = 5_000;

/**
 * Where streams end, and the rows that came last, as they stand in the copy. Only the copy changes it, so what is known here
 * needs no look into the file: an append asks for its stream's end, and for what it wrote.
 */
export class RecentStreams {
  private readonly ends = new Map<string, StreamLast | undefined>();
  private readonly rows = new Map<string, readonly Row[]>();
  private count = 0;

  /** The stream's last event; `look` is asked where that is not known. */
  lastOf(stream: string, look: (stream: string) => StreamLast | undefined): StreamLast | undefined {
    if (this.ends.has(stream)) return this.ends.get(stream);
    const last = look(stream);
    this.ends.set(stream, last);
    if (this.ends.size > STREAMS) this.ends.delete(this.ends.keys().next().value!);
    return last;
  }

  /** These rows came last. */
  add(stream: string, last: StreamLast, rows: readonly Row[]): void {
    this.ends.set(stream, last);
    this.remove(stream);
    this.rows.set(stream, rows);
    this.count += rows.length;
    while (this.count > ROWS) this.remove(this.rows.keys().next().value!);
  }

  /** So many rows from a revision on, where all of them came last. */
  read(stream: string, from: number, count: number): readonly Row[] | undefined {
    const rows = this.rows.get(stream);
    const first = rows?.[0]?.[2];
    if (rows === undefined || first === undefined || from < first) return undefined;
    const found = rows.slice(from - first, from - first + count);
    return found.length === count ? found : undefined;
  }

  /** After a transaction that was undone. */
  forget(): void {
    this.ends.clear();
    this.rows.clear();
    this.count = 0;
  }

  private remove(stream: string): void {
    this.count -= this.rows.get(stream)?.length ?? 0;
    this.rows.delete(stream);
  }
}
