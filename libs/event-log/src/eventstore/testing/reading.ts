import { status, type ServerWritableStream, type StatusObject } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { MemoryStore, StoredEvent } from './memory-store.js';
import {
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  nameOf,
  notFoundMessage,
  refusal,
  streamDeleted,
} from './messages.js';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

const BACKWARDS = 1;
/** How many events the server looks at for one page, where the client does not say. */
const SEARCH_WINDOW = 32;
/** What the server calls the place before everything. */
const BEFORE_ALL = 2n ** 64n - 1n;

/** Writes one message; resolves when there is room for the next. False: the call is over. */
async function put(call: ReadCall, message: ReadResp): Promise<boolean> {
  if (call.cancelled || call.destroyed) return false;
  if (call.write(message)) return true;
  return new Promise((resolve) => {
    const done = (): void => {
      call.off('drain', done).off('cancelled', done).off('close', done);
      resolve(!call.cancelled && !call.destroyed);
    };
    call.on('drain', done).on('cancelled', done).on('close', done);
  });
}

/** One read of a stream or of everything, forwards from a place that is included, backwards likewise in a stream. */
export async function read(call: ReadCall, store: MemoryStore): Promise<void> {
  const options = call.request.getOptions();
  const isBackwards = options?.getReadDirection() === BACKWARDS;
  const count = Number(options?.getCount() ?? 0);
  let found: readonly StoredEvent[];
  if (options?.hasStream()) {
    const name = nameOf(options.getStream()?.getStreamIdentifier());
    const events = store.stream(name);
    if (events === 'deleted') return void call.emit('error', streamDeleted(name));
    if (!events) {
      await put(call, notFoundMessage(name));
      return void call.end();
    }
    const from = options.getStream();
    const revision = from?.hasRevision() ? Number(from.getRevision()) : isBackwards ? Infinity : 0;
    found = events.filter((event) => (isBackwards ? event.revision <= revision : event.revision >= revision));
  } else {
    const from = options?.getAll()?.getPosition();
    const position = from && BigInt(from.getCommitPosition());
    found = store.all.filter(
      (event) => position === undefined || (isBackwards ? event.position < position : event.position >= position),
    );
    if (isBackwards && options?.getAll()?.hasStart()) found = [];
    if (!isBackwards && options?.getAll()?.hasEnd()) found = [];
  }
  const ordered = isBackwards ? found.toReversed() : found;
  for (const event of ordered.slice(0, count)) if (!(await put(call, eventMessage(event)))) return;
  call.end();
}

/** A subscription to everything that a filter lets through, which a test can watch and disturb. */
export class ServedSubscription {
  /** Events that were handed to the connection; far behind what was written where nobody takes them. */
  sent = 0;
  #isSilent = false;

  constructor(private readonly call: ReadCall) {}

  /** Sends nothing any more, and does not end. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Ends it with an error, as the server does when it shuts down; default: unavailable. */
  fail(reason: StatusObject = refusal(status.UNAVAILABLE, 'Server is shutting down.')): void {
    this.call.emit('error', reason);
  }

  /** Ends it as if it had been asked to. */
  end(): void {
    this.call.end();
  }

  /** Serves it until it is over. */
  async serve(store: MemoryStore): Promise<void> {
    const options = this.call.request.getOptions();
    const filter = options?.getFilter();
    const passes = filterOf(this.call.request);
    const window = filter?.hasMax() ? filter.getMax() : SEARCH_WINDOW;
    const interval = filter ? window * filter.getCheckpointintervalmultiplier() : Infinity;
    const from = options?.getAll();
    const after = from?.hasPosition() ? BigInt(from.getPosition()?.getCommitPosition() ?? 0) : undefined;
    let next = from?.hasEnd() ? store.all.length : store.all.findIndex(({ position }) => position > (after ?? -1n));
    if (next < 0) next = store.all.length;
    // The last place it told of; told again only when it grew.
    let [told, passed] = [undefined as bigint | undefined, after];
    const checkpoint = async (position: bigint): Promise<void> => {
      if (told !== undefined && position <= told) return;
      told = position;
      await this.#put(checkpointMessage(position));
    };

    let stir = (): void => undefined;
    const unwatch = store.watch(() => stir());
    this.call.on('cancelled', () => stir()).on('close', () => stir());
    try {
      await this.#put(confirmationMessage(crypto.randomUUID()));
      let isLive = false;
      for (let considered = 0; !this.#isOver;) {
        const event = store.all[next];
        if (event) {
          next++;
          if (passes(event)) {
            await this.#put(eventMessage(event));
            this.sent++;
            passed = event.position;
          }
          if (++considered < interval) continue;
          considered = 0;
          passed = event.position;
          await checkpoint(passed);
          continue;
        }
        if (!isLive) {
          isLive = true;
          if (filter && !from?.hasEnd()) await checkpoint(passed ?? BEFORE_ALL);
          await this.#put(caughtUpMessage());
          continue;
        }
        await new Promise<void>((resolve) => (stir = resolve));
      }
    } finally {
      unwatch();
    }
  }

  get #isOver(): boolean {
    return this.call.cancelled || this.call.destroyed || this.call.writableEnded;
  }

  async #put(message: ReadResp): Promise<void> {
    if (this.#isOver) return;
    if (this.#isSilent) await new Promise((resolve) => this.call.once('cancelled', resolve).once('close', resolve));
    else await put(this.call, message);
  }
}

function filterOf(request: ReadReq): (event: StoredEvent) => boolean {
  const filter = request.getOptions()?.getFilter();
  const expression = filter?.getStreamIdentifier() ?? filter?.getEventType();
  if (!expression) return () => true;
  const subject = filter?.hasStreamIdentifier() ? 'stream' : 'type';
  const [regex, prefixes] = [expression.getRegex(), expression.getPrefixList()];
  if (regex !== '') return (event) => new RegExp(regex).test(event[subject]);
  return (event) => prefixes.some((prefix) => event[subject].startsWith(prefix));
}
