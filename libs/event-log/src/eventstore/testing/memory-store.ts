/** What EventStoreDB keeps, and by which rules it takes an append: in memory, for the in-process server. */
export interface StoredEvent {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Milliseconds since 1970, by the server's clock. */
  readonly created: number;
  /** Grows from event to event, with gaps. */
  readonly position: bigint;
}

export type ProposedEvent = Pick<StoredEvent, 'id' | 'type' | 'isJson' | 'data' | 'metadata'>;

/** Which revision the stream must have: that of its last event, no stream, some stream, or whatever it is. */
export type Expected = number | 'none' | 'exists' | 'any';

/** `revision`: of the last of these events; -1 where an empty append met no stream. `current`: -1 where there is no stream. */
export type Outcome =
  | { readonly is: 'written'; readonly revision: number; readonly position: bigint | undefined }
  | { readonly is: 'conflict'; readonly current: number }
  | { readonly is: 'deleted' };

interface Retention {
  readonly $maxCount?: number;
  /** Seconds. */
  readonly $maxAge?: number;
  /** The first revision that is left. */
  readonly $tb?: number;
}

/** What a record occupies besides what it holds. */
const RECORD_BYTES = 120n;
const NOTHING: readonly StoredEvent[] = [];

/** Settings of a stream are events of a stream of their own. */
export const settingsOf = (stream: string): string => `$$${stream}`;
const TOMBSTONE = '$streamDeleted';

export class MemoryStore {
  /** The server's clock, in milliseconds since 1970; a test may set it. */
  clock: () => number = Date.now;
  /** Every event ever written: what `$all` shows, where nothing was scavenged. */
  readonly all: StoredEvent[] = [];
  readonly #streams = new Map<string, StoredEvent[]>();
  readonly #tombstoned = new Set<string>();
  readonly #watching = new Set<() => void>();
  #end = 1_000n;

  /** Takes events whole or not at all, as the real server decides it; the same events at the same place once. */
  append(stream: string, expected: Expected, events: readonly ProposedEvent[]): Outcome {
    const standing = this.#streams.get(stream) ?? NOTHING;
    const current = standing.length - 1;
    const conflict: Outcome = { is: 'conflict', current };
    if (this.#tombstoned.has(stream)) return { is: 'deleted' };
    if (expected === 'exists' && current < 0 && !this.#streams.has(settingsOf(stream))) return conflict;

    if (expected === 'any' || expected === 'exists') {
      const found = events.map(({ id }) => standing.findLast((event) => event.id === id));
      const last = found.at(-1);
      if (found.some((event) => event) && found[0]) {
        return last && found.every((event) => event) ? this.#repeated(last) : conflict;
      }
      return this.#write(stream, events);
    }
    const after = expected === 'none' ? -1 : expected;
    if (after > current) return conflict;
    if (after < current) {
      const isRepeated = events.every(({ id }, index) => standing[after + 1 + index]?.id === id);
      const last = standing[after + events.length];
      return isRepeated && events.length > 0 && last ? this.#repeated(last) : conflict;
    }
    return this.#write(stream, events);
  }

  /** The stream's events that its settings leave; undefined where there never was one, or all are deleted. */
  stream(name: string): readonly StoredEvent[] | undefined | 'deleted' {
    if (this.#tombstoned.has(name)) return 'deleted';
    const events = this.#streams.get(name);
    if (!events) return undefined;
    const { $maxCount, $maxAge, $tb = 0 } = this.#retention(name);
    if ($tb > Number.MAX_SAFE_INTEGER) return undefined;
    const first = Math.max($tb, $maxCount === undefined ? 0 : events.length - $maxCount);
    const oldest = $maxAge === undefined ? -Infinity : this.clock() - $maxAge * 1_000;
    return events.filter(({ revision, created }) => revision >= first && created >= oldest);
  }

  /** Deletes a stream for good; nothing can be written to it any more. */
  tombstone(stream: string): void {
    const deletion = { id: crypto.randomUUID(), type: TOMBSTONE, isJson: false, data: EMPTY, metadata: EMPTY };
    this.#write(stream, [deletion]);
    this.#tombstoned.add(stream);
  }

  /** Calls back after every append; returns what ends that. */
  watch(appended: () => void): () => void {
    this.#watching.add(appended);
    return () => this.#watching.delete(appended);
  }

  #write(stream: string, proposed: readonly ProposedEvent[]): Outcome {
    const standing = this.#streams.get(stream) ?? [];
    if (proposed.length > 0) this.#streams.set(stream, standing);
    const created = this.clock();
    for (const event of proposed) {
      const stored = { ...event, stream, revision: standing.length, created, position: this.#end };
      this.#end += RECORD_BYTES + BigInt(event.data.length + event.metadata.length + event.type.length);
      standing.push(stored);
      this.all.push(stored);
    }
    if (proposed.length > 0) for (const appended of [...this.#watching]) appended();
    const last = standing.at(-1);
    if (last && proposed.length > 0) return { is: 'written', revision: last.revision, position: last.position };
    // An append of nothing takes a place of its own, and answers with 0 where there is no stream.
    this.#end += RECORD_BYTES;
    return { is: 'written', revision: last?.revision ?? 0, position: this.#end - RECORD_BYTES };
  }

  /** The answer is as the first time, but for a place that the server does not find where settings hide the event. */
  #repeated({ stream, revision, position }: StoredEvent): Outcome {
    const left = this.stream(stream);
    const isHidden = !Array.isArray(left) || !left.some((event: StoredEvent) => event.revision === revision);
    return { is: 'written', revision, position: isHidden ? undefined : position };
  }

  #retention(stream: string): Retention {
    // Of settings themselves the server keeps only the last.
    if (stream.startsWith('$$')) return { $maxCount: 1 };
    const settings = this.#streams.get(settingsOf(stream))?.at(-1);
    return settings ? (JSON.parse(new TextDecoder().decode(settings.data)) as Retention) : {};
  }
}

const EMPTY = new Uint8Array();
