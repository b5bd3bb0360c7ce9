import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, Optional, type OnModuleDestroy } from '@nestjs/common';
import { CLOCK, READ_MODELS, Slices, toInstant, type Clock, type ReadModels } from '@art33/event-log';
import { matterOf, shows, stillHolds, type Principal } from '@art33/identity';
import { lastShown } from '../read-model/queries.js';
import { Listener, textOf, type EndReason, type LiveFilter } from './listener.js';
import { eventsAfter, eventsOf, lastOf, type LiveEvent, type OwnedEvent } from './rows.js';

/** How live streams are kept. Times in milliseconds. */
export interface LiveLimits {
  /** Streams that one organisation may hold open at the same time. */
  readonly streamsPerOrganisation: number;
  /** A reader that takes nothing of a full buffer for so long is ended. */
  readonly patience: number;
  /** After so long without an event a stream says that it is still there. */
  readonly heartbeat: number;
  /** Within so long every stream is looked at: token, patience, heartbeat. */
  readonly round: number;
}
export const LIVE_LIMITS = Symbol('LiveLimits');
const LIMITS: LiveLimits = {
  streamsPerOrganisation: 200,
  patience: 30_000,
  heartbeat: 15_000,
  round: 2_000,
};

/** When a reader comes back after the line broke, in milliseconds. */
const RETRY = 2_000;
/** After these an organisation's members see other incidents than before. */
const CHANGES_SIGHT = new Set(['MatterRestricted', 'RestrictionLifted']);
/** Rows read at once. */
const PAGE = 200;
const TICKS_PER_ROUND = 20;
/** How long streams have to go when the service stops. */
const FAREWELL = 1_000;

export interface LiveStatus {
  readonly streams: number;
  /** Streams that are being brought up to date, or whose readers are slow. */
  readonly behind: number;
  /** Since the start, by why. `left`: the reader went. */
  readonly ended: Readonly<Record<EndReason | 'left', number>>;
}

/**
 * Tells readers which events there are as soon as the read models show them. New events are read once for all readers;
 * whoever is behind, because it resumed from far back or reads slowly, is led through the log page by page until it is
 * level. Nothing is kept for a reader but its position, so nothing is skipped or doubled however it gets there.
 */
@Injectable()
export class LiveEvents implements OnModuleDestroy {
  private readonly logger = new Logger('live');
  private readonly all = new Set<Listener>();
  private readonly level = new Map<string, Set<Listener>>();
  /** In the order of their turns. */
  private readonly behind = new Set<Listener>();
  private readonly counts = new Map<string, number>();
  private readonly ended = { stopping: 0, 'token-ended': 0, 'rights-changed': 0, 'too-slow': 0, left: 0 };
  /** Readers that are level know everything up to here. */
  private reached = -1;
  private news: readonly OwnedEvent[] = [];
  private nextOfNews = 0;
  private working = false;
  private round: Iterator<Listener> | undefined;
  private stopWatching: (() => void) | undefined;
  private stopping = false;

  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(LIVE_LIMITS) private readonly limits: LiveLimits = LIMITS,
  ) {}

  get isStopping(): boolean {
    return this.stopping;
  }

  hasRoomFor(organisation: string): boolean {
    return (this.counts.get(organisation) ?? 0) < this.limits.streamsPerOrganisation;
  }

  /** Begins a stream on an answer whose head has been written: from after a log number, or from now. */
  open(principal: Principal, filter: LiveFilter, after: number | undefined, response: ServerResponse): void {
    this.watch();
    const { organisation } = principal;
    const from = after ?? lastOf(this.models.db, organisation, this.reached);
    const listener = new Listener(principal, filter, from, response);
    if (after === undefined) listener.scanned = this.reached;
    this.all.add(listener);
    this.counts.set(organisation, (this.counts.get(organisation) ?? 0) + 1);
    response.on('drain', () => this.resume(listener));
    response.once('error', () => listener.cut());
    response.once('close', () => {
      if (listener.isOpen) this.ended.left++;
      this.forget(listener);
    });
    listener.start(RETRY);
    this.behind.add(listener);
    this.wake();
  }

  status(): LiveStatus {
    const level = [...this.level.values()].reduce((sum, { size }) => sum + size, 0);
    return { streams: this.all.size, behind: this.all.size - level, ended: { ...this.ended } };
  }

  /** Ends all streams, each with the position to resume from. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    const leaving = [...this.all];
    const gone = leaving.map((listener) => this.dismiss(listener, 'stopping'));
    await Promise.race([Promise.all(gone), sleep(FAREWELL, undefined, { ref: false })]);
    for (const listener of leaving) listener.cut();
    this.stopWatching?.();
  }

  /** One listener at the models for all readers, and one timer; none of both while there are no readers. */
  private watch(): void {
    if (this.stopWatching) return;
    this.reached = lastShown(this.models.db);
    const forgetModels = this.models.onChange(() => this.wake());
    const timer = setInterval(() => this.tick(), this.limits.round / TICKS_PER_ROUND);
    timer.unref();
    this.stopWatching = () => {
      forgetModels();
      clearInterval(timer);
      this.news = [];
      this.nextOfNews = 0;
      this.stopWatching = undefined;
    };
  }

  private wake(): void {
    if (this.working) return;
    this.working = true;
    setImmediate(() => void this.work());
  }

  private async work(): Promise<void> {
    const slices = new Slices();
    try {
      while (this.tellNext() || this.leadNext()) await slices.breathe();
    } catch (error) {
      // Nothing is lost: every reader's position stands, and the next tick tries again.
      this.logger.error(error);
    } finally {
      this.working = false;
    }
  }

  /** Tells the next new event to all readers that are level and may know it. */
  private tellNext(): boolean {
    if (this.all.size === 0) return false;
    if (this.nextOfNews === this.news.length) {
      this.news = eventsAfter(this.models.db, this.reached, PAGE);
      this.nextOfNews = 0;
    }
    const next = this.news[this.nextOfNews];
    if (!next) return false;
    this.nextOfNews++;
    const { owner, event } = next;
    // What readers see of their organisation has changed: each comes back, and is looked at anew.
    if (CHANGES_SIGHT.has(event.type)) this.dismissAll(owner);
    let text: string | undefined;
    for (const listener of this.level.get(owner) ?? []) {
      listener.scanned = Math.max(listener.scanned, this.reached);
      if (listener.isFull) this.hold(listener);
      else if (this.shows(listener, event)) listener.give(event, () => (text ??= textOf(event)));
      else listener.pass(event);
    }
    this.reached = event.logNumber;
    return true;
  }

  private shows({ principal: { sight } }: Listener, { stream, recordedAt }: LiveEvent): boolean {
    if (!sight) return true;
    const { recordedFrom, recordedUntil } = sight;
    const isWithin =
      (recordedFrom === null || recordedAt >= recordedFrom) && (recordedUntil === null || recordedAt < recordedUntil);
    return isWithin && shows(sight, matterOf(this.models.db, stream));
  }

  private dismissAll(organisation: string): void {
    for (const listener of this.all)
      if (listener.organisation === organisation) void this.dismiss(listener, 'rights-changed');
  }

  /** Leads the next reader that is behind one page on. */
  private leadNext(): boolean {
    const [listener] = this.behind;
    if (!listener) return false;
    this.behind.delete(listener);
    const rows = eventsOf(this.models.db, listener.organisation, listener.scanned, this.reached, PAGE);
    for (const event of rows) {
      if (listener.isFull) {
        this.hold(listener);
        return true;
      }
      if (this.shows(listener, event)) listener.give(event, () => textOf(event));
      else listener.pass(event);
    }
    if (rows.length === PAGE) {
      this.behind.add(listener);
      return true;
    }
    listener.scanned = Math.max(listener.scanned, this.reached);
    const level = this.level.get(listener.organisation) ?? new Set();
    this.level.set(listener.organisation, level.add(listener));
    return true;
  }

  /** Lets a reader be until it has taken what waits for it. */
  private hold(listener: Listener): void {
    this.leaveLevel(listener);
    listener.fullSince = performance.now();
  }

  private resume(listener: Listener): void {
    if (listener.fullSince === undefined || !listener.isOpen) return;
    listener.fullSince = undefined;
    this.behind.add(listener);
    this.wake();
  }

  /** Looks at the next few streams. */
  private tick(): void {
    for (let count = Math.ceil(this.all.size / TICKS_PER_ROUND); count > 0; count--) {
      this.round ??= this.all.values();
      const { value, done } = this.round.next();
      if (done) this.round = undefined;
      else this.lookAt(value);
    }
    this.wake();
  }

  private lookAt(listener: Listener): void {
    const now = performance.now();
    const { patience, heartbeat } = this.limits;
    if (!stillHolds(this.models.db, listener.principal, toInstant(this.clock.now()))) {
      void this.dismiss(listener, 'token-ended');
    } else if (listener.fullSince !== undefined) {
      if (now - listener.fullSince > patience) void this.dismiss(listener, 'too-slow');
    } else if (now - listener.lastWritten > heartbeat) {
      listener.beat();
    }
  }

  private async dismiss(listener: Listener, reason: EndReason): Promise<void> {
    if (!listener.isOpen) return;
    this.ended[reason]++;
    this.leaveLevel(listener);
    this.behind.delete(listener);
    // Many that are told to go at once shall not come back at once.
    await listener.end(reason, RETRY + Math.round(Math.random() * 2 * RETRY));
  }

  private leaveLevel(listener: Listener): void {
    const level = this.level.get(listener.organisation);
    level?.delete(listener);
    if (level?.size === 0) this.level.delete(listener.organisation);
  }

  private forget(listener: Listener): void {
    if (!this.all.delete(listener)) return;
    const { organisation } = listener;
    this.leaveLevel(listener);
    this.behind.delete(listener);
    const left = (this.counts.get(organisation) ?? 1) - 1;
    if (left > 0) this.counts.set(organisation, left);
    else this.counts.delete(organisation);
    if (this.all.size === 0) this.stopWatching?.();
  }
}
