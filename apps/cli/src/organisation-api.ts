import { readFileSync } from 'node:fs';
import { readConfig } from '../../server/src/config.js';
import { Api, type Answer, type JsonBody } from './api-client.js';
import { Failed } from './failed.js';
import { addressOf, bodyOf, ServiceRefused } from './service-client.js';

const HOW_TO =
  'this command speaks for an organisation: set ART33_TOKEN to a token of it, or ART33_TOKEN_FILE to a file with one (art33 token issue makes them)';

/** Speaks to a running service for one organisation; needs no master key, so it works from any machine. */
export class OrganisationApi {
  private constructor(
    private readonly api: Api,
    private readonly token: string,
  ) {}

  /** With the token and the service that the environment names. Throws `Failed`. */
  static fromEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): OrganisationApi {
    const token = env['ART33_TOKEN'] ?? tokenIn(env['ART33_TOKEN_FILE']);
    const url = env['ART33_URL'] ?? addressOf(readConfig(env));
    return new OrganisationApi(new Api(url.replace(/\/+$/, ''), token.trim()), token.trim());
  }

  /** Reads a path below /api/v1. Throws `Failed` with the service's own words. */
  async get<T = JsonBody>(path: string): Promise<T> {
    return bodyOf(await this.answered(this.api.get(path))) as T;
  }

  /** Throws `Failed` with the service's own words. */
  async post<T = JsonBody>(path: string, body: unknown = {}): Promise<T> {
    return bodyOf(await this.answered(this.api.post(path, body))) as T;
  }

  /** All items of a list, page by page. */
  async *items<T>(path: string, query: Readonly<Record<string, string>> = {}): AsyncGenerator<T> {
    let cursor: string | null = '';
    while (cursor !== null) {
      const asked = new URLSearchParams({ limit: '200', ...query, ...(cursor === '' ? {} : { cursor }) });
      const page: { items: readonly T[]; nextCursor: string | null } = await this.get(`${path}?${asked}`);
      yield* page.items;
      cursor = page.nextCursor;
    }
  }

  /** A file as it comes. Throws `Failed`. */
  async file(path: string): Promise<ReadableStream<Uint8Array>> {
    const response = await fetch(`${this.api.url}/api/v1/${path}`, {
      headers: { Authorization: `Bearer ${this.token}` },
    }).catch((error: unknown) => this.unreachable(error));
    if (!response.ok) throw new ServiceRefused(response.status, (await response.json().catch(() => ({}))) as JsonBody);
    return response.body as ReadableStream<Uint8Array>;
  }

  private answered(request: Promise<Answer>): Promise<Answer> {
    return request.catch((error: unknown) => this.unreachable(error));
  }

  private unreachable(error: unknown): never {
    const { cause } = error as { readonly cause?: Error };
    throw new Failed(
      `no service answers at ${this.api.url} (${cause?.message ?? String(error)}): start it, or set ART33_URL`,
    );
  }
}

function tokenIn(file: string | undefined): string {
  if (file === undefined) throw new Failed(HOW_TO);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failed(`the token file ${file} cannot be read: ${(error as Error).message}`);
  }
}
