import { createHash } from 'node:crypto';
import { leafHash } from '../domain/leaf.js';
import type { EventLog, StoredEvent } from '../port/event-log.js';

/** What of a log is needed to read it from its first event to its last. */
export type ReadableLog = Pick<EventLog, 'readAll' | 'head'>;

/** How a pass over a log is watched, and broken off. */
export interface Pass {
  /** Is told how many events were read. */
  readonly onProgress?: (done: number) => void;
  /** Ends the pass with `MoveStopped`. */
  readonly signal?: AbortSignal;
}

/** The two logs are not the same up to where the shorter one ends, or the target goes on behind the source. */
export class LogsDiffer extends Error {}
/** Somebody asked to stop. What was copied stays; begun anew, the work goes on there. */
export class MoveStopped extends Error {}

/** Events are read in pages of so many. */
const PAGE = 500;

/** A whole log in one number: equal digests mean the same events, each with all its fields, in the same order. */
export interface LogDigest {
  readonly size: number;
  /** SHA-256 over the 32 bytes of each leaf hash, in log order; 64 hex digits. */
  readonly digest: string;
}

/**
 * Reads a log from its first event to its end as it stands when this is called, or the first `count` events. Throws what the
 * log throws, and `MoveStopped`.
 */
export async function logDigest(
  log: ReadableLog,
  { count, ...pass }: Pass & { count?: number } = {},
): Promise<LogDigest> {
  const end = count ?? (await log.head()).size;
  const hash = createHash('sha256');
  let size = 0;
  for await (const page of pagesOf(log, undefined, end, pass.signal)) {
    for (const event of page) hash.update(Buffer.from(leafHash(event), 'hex'));
    size += page.length;
    pass.onProgress?.(size);
  }
  return { size, digest: hash.digest('hex') };
}

/** How far a target has come: how many events it holds, all of them the source's first ones. */
export interface Reached {
  readonly size: number;
  /** Of the last of them in the source. */
  readonly position: string | undefined;
}

/**
 * Proves, leaf by leaf, that a target holds nothing but the source's first events. Throws `LogsDiffer` with the first event
 * where that is not so.
 */
export async function provePrefix(source: ReadableLog, target: ReadableLog, pass: Pass = {}): Promise<Reached> {
  const [{ size: most }, { size }] = await Promise.all([source.head(), target.head()]);
  const compared = Math.min(most, size);
  const theirs = pagesOf(target, undefined, compared, pass.signal);
  let position: string | undefined;
  let done = 0;
  for await (const page of pagesOf(source, undefined, compared, pass.signal)) {
    const { value: other = [] } = await theirs.next();
    const different = page.findIndex((event, index) => !isSame(event, other[index]));
    if (different >= 0) throw new LogsDiffer(differenceAt(page[different]!, other[different]));
    position = page.at(-1)?.position;
    done += page.length;
    pass.onProgress?.(done);
  }
  if (size > most)
    throw new LogsDiffer(`the target goes on behind the source: it holds ${size} events, the source ${most}`);
  return { size, position };
}

/** The events after a position up to so many events in all, in pages. */
export async function* pagesOf(
  log: ReadableLog,
  after: string | undefined,
  count: number,
  signal: AbortSignal | undefined,
  pageSize = PAGE,
): AsyncGenerator<readonly StoredEvent[], undefined, undefined> {
  let position = after;
  for (let left = count; left > 0;) {
    if (signal?.aborted) throw new MoveStopped('stopped');
    const page = await log.readAll(position, Math.min(pageSize, left));
    if (page.length === 0) return;
    yield page;
    position = page.at(-1)!.position;
    left -= page.length;
  }
}

/** The place in the whole log is compared by the order of both. */
const isSame = (one: StoredEvent, other: StoredEvent | undefined): boolean =>
  other !== undefined && leafHash(one) === leafHash(other);

/** No data: some of it may not be sealed. */
const differenceAt = (source: StoredEvent, target: StoredEvent | undefined): string => {
  const at = `log number ${source.logNumber}: the source has ${named(source)}`;
  if (target === undefined) return `${at}, the target has none`;
  const isNamedAlike = named(source) === named(target);
  return `${at}, the target ${isNamedAlike ? 'the same event with other contents' : named(target)}`;
};

const named = ({ type, stream, revision, id }: StoredEvent): string =>
  `${type} ${id} (${stream}, revision ${revision})`;
