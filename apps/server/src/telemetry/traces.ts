import { createHash } from 'node:crypto';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type HrTime,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type IdGenerator } from '@opentelemetry/sdk-trace';
import { categoryOfStream, CommandRefused, toMilliseconds, type CommandContext, type EventLog } from '@art33/event-log';
import { OPERATOR } from '@art33/identity';
import type { AppendSeen, CommandSeen, Observer, Period, RequestSeen, SliceSeen, StepSeen } from './observer.js';

const hash = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The trace that everything of one correlation id belongs to: the id itself without its dashes. */
export const traceIdOf = (correlationId: string): string =>
  UUID.test(correlationId) ? correlationId.replaceAll('-', '') : hash('trace', correlationId).slice(0, 32);
const spanIdOf = (...parts: readonly string[]): string => hash(...parts).slice(0, 16);

const requestSpan = (correlationId: string): string => spanIdOf('request', correlationId);
const commandSpan = (commandId: string, stream: string): string => spanIdOf('command', commandId, stream);
const appendSpan = (commandId: string, stream: string): string => spanIdOf('append', commandId, stream);
const processSpan = (process: string, eventId: string): string => spanIdOf('process', process, eventId);

interface SpanSeen extends Period {
  readonly name: string;
  readonly traceId: string;
  readonly spanId?: string;
  readonly parent?: string | undefined;
  readonly kind?: SpanKind;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** An error of ours, in a word. */
  readonly failed?: string | undefined;
}

/** Ids that were decided before the span is made. */
class DecidedIds implements IdGenerator {
  traceId = '';
  spanId = '';
  generateTraceId = (): string => this.traceId;
  generateSpanId = (): string => this.spanId;
}

/** Of how many things in a slice of the read models a span each is made. */
const MOST_OF_A_SLICE = 100;
const OUTCOMES = new Set(['MessageAccepted', 'MessageFailed', 'MessageUnknown']);

/**
 * Makes spans of what was done and sends them to a collector (OTLP over HTTP). Trace and span ids follow from the ids in the
 * log: so what happens minutes later, on another node or after a restart finds its place by the event that caused it, and
 * nothing is carried along or stored for it. Attributes are names from the code and counts.
 */
export class Traces implements Observer {
  private readonly ids = new DecidedIds();
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;
  private log: EventLog | undefined;

  constructor({ url, version }: { readonly url: string; readonly version: string }) {
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': 'art33',
        'service.version': version,
      }),
      idGenerator: this.ids,
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
    });
    this.tracer = this.provider.getTracer('art33', version);
  }

  /** Where messages are read back to find what prepared them. */
  readFrom(log: EventLog): void {
    this.log = log;
  }

  /** Sends what waits. A collector that does not answer is given up after a while. */
  async stop(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
  }

  requestAnswered({ method, route, status, correlationId, ...period }: RequestSeen): void {
    this.span({
      ...period,
      name: `${method} ${route}`,
      kind: SpanKind.SERVER,
      traceId: traceIdOf(correlationId),
      spanId: requestSpan(correlationId),
      attributes: { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status },
      failed: status >= 500 ? String(status) : undefined,
    });
  }

  commandRun({ type, stream, context, result, ...period }: CommandSeen): void {
    const refused = result instanceof CommandRefused ? result.refusal.code : undefined;
    const failed = result instanceof Error && refused === undefined ? result.constructor.name : undefined;
    this.span({
      ...period,
      name: `command ${type}`,
      traceId: traceIdOf(context.correlationId),
      spanId: commandSpan(context.commandId, stream),
      parent: parentOf(context),
      attributes: {
        'art33.command': type,
        'art33.stream': categoryOfStream(stream),
        ...(refused === undefined ? {} : { 'art33.refused': refused }),
        ...(result instanceof Error ? {} : { 'art33.events': result.events.length }),
      },
      failed,
    });
  }

  appended({ item, outcome, ...period }: AppendSeen): void {
    const metadata = item.events[0]?.metadata;
    if (!outcome.ok || metadata === undefined) return;
    const { correlationId, commandId } = metadata;
    this.span({
      ...period,
      name: `append ${categoryOfStream(item.stream)}`,
      traceId: traceIdOf(correlationId),
      spanId: appendSpan(commandId, item.stream),
      parent: commandSpan(commandId, item.stream),
      attributes: { 'art33.stream': categoryOfStream(item.stream), 'art33.events': item.events.length },
    });
    const attempted = item.events.find(({ type }) => OUTCOMES.has(type));
    if (attempted && categoryOfStream(item.stream) === 'message') void this.attempt(item.stream, attempted.type);
  }

  applied({ events, ...period }: SliceSeen): void {
    const ofTraces = new Map<string, { readonly parent: string; count: number }>();
    for (const { stream, metadata } of events) {
      const traceId = traceIdOf(metadata.correlationId);
      const known = ofTraces.get(traceId);
      if (known) known.count++;
      else ofTraces.set(traceId, { parent: appendSpan(metadata.commandId, stream), count: 1 });
    }
    for (const [traceId, { parent, count }] of [...ofTraces].slice(0, MOST_OF_A_SLICE))
      this.span({ ...period, name: 'project', traceId, parent, attributes: { 'art33.events': count } });
  }

  handled({ process, event, error, ...period }: StepSeen): void {
    const { correlationId, commandId } = event.metadata;
    this.span({
      ...period,
      name: `process ${process}`,
      kind: SpanKind.CONSUMER,
      traceId: traceIdOf(correlationId),
      spanId: processSpan(process, event.id),
      parent: appendSpan(commandId, event.stream),
      attributes: { 'art33.process': process, 'art33.event': event.type },
      failed: error === undefined ? undefined : 'tried-again',
    });
  }

  /** One attempt to hand a message over, read back from the message's own stream: what prepared it, and when it began. */
  private async attempt(stream: string, outcome: string): Promise<void> {
    const events = (await this.log?.readStream(stream).catch(() => [])) ?? [];
    const ended = events.findLast(({ type }) => type === outcome);
    const began = events.findLast(
      ({ type, revision }) => type === 'MessageStarted' && revision < (ended?.revision ?? 0),
    );
    const [prepared] = events;
    if (!prepared || !began || !ended) return;
    this.span({
      from: toMilliseconds(began.recordedAt),
      to: toMilliseconds(ended.recordedAt),
      name: 'message attempt',
      kind: SpanKind.PRODUCER,
      traceId: traceIdOf(prepared.metadata.correlationId),
      parent: appendSpan(prepared.metadata.commandId, stream),
      attributes: { 'art33.outcome': outcome },
      failed: outcome === 'MessageAccepted' ? undefined : outcome,
    });
  }

  private span({
    name,
    traceId,
    spanId,
    parent,
    kind = SpanKind.INTERNAL,
    attributes,
    failed,
    from,
    to,
  }: SpanSeen): void {
    this.ids.traceId = traceId;
    this.ids.spanId = spanId ?? spanIdOf(traceId, name, parent ?? '', String(from));
    const above =
      parent === undefined
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parent, traceFlags: TraceFlags.SAMPLED });
    const span = this.tracer.startSpan(name, { kind, attributes, startTime: instantOf(from) }, above);
    if (failed !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failed });
    span.end(instantOf(to));
  }
}

/**
 * What a command came of: the process that handled an event, or the request. What a link or the watch does by itself begins a
 * trace; what the service does later in the same matter, without a nearer cause, hangs at its beginning.
 */
function parentOf({ actor, commandId, correlationId, causationId }: CommandContext): string | undefined {
  if (causationId !== undefined) return processSpan(actor.id, causationId);
  const isOwn = (actor.kind === 'system' && actor.id !== OPERATOR.actor.id) || actor.kind === 'link';
  return isOwn && commandId === correlationId ? undefined : requestSpan(correlationId);
}

const instantOf = (milliseconds: number): HrTime => {
  const seconds = Math.floor(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1e6)];
};
