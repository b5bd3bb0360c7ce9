import { pick } from '../../apps/cli/src/api-client.js';
import { until, type BenchProcessor } from './installation.js';

/** Has something done with every notice of an incident that needs it; resolves when the job has ended. */
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
