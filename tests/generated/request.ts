/** One request as it goes over the line. */
export interface Request {
  readonly method: string;
  /** Below `/api/v1/`, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Headers that say who asks, where only one can; left out: whoever may. */
  readonly by?: Readonly<Record<string, string>>;
}

export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly correlation: string | null;
}

export const json = (method: string, path: string, body?: unknown, headers: Request['headers'] = {}): Request => ({
  method,
  path,
  headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

/** How long an answer may take, in milliseconds. A live stream answers and goes on. */
const PATIENCE = 20_000;

/** Sends it, with whatever says who asks. */
export async function send(url: string, request: Request, who: Readonly<Record<string, string>>): Promise<Seen> {
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), PATIENCE);
  try {
    const response = await fetch(`${url}/api/v1/${request.path}`, {
      method: request.method,
      headers: { ...who, ...request.headers },
      signal: leaving.signal,
      ...(request.body !== undefined && { body: request.body as BodyInit }),
    });
    const isLive = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    const text = isLive ? '' : await response.text();
    if (isLive) leaving.abort();
    return { status: response.status, text, correlation: response.headers.get('Art33-Correlation') };
  } finally {
    clearTimeout(timer);
  }
}
