import { pick } from '../../apps/cli/src/api-client.js';
import { until, type BenchProcessor } from './installation.js';

/** Writes, approves and sends what the notices of an incident owe, each as a job; resolves when the last has ended. */
export async function tellAll(processor: BenchProcessor, incidentId: string): Promise<void> {
  for (const what of ['draft', 'approve', 'send'] as const) await runJob(processor, incidentId, what);
}

export async function runJob(
  { api }: BenchProcessor,
  incidentId: string,
  what: 'draft' | 'approve' | 'send',
): Promise<void> {
  const id = pick<string>(await api.done('post', `incidents/${incidentId}/jobs`, { what }), 'id');
  await until(async () => {
    const job = await api.read(`jobs/${id}`);
    if (pick<number>(job, 'counts.refused') > 0) throw new Error(`${what}: ${JSON.stringify(job)}`);
    return job['state'] === 'completed';
  }, 100);
}
