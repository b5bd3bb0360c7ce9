import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { STATEMENTS } from '@art33/event-log';

/** The header by which a test finds its request again on the other side of the line. */
const MARK = 'art33-traced';
const STARTED = 'http.server.request.start';

/**
 * Which statements each marked request runs on the log and on the read models, in order, by their texts. What the service
 * does meanwhile by itself, or for others, is not among them.
 */
export class StatementTrace {
  private readonly current = new AsyncLocalStorage<string[]>();
  private readonly traces = new Map<string, string[]>();
  private count = 0;

  constructor() {
    subscribe(STARTED, this.begin);
    subscribe(STATEMENTS.name, this.note);
  }

  /** Sends a request with the headers that mark it, and tells what it ran. */
  async of<T>(
    send: (headers: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<readonly [T, readonly string[]]> {
    const mark = String((this.count += 1));
    const answer = await send({ [MARK]: mark });
    const trace = this.traces.get(mark);
    this.traces.delete(mark);
    if (trace === undefined) throw new Error('that request has not been seen');
    return [answer, trace];
  }

  stop(): void {
    unsubscribe(STARTED, this.begin);
    unsubscribe(STATEMENTS.name, this.note);
  }

  private readonly begin = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    const mark = request.headers[MARK];
    if (typeof mark !== 'string') return this.current.enterWith([]);
    const trace: string[] = [];
    this.traces.set(mark, trace);
    this.current.enterWith(trace);
    // A body arrives by the line, which serves many requests: what its arrival sets off belongs to this one.
    const inside = AsyncLocalStorage.snapshot();
    const emit = request.emit.bind(request);
    request.emit = (...event: Parameters<typeof emit>) => inside(() => emit(...event));
  };

  private readonly note = (text: unknown): void => {
    this.current.getStore()?.push(String(text));
  };
}
