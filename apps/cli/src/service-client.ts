import { operatorToken } from '@art33/identity';
import type { Config } from '../../server/src/config.js';
import { Failed } from './failed.js';

/** Long enough for a busy service, short enough for a person. */
const TIMEOUT_MILLISECONDS = 3_000;

/** Where the service listens, as this machine reaches it. */
export function addressOf({ host: given, port }: Pick<Config, 'host' | 'port'>): string {
  const host = given === '0.0.0.0' || given === '::' ? '127.0.0.1' : given;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The running service, spoken to by whoever holds the master key. */
export class ServiceClient {
  private constructor(
    readonly url: string,
    private readonly token: string,
  ) {}

  /** The service on this machine's configured address, or undefined where none answers. */
  static async find(config: Config, masterKey: Uint8Array): Promise<ServiceClient | undefined> {
    const url = addressOf(config);
    const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) }).catch(
      () => undefined,
    );
    return answer?.ok ? new ServiceClient(url, operatorToken(masterKey)) : undefined;
  }

  /** Like the next two: throws `Failed` with the service's own words. */
  post<T>(path: string, body: unknown): Promise<T> {
    return this.ask<T>('POST', path, JSON.stringify(body), 'application/json');
  }

  /** Sends a file as it is. */
  send<T>(path: string, bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<T> {
    return this.ask<T>('POST', path, bytes, mediaType);
  }

  get<T>(path: string): Promise<T> {
    return this.ask<T>('GET', path);
  }

  private async ask<T>(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    mediaType?: string,
  ): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, ...(mediaType && { 'Content-Type': mediaType }) },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const answer = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
    if (response.status === 401) throw new Failed('the running service has another master key');
    if (!response.ok) throw new ServiceRefused(response.status, answer ?? {});
    return answer as T;
  }
}

/** The service answered with a problem. */
export class ServiceRefused extends Failed {
  constructor(
    readonly status: number,
    readonly problem: Readonly<Record<string, unknown>>,
  ) {
    super(String(problem['detail'] ?? `the service answered ${status}`));
  }
}
