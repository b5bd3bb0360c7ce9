import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, pick, type Answer, type JsonBody } from '../../../apps/cli/src/api-client.js';
import type { Chance } from './chance.js';

const HOUR = 3_600_000;
/** Between two tries of the same request, in milliseconds. */
const REST = 20;

/** One event that an answer (2xx) said was written. */
export interface AcknowledgedEvent {
  readonly id: string;
  readonly type: string;
  readonly logNumber: number;
}

/** What the writers were promised. */
export class Promises {
  readonly incidents: string[] = [];
  readonly events: AcknowledgedEvent[] = [];
  /** Incidents whose notices were sent, with how many were. */
  readonly sendings: { readonly incidentId: string; readonly count: number }[] = [];
  /** Incidents with as many agreements each as named, all listed. */
  readonly affected: { readonly incidentId: string; readonly agreementIds: readonly string[] }[] = [];
  /** Requests that broke off without an answer and were sent again with the same key. */
  brokenOff = 0;
}

export interface WriterOptions {
  /** Where the service listens now; waits while it does not. */
  readonly url: () => Promise<string>;
  readonly token: string;
  readonly agreementIds: readonly string[];
  readonly chance: Chance;
  readonly promises: Promises;
}

/**
 * A responder at work: logs incidents whose 24 hours end within seconds, affects controllers, and for two of three incidents
 * sends the notices. A request without an answer is sent again with the same key until it has one.
 */
export class Writer {
  private stopped = false;
  private count = 0;

  constructor(
    private readonly name: string,
    private readonly options: WriterOptions,
  ) {}

  /** Works until it is stopped, then finishes the incident at hand. */
  async work(): Promise<void> {
    while (!this.stopped) await this.respond();
  }

  stop(): void {
    this.stopped = true;
  }

  private async respond(): Promise<void> {
    const { agreementIds, chance, promises } = this.options;
    this.count += 1;
    const due = Date.now() + chance.between(1_000, 12_000);
    const logged = await this.write('incidents', {
      title: `${this.name}-${this.count}`,
      summary: 'Unusual reading access to the call recordings.',
      awareness: [{ fact: 'suspicion-known', at: new Date(due - 24 * HOUR).toISOString() }],
    });
    const incident = pick(logged, 'id');
    promises.incidents.push(incident);
    const affected = chance.some(agreementIds, 2);
    await this.write(`incidents/${incident}/affected`, { agreements: affected });
    promises.affected.push({ incidentId: incident, agreementIds: affected });
    await this.write(`incidents/${incident}/details`, { note: 'The log files have been saved.' });
    if (this.count % 3 === 0) return;
    await this.noticesOf(incident, affected.length);
    await this.write(`incidents/${incident}/notices/drafts`);
    await this.write(`incidents/${incident}/notices/approvals`);
    const sent = await this.write(`incidents/${incident}/notices/sendings`, { withGaps: true });
    promises.sendings.push({ incidentId: incident, count: pick<number>(sent, 'counts.done') });
  }

  private async noticesOf(incident: string, count: number): Promise<void> {
    for (;;) {
      const { body } = await this.ask((api) => api.get(`incidents/${incident}/notices`));
      if (pick<unknown[]>(body, 'items').length === count) return;
      await sleep(REST);
    }
  }

  private async write(path: string, body: JsonBody = {}): Promise<JsonBody> {
    const key = randomUUID();
    const answer = await this.ask((api) => api.post(path, body, { 'Idempotency-Key': key }));
    const events = pick<readonly AcknowledgedEvent[] | undefined>(answer.body, 'events') ?? [];
    this.options.promises.events.push(...events);
    return answer.body;
  }

  /** Until there is an answer. Throws where it is a refusal. */
  private async ask(request: (api: Api) => Promise<Answer>): Promise<Answer> {
    const { url, token, promises } = this.options;
    for (;;) {
      const api = new Api(await url(), token);
      const answer = await request(api).catch(() => undefined);
      if (answer === undefined) promises.brokenOff += 1;
      else if (answer.status < 300) return answer;
      else if (answer.status !== 503) throw new Error(`${answer.status} ${answer.text}`);
      await sleep(REST);
    }
  }
}
