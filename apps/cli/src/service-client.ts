import type { Config } from '../../server/src/config.js';
import type { Answer, Api, JsonBody } from './api-client.js';
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
  private constructor(private readonly api: Api) {}

  /** The service on this machine's configured address, or undefined where none answers. */
  static async find(config: Config, masterKey: Uint8Array): Promise<ServiceClient | undefined> {
    const url = addressOf(config);
    const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) }).catch(
      () => undefined,
    );
    if (!answer?.ok) return undefined;
    const { operatorApi } = await import('./operator-api.js');
    return new ServiceClient(operatorApi(url, masterKey));
  }

  get url(): string {
    return this.api.url;
  }

  /** Like the next two: throws `Failed` with the service's own words. */
  async post<T>(path: string, body: unknown): Promise<T> {
    return accepted(await this.api.post(path, body)) as T;
  }

  /** Sends a file as it is. */
  async send<T>(path: string, bytes: Uint8Array, mediaType: string): Promise<T> {
    return accepted(await this.api.post(path, bytes, { 'Content-Type': mediaType })) as T;
  }

  async get<T>(path: string): Promise<T> {
    return accepted(await this.api.get(path)) as T;
  }
}

function accepted(answer: Answer): JsonBody {
  if (answer.status === 401) throw new Failed('the running service has another master key');
  return bodyOf(answer);
}

/** What the service answered. Throws `ServiceRefused` where that is a problem. */
export function bodyOf({ status, body }: Pick<Answer, 'status' | 'body'>): JsonBody {
  if (status >= 300) throw new ServiceRefused(status, body);
  return body;
}

/** The service answered with a problem; the message is in its own words, with every field at fault. */
export class ServiceRefused extends Failed {
  constructor(
    status: number,
    readonly problem: JsonBody,
  ) {
    super(problemText(status, problem));
  }
}

interface Fault {
  readonly field: string;
  readonly rule: string;
}
/** A fault of the request as a whole has no field. */
const faultText = ({ field, rule }: Fault): string => (field === '' ? rule : `${field}: ${rule}`);

/** Each fault once: mostly the detail is the faults themselves in one line. */
function problemText(status: number, { detail, title, errors }: JsonBody): string {
  const faults = Array.isArray(errors) ? (errors as readonly Fault[]) : [];
  const lines = faults.map(faultText);
  const whole = String(detail ?? title ?? `the service answered ${status}`);
  const isRepeated = whole === lines.join('; ') || (faults.length === 1 && whole === faults[0]?.rule);
  if (isRepeated && lines.length === 1) return lines.join('');
  return [isRepeated ? String(title ?? 'the request is not valid') : whole, ...lines.map((line) => `  ${line}`)].join(
    '\n',
  );
}
