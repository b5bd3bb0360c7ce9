import { randomUUID } from 'node:crypto';
import {
  CommandRefused,
  isErased,
  toInstant,
  type Clock,
  type Commands,
  type EventLog,
  type Instant,
  type ReadModels,
} from '@art33/event-log';
import { ownContext } from '../../outbox/recorder.js';
import { signingSecrets, webhookDecider, type WebhookState } from '../domain/decider.js';
import { webhookStream } from '../domain/events.js';
import { hasFailedForTooLong, retryAt } from '../domain/retry.js';
import { isWanted } from '../domain/types-wanted.js';
import { enabledEndpoints, lastEndpointChange, removedEndpoints } from '../read-model/endpoints.js';
import {
  eventsAfter,
  lastPublicLogNumber,
  organisationsToldAfter,
  type OutgoingEvent,
} from '../read-model/public-events.js';
import { systemResolve, type Resolve } from './addresses.js';
import { Journal, type Attempt, type EndpointPlace, type Progress } from './journal.js';
import { post, type PostResult } from './post.js';
import { cloudEvent, signed, type Envelope } from './signed-request.js';

export interface WebhookSenderOptions {
  readonly commands: Commands;
  readonly log: Pick<EventLog, 'head'>;
  readonly models: ReadModels;
  readonly clock: Clock;
  /** The SQLite file of the journal; its directory must exist. */
  readonly file: string;
  /** What links begin with, without a slash at the end. */
  readonly publicUrl: string;
  /** Whether addresses inside the own network, and http, are allowed. */
  readonly privateAllowed: boolean;
  /** Nothing is sent while the node's clock disagrees with the log's. */
  readonly guard: { mayDecide(): boolean };
  readonly onError: (error: unknown, about: string | null) => void;
  readonly resolve?: Resolve;
  /** Of one attempt; default 15 s. */
  readonly timeoutMilliseconds?: number;
}

/** The type of the request that only tests an endpoint. */
const PING = 'eu.art33.webhook.ping';

const POLL_MILLISECONDS = 250;
const TIMEOUT_MILLISECONDS = 15_000;
/** So many endpoints are served at the same time; those that failed last get half of that at most. */
const PARALLEL = 64;
const PARALLEL_FAILING = PARALLEL / 2;
/** So many events are looked at together, and so many requests made before others get the slot. */
const PAGE = 100;
const TURN = 20;

/** One enabled endpoint on its way through its organisation's events. */
interface Lane {
  readonly id: string;
  readonly organisation: string;
  /** The last of its own events that was taken over here. */
  touchedBy: number;
  /** There may be something to send … */
  hungry: boolean;
  /** … but not before this instant. */
  notBefore: Instant | null;
  isFailing: boolean;
  work: Promise<void> | undefined;
}

const FRESH = { touchedBy: -1, hungry: true, notBefore: null, isFailing: false, work: undefined } as const;

/**
 * Sends each enabled endpoint its organisation's public events in log order, one after the other, from where it stands. An
 * endpoint that fails is tried again later with the same event and keeps nobody else waiting. At least once: a process that
 * ends between an answer and its note sends that event again, with the same `webhook-id`.
 */
export class WebhookSender {
  readonly privateAllowed: boolean;
  private readonly journal: Journal;
  private lanes = new Map<string, Lane>();
  private forgotten: ReadonlySet<string> = new Set();
  private seenChange = -1;
  /** Undefined before the first look: until then every endpoint is looked at anyway. */
  private seenEvent: number | undefined;
  private readonly ending = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private next: NodeJS.Immediate | undefined;
  private stopped = true;

  constructor(private readonly options: WebhookSenderOptions) {
    this.privateAllowed = options.privateAllowed;
    this.journal = new Journal(options.file);
  }

  async start(): Promise<void> {
    if (!this.stopped) return;
    this.journal.endAt((await this.options.log.head()).size);
    this.stopped = false;
    this.poll();
  }

  /** How far each endpoint has come, for the node that sends next. */
  handOver(): readonly EndpointPlace[] {
    return this.journal.handOver();
  }

  /** Goes on where another node has come; while this one does not send. */
  takeOver(places: readonly EndpointPlace[]): void {
    this.journal.takeOver(places);
  }

  /** Begins nothing more and waits for the requests under way; what is cut off after the grace is sent again at the next start. */
  async stop(graceMilliseconds = 2_000): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    clearImmediate(this.next);
    const graceOver = setTimeout(() => this.ending.abort(), graceMilliseconds);
    await Promise.all([...this.lanes.values()].map(({ work }) => work));
    clearTimeout(graceOver);
    this.journal.close();
  }

  /** Looks once what there is to send, and begins what fits. */
  tick(): void {
    if (this.stopped || !this.options.guard.mayDecide()) return;
    try {
      this.followEndpoints();
      this.followEvents();
      this.begin();
    } catch (error) {
      this.options.onError(error, null);
    }
  }

  /** Resolves when nothing is under way and nothing is due by the clock: what the read models show has been sent or failed. */
  async idle(): Promise<void> {
    for (;;) {
      this.tick();
      const working = [...this.lanes.values()].flatMap(({ work }) => (work ? [work] : []));
      if (working.length === 0) return;
      await Promise.race(working);
    }
  }

  progress(id: string): Progress | undefined {
    return this.journal.progress(id);
  }

  attempts(id: string): readonly Attempt[] {
    return this.journal.attempts(id);
  }

  /** Sends one test request, whether or not the endpoint is enabled, and says what came of it. */
  async ping(id: string, organisation: string): Promise<Attempt | undefined> {
    const state = await this.options.commands.state(webhookDecider, webhookStream(id));
    const eventId = randomUUID();
    const envelope = { organisation, eventId, type: PING, time: this.now, data: {} };
    const result = await this.request(state, envelope);
    if (result === undefined) return undefined;
    const attempt: Attempt = { at: envelope.time, eventId, logNumber: null, type: PING, ...result };
    this.journal.note(id, attempt);
    return attempt;
  }

  private get now(): Instant {
    return toInstant(this.options.clock.now());
  }

  private poll(): void {
    this.tick();
    if (!this.stopped) this.timer = setTimeout(() => this.poll(), POLL_MILLISECONDS);
  }

  /** Takes over endpoints that were registered, changed, disabled or removed. */
  private followEndpoints(): void {
    const { db } = this.options.models;
    const change = lastEndpointChange(db);
    if (change === this.seenChange) return;
    const before = this.lanes;
    const endpoints = enabledEndpoints(db);
    this.journal.follow(endpoints.filter(({ id, touchedBy }) => before.get(id)?.touchedBy !== touchedBy));
    this.lanes = new Map(
      endpoints.map(({ id, organisation, touchedBy }) => {
        const lane: Lane = before.get(id) ?? { ...FRESH, id, organisation };
        if (lane.touchedBy !== touchedBy) this.refresh(Object.assign(lane, { touchedBy, hungry: true }));
        return [id, lane];
      }),
    );
    // One that is under way stays until it has come to its end, so that it is waited for.
    for (const [id, lane] of before) if (lane.work && !this.lanes.has(id)) this.lanes.set(id, lane);
    const removed = removedEndpoints(db);
    this.journal.forget(removed.filter((id) => !this.forgotten.has(id)));
    this.forgotten = new Set(removed);
    this.seenChange = change;
  }

  private followEvents(): void {
    const { db } = this.options.models;
    const last = lastPublicLogNumber(db);
    if (last === this.seenEvent) return;
    const isAnybodyListening = this.lanes.size > 0 && this.seenEvent !== undefined;
    const told = new Set(isAnybodyListening ? organisationsToldAfter(db, this.seenEvent!) : []);
    for (const lane of this.lanes.values()) if (told.has(lane.organisation)) lane.hungry = true;
    this.seenEvent = last;
  }

  private begin(): void {
    const { now } = this;
    const lanes = [...this.lanes.values()];
    const working = lanes.filter(({ work }) => work !== undefined);
    let free = PARALLEL - working.length;
    let freeForFailing = PARALLEL_FAILING - working.filter(({ isFailing }) => isFailing).length;
    for (const lane of lanes) {
      if (free <= 0) return;
      if (!lane.hungry || lane.work !== undefined || (lane.notBefore !== null && lane.notBefore > now)) continue;
      if (lane.isFailing && freeForFailing-- <= 0) continue;
      free--;
      this.occupy(lane);
    }
  }

  /** Takes over what the journal says of failures. */
  private refresh(lane: Lane): void {
    const progress = this.journal.progress(lane.id);
    lane.notBefore = progress?.nextAt ?? null;
    lane.isFailing = progress !== undefined && progress.failures > 0;
  }

  /** Looks again when everybody else has had a turn, however many endpoints ask for it meanwhile. */
  private soon(): void {
    this.next ??= setImmediate(() => {
      this.next = undefined;
      this.tick();
    });
  }

  private occupy(lane: Lane): void {
    lane.work = this.serve(lane)
      .catch((error: unknown) => {
        // Of the log or the disk: no fault of the endpoint.
        this.options.onError(error, lane.id);
        lane.hungry = true;
        this.journal.postpone(lane.id, retryAt(1, this.now, Math.random()));
      })
      .finally(() => {
        lane.work = undefined;
        this.refresh(lane);
        // Whoever has had a turn comes after everybody else.
        this.lanes.delete(lane.id);
        this.lanes.set(lane.id, lane);
        this.soon();
      });
  }

  /** Sends what there is, up to a turn's worth, until something fails. */
  private async serve(lane: Lane): Promise<void> {
    const { commands, models } = this.options;
    for (let sent = 0; sent < TURN && !this.stopped;) {
      // Whoever wakes it from here on is heard.
      lane.hungry = false;
      const progress = this.journal.progress(lane.id);
      const page = progress ? eventsAfter(models.db, lane.organisation, progress.through, PAGE) : [];
      const last = page.at(-1);
      if (progress === undefined || last === undefined) return;
      const state = await commands.state(webhookDecider, webhookStream(lane.id));
      if (state.status !== 'enabled') return;
      const next = page.find(({ type }) => isWanted(type, state.types));
      if (next === undefined) {
        this.journal.passOver(lane.id, progress.through, last.logNumber);
        continue;
      }
      if (!(await this.send(lane, state, next, progress))) return;
      lane.hungry = true;
      sent++;
    }
  }

  /** Sends one event; false where the endpoint did not take it. */
  private async send(lane: Lane, state: WebhookState, event: OutgoingEvent, progress: Progress): Promise<boolean> {
    const { id, organisation } = lane;
    const { eventId, type, subject, time, logNumber, facts } = event;
    const links = { record: `${this.options.publicUrl}/api/v1/${subject}` };
    const data = { ...facts, logNumber, links };
    const at = this.now;
    const result = await this.request(state, { organisation, eventId, type, subject, time, data });
    if (result === undefined) return false;
    this.journal.note(id, { at, eventId, logNumber, type, ...result });
    if (result.outcome === 'delivered') {
      this.journal.advance(id, progress.through, logNumber);
      return true;
    }
    lane.hungry = true;
    const failingSince = this.fail(id);
    if (result.outcome === 'gone') await this.giveUp(lane, 'gone', failingSince);
    else if (hasFailedForTooLong(failingSince, this.now)) await this.giveUp(lane, 'failing', failingSince);
    return false;
  }

  /** One signed request; undefined where address or secret has been erased, or where it was cut off by the end of this process. */
  private async request(state: WebhookState, envelope: Envelope): Promise<PostResult | undefined> {
    if (state.status === 'none' || state.status === 'removed' || isErased(state.url)) return undefined;
    const secrets = signingSecrets(state, this.now);
    if (secrets.length === 0) return undefined;
    const {
      publicUrl,
      privateAllowed,
      resolve = systemResolve,
      timeoutMilliseconds = TIMEOUT_MILLISECONDS,
    } = this.options;
    const { headers, body } = signed(cloudEvent(envelope, publicUrl), envelope.eventId, secrets, this.now);
    const { signal } = this.ending;
    const result = await post(state.url, headers, body, { privateAllowed, resolve, timeoutMilliseconds, signal });
    return signal.aborted ? undefined : result;
  }

  /** Notes one more failure in a row, and says when the first of them was. */
  private fail(id: string): Instant {
    const { now } = this;
    const progress = this.journal.progress(id);
    const failures = (progress?.failures ?? 0) + 1;
    const failingSince = progress?.failingSince ?? now;
    this.journal.fail(id, failures, failingSince, retryAt(failures, now, Math.random()));
    return failingSince;
  }

  private async giveUp(lane: Lane, reason: 'gone' | 'failing', failingSince: Instant): Promise<void> {
    const { id, organisation } = lane;
    const command = { type: 'give-up', organisation, reason, failingSince } as const;
    try {
      await this.options.commands.run(webhookDecider, webhookStream(id), command, ownContext(organisation, id));
      lane.hungry = false;
    } catch (error) {
      // Removed meanwhile.
      if (!(error instanceof CommandRefused)) throw error;
    }
  }
}
