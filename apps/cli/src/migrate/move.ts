import { copyEvents, logDigest, LogsDiffer, provePrefix, type CopiedObjects, type LogDigest } from '@art33/event-log';
import { Failed } from '../failed.js';
import { progress } from '../terminal/index.js';
import { openEnds, type Ends } from './ends.js';
import { openObjects, type ObjectsPlan } from './objects.js';
import { shown, type LogPlace } from './places.js';

export interface MoveOptions {
  readonly from: LogPlace;
  readonly to: LogPlace;
  readonly objects: ObjectsPlan;
  readonly looksOnly: boolean;
  readonly onWaiting: (words: string) => void;
  readonly signal: AbortSignal;
}

/** How far the target is. */
export interface Found {
  readonly events: number;
  /** Of these, the target has so many, proven to be the same. */
  readonly there: number;
}

/** What the two logs are, read back. */
export interface Verified {
  readonly from: LogDigest;
  readonly to: LogDigest;
  readonly equal: boolean;
  /** The first event where they differ, in words. */
  readonly difference?: string;
}

export interface Moved extends Verified {
  readonly copied: number;
  readonly objects: CopiedObjects | null;
  /** How many events came into the source while it was copied: somebody writes there. */
  readonly grown: number;
}

/** One run: looks, copies, proves. Throws `Failed`, and what logs and object stores throw. */
export class Move {
  private reached: { readonly size: number; readonly position: string | undefined } | undefined;
  private begin = 0;

  private constructor(
    private readonly options: MoveOptions,
    private readonly ends: Ends,
  ) {}

  static async open(options: MoveOptions): Promise<Move> {
    return new Move(options, await openEnds(options));
  }

  /** Proves what the target has. Throws `Failed` where it holds anything but the source's first events. */
  async look(): Promise<Found> {
    const { source, target } = this.ends;
    this.begin = (await source.log.head()).size;
    const { size } = await target.log.head();
    try {
      this.reached = await this.shows('comparing', size, (onProgress) =>
        provePrefix(source.log, target.log, { onProgress, signal: this.options.signal }),
      );
    } catch (error) {
      if (!(error instanceof LogsDiffer)) throw error;
      throw new Failed(
        `${shown(this.options.to)} does not hold the beginning of ${shown(this.options.from)}, so nothing was written there:\n  ${error.message}`,
      );
    }
    return { events: this.begin, there: this.reached.size };
  }

  async copy(): Promise<Moved> {
    const { source, target } = this.ends;
    const { objects: plan, signal } = this.options;
    if (this.reached === undefined) await this.look();
    const there = this.reached!.size;
    const held = this.options.from.kind === 'file' ? this.options.from.directory : '';
    const stores = plan.copies ? await openObjects(plan, held) : undefined;
    try {
      let reached = this.reached!;
      // What comes into the source meanwhile is copied, too.
      for (let size = this.begin; reached.size < size; { size } = await source.log.head()) {
        const already = reached.size;
        reached = await this.shows('copying', size - already, (onProgress) =>
          copyEvents(source.log, target, reached, { signal, onProgress: (done) => onProgress(done - already) }),
        );
      }
      const objects = stores === undefined ? null : await copyObjectsWith(stores);
      const verified = await this.verify(reached.size);
      const grown = (await source.sizeNow()) - this.begin;
      if (verified.equal && grown === 0) await target.finish();
      return { ...verified, copied: reached.size - there, objects, grown };
    } finally {
      await stores?.close();
    }
  }

  /** Reads both back, up to so many events, and compares their digests. */
  async verify(count?: number): Promise<Verified> {
    const { source, target } = this.ends;
    const { signal } = this.options;
    const digest = async (label: string, log: Ends['source']['log']): Promise<LogDigest> => {
      const total = count ?? (await log.head()).size;
      return this.shows(label, total, (onProgress) => logDigest(log, { count: total, onProgress, signal }));
    };
    const from = await digest('reading the source', source.log);
    const to = await digest('reading the target', target.log);
    const equal = from.size === to.size && from.digest === to.digest;
    return { from, to, equal, ...(!equal && { difference: await this.difference(from.size, to.size) }) };
  }

  close(): Promise<void> {
    return this.ends.close();
  }

  private async difference(from: number, to: number): Promise<string> {
    const { source, target } = this.ends;
    try {
      await provePrefix(source.log, target.log, { signal: this.options.signal });
      return `the target has the first ${to} events of ${from}: the rest is missing there`;
    } catch (error) {
      if (error instanceof LogsDiffer) return error.message;
      throw error;
    }
  }

  private async shows<T>(
    label: string,
    total: number,
    work: (onProgress: (done: number) => void) => Promise<T>,
  ): Promise<T> {
    // Without a unit the line has room for the rate and the time that is left.
    const bar = total === 0 ? undefined : progress(label, total);
    try {
      return await work(bar?.reach ?? (() => undefined));
    } finally {
      bar?.end();
    }
  }
}

async function copyObjectsWith(stores: Awaited<ReturnType<typeof openObjects>>): Promise<CopiedObjects> {
  let bar: ReturnType<typeof progress> | undefined;
  try {
    return await stores.copy((done, total) => {
      bar ??= progress('copying objects', total);
      bar.reach(done);
    });
  } finally {
    bar?.end();
  }
}
