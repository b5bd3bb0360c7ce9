import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** Reads a live stream over a real connection, as a browser's EventSource would. */
export class LiveReader {
  readonly messages: EventSourceMessage[] = [];
  readonly comments: string[] = [];
  /** As last told by `retry:`. */
  retry: number | undefined;
  /** The last `id:`, also of a message that carries nothing else. */
  lastEventId: string | undefined;
  /** Resolves when the other side has ended the stream, or `leave` was called. */
  readonly ended: Promise<void>;
  private readonly waiting = new Set<() => void>();
  private readonly abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.abort = abort;
    this.ended = this.read(response).catch(() => undefined);
  }

  /** Opens a stream; the answer itself where it is none. */
  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<LiveReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return new LiveReader(response, abort);
  }

  /** What the messages about events carry, in the order they came. */
  get events(): readonly Readonly<Record<string, unknown>>[] {
    return this.messages
      .filter(({ event }) => event === undefined)
      .map(({ data }) => JSON.parse(data) as Readonly<Record<string, unknown>>);
  }

  /** What the message of this name carried, `start` or `end`; undefined before it came. */
  told(name: 'start' | 'end'): unknown {
    const message = this.messages.find(({ event }) => event === name);
    return message && JSON.parse(message.data);
  }

  /** Resolves as soon as something holds; rejects after a time-out in milliseconds. */
  async until(holds: () => boolean, timeout = 60_000): Promise<void> {
    const end = Date.now() + timeout;
    while (!holds()) {
      if (Date.now() > end) throw new Error(`waited in vain; came: ${JSON.stringify(this.messages.slice(-5))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.waiting.add(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  /** Breaks the line. */
  async leave(): Promise<void> {
    this.abort.abort();
    await this.ended;
  }

  private async read(response: Response): Promise<void> {
    const parser = createParser({
      onEvent: (message) => {
        this.messages.push(message);
        for (const wake of this.waiting) wake();
        this.waiting.clear();
      },
      onRetry: (retry) => (this.retry = retry),
      onComment: (comment) => this.comments.push(comment),
    });
    const text = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const piece = text.decode(chunk, { stream: true });
      for (const [, id] of piece.matchAll(/^id: (.*)$/gm)) this.lastEventId = id;
      parser.feed(piece);
    }
  }
}
