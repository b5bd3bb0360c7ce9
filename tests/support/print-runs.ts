import { setTimeout as sleep } from 'node:timers/promises';
import type { PrintRunView } from '@art33/notices';
import type { Processor } from './installation.js';

/** Starts a print run and waits until it has ended. */
export async function printed(
  { api }: Pick<Processor, 'api'>,
  incidentId: string,
  body: { readonly notices?: readonly string[] } = {},
): Promise<PrintRunView> {
  const started = (await api.done('post', `incidents/${incidentId}/print-runs`, body)) as unknown as PrintRunView;
  for (;;) {
    const run = (await api.read(`print-runs/${started.id}`)) as unknown as PrintRunView;
    if (run.status !== 'waiting' && run.status !== 'printing') return run;
    await sleep(20);
  }
}
