import type { Provider } from '@nestjs/common';
import { operatorToken } from '@art33/identity';
import type { Config } from '../config.js';
import { Writing } from '../health/writing.js';
import type { Logs } from './logs.js';
import { METRICS_PAGE, type MetricsPage } from './metrics.controller.js';
import { metricsToken } from './metrics-token.js';
import { Metrics } from './metrics.js';
import { NodeGauges, type NodeParts } from './node-gauges.js';
import { observers, type Observer } from './observer.js';
import type { Traces } from './traces.js';
import { version } from '../../../cli/src/version.js';

interface TelemetryOptions {
  readonly config: Config;
  readonly masterKey: Uint8Array;
  readonly logs: Logs;
}

/** Everything that watches one service. */
export class Telemetry {
  readonly observer: Required<Observer>;
  readonly writing: Writing;
  private readonly metrics = new Metrics();
  private gauges: NodeGauges | undefined;

  private constructor(
    private readonly options: TelemetryOptions,
    private readonly traces: Traces | undefined,
  ) {
    const { config, logs } = options;
    this.writing = new Writing(config.dataDirectory);
    const failures: Observer = {
      handled({ process, event: { type, logNumber }, error }) {
        if (error !== undefined)
          logs.failure('a process will try an event again', error, { process, event: type, logNumber });
      },
    };
    const counting = config.metrics === 'off' ? [] : [this.metrics];
    this.observer = observers([...counting, this.writing, failures, ...(this.traces ? [this.traces] : [])]);
  }

  /** OpenTelemetry is a tenth of the program: only who wants traces loads it. */
  static async begin(options: TelemetryOptions): Promise<Telemetry> {
    const url = options.config.otlpUrl;
    if (url === undefined) return new Telemetry(options, undefined);
    const { Traces } = await import('./traces.js');
    return new Telemetry(options, new Traces({ url, version }));
  }

  /** What the metrics page stands on. */
  get providers(): readonly Provider[] {
    const { config, masterKey } = this.options;
    const page: MetricsPage = {
      access: config.metrics,
      tokens: [operatorToken(masterKey), metricsToken(masterKey)],
      page: async () => (await this.gauges?.page()) ?? '',
    };
    return [{ provide: METRICS_PAGE, useValue: page }];
  }

  /** Begins to look at what runs, once it is all there. */
  watch(parts: Omit<NodeParts, 'version'>): void {
    if (this.options.config.metrics !== 'off') this.gauges = new NodeGauges(this.metrics, { ...parts, version });
    const { log, models } = parts;
    this.traces?.readFrom(log);
    const told = new Set<string>();
    models.onChange(() => {
      for (const { name, halted } of models.status().projections) {
        if (halted === undefined || told.has(name)) continue;
        told.add(name);
        const { eventType, logNumber } = halted;
        this.options.logs.warn(`the read model ${name} stands still at log number ${logNumber} (${eventType})`);
      }
    });
  }

  /** Sends the traces that wait. */
  async stop(): Promise<void> {
    this.gauges?.stop();
    await this.traces?.stop();
  }
}
