import type { CatchUp, EventLog, ProcessRunner } from '@art33/event-log';
import type { ClockGuard } from '../clock-guard.js';
import type { Readiness } from './health.controller.js';

/** How long the read models may take to show the whole log, in milliseconds. */
const PATIENCE = 500;

/** Ready: the log answers, the models show it whole, no process is stuck, the clock stands where the log's does. */
export const readinessOf = (parts: {
  readonly log: EventLog;
  readonly models: CatchUp;
  readonly processes: ProcessRunner;
  readonly guard: ClockGuard;
}): Readiness => ({
  async check() {
    const { log, models, processes, guard } = parts;
    const head = await log.head().catch((error: Error) => error);
    if (head instanceof Error) return { log: head.message };
    const shown = head.position === undefined || (await models.waitFor(head.position, PATIENCE));
    const halted = models.status().projections.filter((projection) => projection.halted !== undefined);
    const failing = processes.status().filter((process) => process.failing !== undefined);
    return {
      log: true,
      models: halted.length > 0 ? `halted: ${halted.map(({ name }) => name).join(', ')}` : shown || 'catching up',
      processes: failing.length === 0 || `failing: ${failing.map(({ name }) => name).join(', ')}`,
      clock: guard.isReady() || `${guard.behind()} ms behind the log`,
    };
  },
});
