import { statfs, stat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  toInstant,
  toMilliseconds,
  type CatchUp,
  type Claim,
  type Clock,
  type Commands,
  type EventLog,
  type EventStoreLog,
  type Instant,
  type ProcessRunner,
} from '@art33/event-log';
import { outboxCounts } from '@art33/delivery';
import type { LiveEvents } from '@art33/evidence';
import { nodesState, nodesView } from '@art33/nodes';
import { deadlineCounts } from '@art33/watch';
import type { Counter, Gauge } from 'prom-client';
import type { ClockGuard } from '../clock-guard.js';
import type { paths } from '../stores.js';
import type { Metrics } from './metrics.js';

/** What can be asked of a node at any time. */
export interface NodeParts {
  readonly log: EventLog;
  readonly models: CatchUp;
  readonly commands: Commands;
  readonly processes: ProcessRunner;
  readonly live: LiveEvents;
  readonly guard: ClockGuard;
  /** How this node stands with the server that holds the log, where one does. */
  readonly server: Pick<EventStoreLog, 'failure'> | undefined;
  readonly claim: Claim;
  readonly clock: Clock;
  readonly dataDirectory: string;
  readonly paths: ReturnType<typeof paths>;
  readonly version: string;
}

/** How often the event loop is looked at, in milliseconds. */
const RESOLUTION = 10;
const QUANTILES = [0.5, 0.99, 0.999];

const started = Date.now() / 1_000 - process.uptime();

/** Everything that is not counted but asked, once per scrape. */
export class NodeGauges {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  private readonly gauges = new Map<string, Gauge>();
  private readonly totals: Readonly<Record<'ended' | 'cpu', Counter>>;
  /** What the totals stood at, at the last scrape. */
  private readonly counted = new Map<string, number>();

  constructor(
    private readonly metrics: Metrics,
    private readonly parts: NodeParts,
  ) {
    this.delay.enable();
    const gauge = (name: string, help: string, labels: readonly string[] = []): void =>
      void this.gauges.set(name, metrics.gauge(name, help, labels));
    gauge('art33_build_info', 'Always 1; says which release runs on which Node.', ['version', 'node']);
    gauge('art33_log_events', 'Events in the log.');
    gauge('art33_log_head_timestamp_seconds', 'When the last event was recorded.');
    gauge('art33_projection_lag_events', 'Events that a read model does not show yet.', ['projection']);
    gauge('art33_projection_lag_seconds', 'How long ago the first of those was recorded.', ['projection']);
    gauge('art33_projection_halted', '1 where a read model stands still at an event that it cannot apply.', [
      'projection',
    ]);
    gauge('art33_process_lag_events', 'Events that a process manager has still to look at.', ['process']);
    gauge('art33_process_lag_seconds', 'How long ago the first of those was recorded.', ['process']);
    gauge('art33_process_failing', '1 while a process manager fails at an event and tries again.', ['process']);
    gauge('art33_messages_waiting', 'Messages to be sent, by state: prepared, retrying, unknown.', ['state']);
    gauge('art33_messages_in_flight', 'Messages that are being sent right now, by any node.');
    gauge(
      'art33_messages_oldest_waiting_seconds',
      'How long ago the oldest waiting message was prepared; 0: none waits.',
    );
    gauge('art33_deadlines_open', 'Deadlines that run, the due time or target ahead.');
    gauge('art33_deadlines_overdue', 'Deadlines that are not settled although their due time or target has passed.');
    gauge('art33_deadlines_next_due_timestamp_seconds', 'The next due time or target; absent where none is ahead.');
    gauge('art33_clock_behind_seconds', 'How far this clock stands behind the time of the log.');
    gauge('art33_clock_ahead_seconds', "How far this clock is ahead of the log's server; negative where it is behind.");
    gauge('art33_log_server_up', '1 where this node can write to the log and hears what is written; 0 where not.');
    gauge('art33_background_claim_held', '1 on the node that does what one does at a time: processes, jobs, webhooks.');
    gauge('art33_nodes_registered', 'Nodes of the installation that were not retired.');
    gauge('art33_event_versions_waiting', 'Versions of events that wait to be written until all nodes read them.');
    gauge('art33_event_loop_delay_seconds', 'How late the event loop came, since the last scrape.', ['quantile']);
    gauge('art33_file_size_bytes', 'Size of the files of the log and of this node.', ['file']);
    gauge('art33_disk_free_bytes', 'Free space where the data directory lies.');
    gauge('art33_live_streams', 'Live streams (Server-Sent Events) that are open.');
    gauge('art33_live_streams_behind', 'Of these, streams that are being brought up to date or read slowly.');
    this.totals = {
      ended: metrics.counter('art33_live_streams_ended_total', 'Live streams that ended, by why.', ['reason']),
      cpu: metrics.counter('process_cpu_seconds_total', 'Time that the process had of the processors.'),
    };
    gauge('process_start_time_seconds', 'When the process started.');
    gauge('process_resident_memory_bytes', 'Memory of the process.');
    gauge('nodejs_heap_used_bytes', 'JavaScript objects in memory.');
    gauge('nodejs_external_memory_bytes', 'Memory of native objects and buffers.');
  }

  /** The page that Prometheus reads. */
  async page(): Promise<string> {
    this.readProcess();
    this.readModels();
    await this.readLog();
    await this.readNodes();
    await this.readFiles();
    return this.metrics.registry.metrics();
  }

  stop(): void {
    this.delay.disable();
  }

  private set(name: string, value: number, labels: Readonly<Record<string, string>> = {}): void {
    this.gauges.get(name)?.set(labels, value);
  }

  /** By how much a total that somebody else keeps has grown since the last scrape. */
  private since(name: string, total: number): number {
    const grown = total - (this.counted.get(name) ?? 0);
    this.counted.set(name, total);
    return Math.max(0, grown);
  }

  private readProcess(): void {
    const { version, guard, live, server, claim } = this.parts;
    this.set('art33_build_info', 1, { version, node: process.version });
    this.set('art33_clock_behind_seconds', guard.behind() / 1_000);
    this.set('art33_clock_ahead_seconds', guard.ahead() / 1_000);
    this.set('art33_log_server_up', server?.failure === undefined ? 1 : 0);
    this.set('art33_background_claim_held', claim.isHeld ? 1 : 0);
    for (const quantile of QUANTILES) {
      // The histogram holds the time between two looks, which are meant to be RESOLUTION apart.
      const late = Math.max(0, this.delay.percentile(quantile * 100) / 1e6 - RESOLUTION);
      this.set('art33_event_loop_delay_seconds', late / 1_000, { quantile: String(quantile) });
    }
    this.delay.reset();
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    this.set('process_start_time_seconds', started);
    this.set('process_resident_memory_bytes', rss);
    this.totals.cpu.inc(this.since('cpu', (user + system) / 1e6));
    this.set('nodejs_heap_used_bytes', heapUsed);
    this.set('nodejs_external_memory_bytes', external);
    const { streams, behind, ended } = live.status();
    for (const [reason, count] of Object.entries(ended)) this.totals.ended.inc({ reason }, this.since(reason, count));
    this.set('art33_live_streams', streams);
    this.set('art33_live_streams_behind', behind);
  }

  private readModels(): void {
    const { models, clock } = this.parts;
    const now = toInstant(clock.now());
    for (const state of ['prepared', 'retrying', 'unknown']) this.set('art33_messages_waiting', 0, { state });
    const { waiting, inFlight, oldest } = outboxCounts(models.db);
    for (const { state, count } of waiting) this.set('art33_messages_waiting', count, { state });
    this.set('art33_messages_in_flight', inFlight);
    this.set('art33_messages_oldest_waiting_seconds', oldest === null ? 0 : this.ageOf(oldest));
    const { open, overdue, next } = deadlineCounts(models.db, now);
    this.set('art33_deadlines_open', open);
    this.set('art33_deadlines_overdue', overdue);
    if (next === null) this.gauges.get('art33_deadlines_next_due_timestamp_seconds')?.remove({});
    else this.set('art33_deadlines_next_due_timestamp_seconds', toMilliseconds(next) / 1_000);
  }

  private async readLog(): Promise<void> {
    const { log, models, processes } = this.parts;
    const { size, recordedAt } = await log.head();
    this.set('art33_log_events', size);
    if (recordedAt !== undefined) this.set('art33_log_head_timestamp_seconds', toMilliseconds(recordedAt) / 1_000);
    const ages = new Map<string | undefined, number>();
    const ageAfter = async (position: string | undefined): Promise<number> => {
      const known = ages.get(position);
      if (known !== undefined) return known;
      const [next] = await log.readAll(position, 1);
      const age = next === undefined ? 0 : this.ageOf(next.recordedAt);
      ages.set(position, age);
      return age;
    };
    for (const { name, position, logNumber, halted } of models.status().projections) {
      this.set('art33_projection_lag_events', Math.max(0, size - 1 - logNumber), { projection: name });
      this.set('art33_projection_lag_seconds', await ageAfter(position), { projection: name });
      this.set('art33_projection_halted', halted === undefined ? 0 : 1, { projection: name });
    }
    for (const { name, position, logNumber, failing } of processes.status()) {
      this.set('art33_process_lag_events', Math.max(0, size - 1 - logNumber), { process: name });
      this.set('art33_process_lag_seconds', await ageAfter(position), { process: name });
      this.set('art33_process_failing', failing === undefined ? 0 : 1, { process: name });
    }
  }

  private async readNodes(): Promise<void> {
    const { nodes, waiting } = nodesView(await nodesState(this.parts.commands));
    this.set('art33_nodes_registered', nodes.length);
    this.set('art33_event_versions_waiting', waiting.length);
  }

  private async readFiles(): Promise<void> {
    const { dataDirectory, paths, server } = this.parts;
    const log = server === undefined ? paths.log : paths.replica;
    const models = (await readdir(paths.models)).filter((name) => /^models-[0-9a-f]+\.db(-wal)?$/.test(name));
    const files: readonly (readonly [string, string])[] = [
      ['log', log],
      ['log-wal', `${log}-wal`],
      ['processes', paths.processes],
      ...models.map((name) => [name.endsWith('-wal') ? 'models-wal' : 'models', join(paths.models, name)] as const),
    ];
    for (const [file, path] of files)
      this.set('art33_file_size_bytes', (await stat(path).catch(() => ({ size: 0 }))).size, { file });
    const { bavail, bsize } = await statfs(dataDirectory);
    this.set('art33_disk_free_bytes', bavail * bsize);
  }

  private ageOf(instant: Instant): number {
    return Math.max(0, (this.parts.clock.now() - toMilliseconds(instant)) / 1_000);
  }
}
