import { categoryOfStream, CommandIdReused, CommandRefused, EditConflict, LogUnavailable } from '@art33/event-log';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AppendSeen, CommandSeen, Observer, RequestSeen, SliceSeen, StepSeen } from './observer.js';

const secondsOf = ({ from, to }: { readonly from: number; readonly to: number }): number => (to - from) / 1_000;

const FAST = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const WEB = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** How a command ended, in a word, and the code of a refusal. */
function endOf({ result }: CommandSeen): readonly [outcome: string, code: string] {
  if (!(result instanceof Error)) {
    if (result.repeated) return ['repeated', ''];
    return [result.events.length > 0 ? 'written' : 'unchanged', ''];
  }
  if (result instanceof CommandRefused) return ['refused', result.refusal.code];
  if (result instanceof EditConflict) return ['refused', 'changed-meanwhile'];
  if (result instanceof CommandIdReused) return ['refused', 'idempotency-key-reused'];
  return ['failed', result instanceof LogUnavailable ? 'log-unavailable' : ''];
}

/** What the outcome of one attempt to send is counted as, by the type of the event that records it. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  MessageAccepted: 'accepted',
  MessageFailed: 'failed',
  MessageUnknown: 'unknown',
};

/** What an event that records an attempt says of it beside its type; none of it is sealed. */
interface AttemptData {
  readonly acceptedCode?: number | null;
  readonly code?: string;
  readonly why?: string;
}

/**
 * Counts what is done, for Prometheus. Labels are names from the code (types, codes, route patterns): never an id of a record
 * or an organisation, never anything that somebody typed.
 */
export class Metrics implements Observer {
  readonly registry = new Registry();

  private readonly appendedEvents = this.counter(
    'art33_events_appended_total',
    'Events that this node appended to the log, by their type.',
    ['type'],
  );
  private readonly appends = this.histogram(
    'art33_append_duration_seconds',
    'How long the log took to write what belongs together, down to the disk.',
    FAST,
  );
  private readonly failedAppends = this.counter(
    'art33_append_failures_total',
    'Appends that the log could not take, for instance on a full disk. Losing a race is none.',
  );
  private readonly commands = this.counter(
    'art33_commands_total',
    'Commands by type and outcome: written, unchanged, repeated, refused (code: why), failed.',
    ['type', 'outcome', 'code'],
  );
  private readonly commandTimes = this.histogram(
    'art33_command_duration_seconds',
    'How long commands took: load, decide, seal, append.',
    FAST,
  );
  private readonly requests = this.counter(
    'art33_http_requests_total',
    'Requests answered, by method, route pattern and status.',
    ['method', 'route', 'status'],
  );
  private readonly requestTimes = this.histogram(
    'art33_http_request_duration_seconds',
    'How long requests took until their answer was out; streams are not among them.',
    WEB,
    ['method', 'route'],
  );
  private readonly projected = this.counter(
    'art33_projection_events_total',
    'Events that were applied to the read models.',
  );
  private readonly slices = this.histogram(
    'art33_projection_slice_duration_seconds',
    'How long one transaction of the read models took: the event loop stands still for it.',
    FAST,
  );
  private readonly steps = this.counter(
    'art33_process_events_total',
    'Events that process managers dealt with, by process and outcome: done, failed (it is tried again).',
    ['process', 'outcome'],
  );
  private readonly attempts = this.counter(
    'art33_message_attempts_total',
    'Attempts to hand a message over, by outcome (accepted, failed, unknown) and code (of SMTP, or what went wrong before).',
    ['outcome', 'code'],
  );

  requestAnswered(request: RequestSeen): void {
    const { method, route, status } = request;
    this.requests.inc({ method, route, status });
    if (route !== '/api/v1/live') this.requestTimes.observe({ method, route }, secondsOf(request));
  }

  commandRun(command: CommandSeen): void {
    const [outcome, code] = endOf(command);
    this.commands.inc({ type: command.type, outcome, code });
    this.commandTimes.observe(secondsOf(command));
  }

  appended(append: AppendSeen): void {
    const { item, outcome } = append;
    if (!outcome.ok) {
      if (outcome.error instanceof LogUnavailable) this.failedAppends.inc();
      return;
    }
    this.appends.observe(secondsOf(append));
    for (const { type, data } of item.events) {
      this.appendedEvents.inc({ type });
      const attempt = ATTEMPTS[type];
      if (attempt === undefined || categoryOfStream(item.stream) !== 'message') continue;
      const { acceptedCode, code, why } = data as AttemptData;
      this.attempts.inc({ outcome: attempt, code: String(acceptedCode ?? code ?? why ?? '') });
    }
  }

  applied({ events, ...period }: SliceSeen): void {
    this.projected.inc(events.length);
    this.slices.observe(secondsOf(period));
  }

  handled({ process, error }: StepSeen): void {
    this.steps.inc({ process, outcome: error === undefined ? 'done' : 'failed' });
  }

  /** A number that is asked for when somebody scrapes. */
  gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  private histogram(name: string, help: string, buckets: number[], labelNames: readonly string[] = []): Histogram {
    return new Histogram({ name, help, buckets, labelNames: [...labelNames], registers: [this.registry] });
  }
}
