import { operatorToken } from '@art33/identity';
import type { Config } from '../../server/src/config.js';
import { Failed } from './failed.js';

/** Long enough for a busy service, short enough for a person. */
const TIMEOUT_MILLISECONDS = 3_000;

/** The running service, spoken to by whoever holds the master key. */
export class ServiceClient {
  private constructor(
    readonly url: string,
    private readonly token: string,
  ) {}

  /** The service on this machine's configured address, or undefined where none answers. */
  static async find(config: Config, masterKey: Uint8Array): Promise<ServiceClient | undefined> {
    const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${config.port}`;
    const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) }).catch(
      () => undefined,
    );
    return answer?.ok ? new ServiceClient(url, operatorToken(masterKey)) : undefined;
  }

  /** Throws `Failed` with the service's own words. */
  async post<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
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
