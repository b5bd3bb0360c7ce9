import { setTimeout as sleep } from 'node:timers/promises';

/** JSON as it comes: whoever asks knows what it must be. */
export type JsonBody = Readonly<Record<string, unknown>>;

/** What stands at a path of a body, e.g. `items.0.id`. */
export const pick = <T = string>(body: unknown, path: string): T =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body) as T;

/** An answer of the service, read whole. */
export interface Answer {
  readonly status: number;
  readonly body: JsonBody;
  readonly text: string;
  readonly headers: Headers;
}

type RequestHeaders = Readonly<Record<string, string>>;

/** How long (milliseconds) a service that does not show one's own writes yet is asked again. */
const PATIENCE = 30_000;

/** Asks again, when the service says, where it does not show yet what was written: then it has done nothing. */
async function shown(ask: () => Promise<Answer>): Promise<Answer> {
  for (const end = Date.now() + PATIENCE; ;) {
    const answer = await ask();
    if (pick(answer.body, 'type') !== 'urn:art33:problem:not-yet' || Date.now() > end) return answer;
    await sleep(1_000 * Number(answer.headers.get('Retry-After') ?? 1));
  }
}

/** Speaks to the service over real HTTP for one token, and reads its own writes. */
export class Api {
  private position: string | undefined;

  constructor(
    /** Base of the service, e.g. `http://127.0.0.1:3333`. */
    readonly url: string,
    readonly token?: string,
  ) {}

  get(path: string, headers: RequestHeaders = {}): Promise<Answer> {
    return this.request('GET', path, undefined, headers);
  }
  post(path: string, body: unknown = {}, headers: RequestHeaders = {}): Promise<Answer> {
    return this.request('POST', path, body, headers);
  }
  put(path: string, body: unknown = {}, headers: RequestHeaders = {}): Promise<Answer> {
    return this.request('PUT', path, body, headers);
  }
  delete(path: string, headers: RequestHeaders = {}): Promise<Answer> {
    return this.request('DELETE', path, undefined, headers);
  }

  /** A write that must succeed; returns its body. */
  async done(
    method: 'post' | 'put',
    path: string,
    body: unknown = {},
    headers: RequestHeaders = {},
  ): Promise<JsonBody> {
    const answer = await shown(() => this[method](path, body, headers));
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }
  /** A read that must succeed; returns its body. */
  async read(path: string, headers: RequestHeaders = {}): Promise<JsonBody> {
    const answer = await shown(() => this.get(path, headers));
    if (answer.status !== 200) throw new Error(`get ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  private async request(method: string, path: string, body: unknown, headers: RequestHeaders): Promise<Answer> {
    const response = await fetch(path.startsWith('/') ? this.url + path : `${this.url}/api/v1/${path}`, {
      method,
      headers: {
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        ...(this.position ? { 'Art33-Position': this.position } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
    });
    this.position = response.headers.get('Art33-Position') ?? this.position;
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: (isJson && text !== '' ? JSON.parse(text) : {}) as JsonBody,
      text,
      headers: response.headers,
    };
  }
}
