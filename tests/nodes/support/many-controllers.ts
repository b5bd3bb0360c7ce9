import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../../apps/cli/src/api-client.js';
import { pick } from '../../../apps/cli/src/api-client.js';
import { customersFile, imported } from '../../support/import-files.js';

const AT_ONCE = 500;

/** Imports so many controllers with an agreement each, every tenth with two contacts; the agreements' ids. */
export async function manyControllers(api: Api, count: number): Promise<readonly string[]> {
  const { state, problem } = await imported(api, customersFile(count + Math.floor(count / 10)));
  if (state !== 'completed') throw new Error(JSON.stringify(problem));
  const ids: string[] = [];
  for (let cursor = ''; ids.length < count;) {
    const page = await api.read(`agreements?limit=200${cursor}`);
    ids.push(...pick<readonly { readonly id: string }[]>(page, 'items').map(({ id }) => id));
    cursor = `&cursor=${String(page['nextCursor'])}`;
  }
  return ids;
}

/** Logs an incident that became known at an instant, and affects agreements. Returns its id once all notices are open. */
export async function affectMany(api: Api, agreementIds: readonly string[], knownAt: Date): Promise<string> {
  const awareness = [{ fact: 'suspicion-known', at: knownAt.toISOString() }];
  const incident = pick(
    await api.done('post', 'incidents', { title: 'Unusual access', summary: 'Unusual reading access.', awareness }),
    'id',
  );
  for (let from = 0; from < agreementIds.length; from += AT_ONCE)
    await api.done('post', `incidents/${incident}/affected`, { agreements: agreementIds.slice(from, from + AT_ONCE) });
  while (pick<number>(await api.read(`incidents/${incident}/notices?limit=1`), 'counts.total') < agreementIds.length)
    await sleep(100);
  return incident;
}

/** Drafts and approves all notices of an incident, and sends them: by jobs, as is asked of many. */
export async function sendAll(api: Api, incident: string): Promise<void> {
  for (const task of [{ what: 'draft' }, { what: 'approve' }, { what: 'send', withGaps: true }]) {
    const begun = await api.done('post', `incidents/${incident}/jobs`, task);
    const job = `jobs/${pick(begun, 'id')}`;
    while (pick(await api.read(job, { 'Art33-Position': pick(begun, 'position') }), 'state') !== 'completed')
      await sleep(100);
  }
}
