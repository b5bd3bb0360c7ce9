import type { CatchUp, EventLog, EventStoreLog, ProcessRunner } from '@art33/event-log';
import type { NodeRegister } from '@art33/nodes';
import type { ClockGuard } from '../clock-guard.js';
import type { Readiness } from './health.controller.js';
import type { Writing } from './writing.js';

/** How long the read models may take to show the whole log, in milliseconds. */
const PATIENCE = 500;

/** Ready: the log answers and can be written, the models show it whole, no process is stuck, this release may run beside the others, the clock stands where the log's does. */
export class NodeReadiness implements Readiness {
  private processes: ProcessRunner | undefined;
  private stopping = false;

  constructor(
    private readonly log: EventLog,
    private readonly models: CatchUp,
    private readonly guard: ClockGuard,
    private readonly writing: Writing,
    private readonly register: NodeRegister,
    private readonly server: Pick<EventStoreLog, 'failure'> | undefined,
  ) {}

  /** Processes are made after the HTTP side, which they send commands through. */
  watch(processes: ProcessRunner): void {
    this.processes = processes;
  }

  /** From now on the answer is no, whatever the rest says. */
  stop(): void {
    this.stopping = true;
  }

  async check(): Promise<Readonly<Record<string, true | string>>> {
    if (this.stopping) return { running: 'stopping' };
    const head = await this.log.head().catch((error: Error) => error);
    if (head instanceof Error) return { log: head.message };
    const shown = head.position === undefined || (await this.models.waitFor(head.position, PATIENCE));
    const halted = this.models.status().projections.filter((projection) => projection.halted !== undefined);
    const failing = (this.processes?.status() ?? []).filter((process) => process.failing !== undefined);
    return {
      log: await this.writing.check(),
      models: halted.length > 0 ? `halted: ${halted.map(({ name }) => name).join(', ')}` : shown || 'catching up',
      processes: failing.length === 0 || `failing: ${failing.map(({ name }) => name).join(', ')}`,
      nodes: this.register.check(),
      clock: this.guard.check(),
      ...(this.server && { server: this.server.failure ?? true }),
    };
  }
}
