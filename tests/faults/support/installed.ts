import { setTimeout as sleep } from 'node:timers/promises';
import { operatorToken } from '@art33/identity';
import { processorId } from '@art33/parties';
import { Api, pick } from '../../../apps/cli/src/api-client.js';
import { PROCESSORS, termsFile, type ProcessorName } from '../../support/installation.js';

/** A processor with controllers, made through the API of a running program alone. */
export interface Installed {
  readonly processorId: string;
  readonly processorToken: string;
  readonly agreementIds: readonly string[];
}

/** Imports a processor's terms, names its on-call address, and concludes agreements with one contact each. */
export async function install(
  url: string,
  masterKey: Uint8Array,
  options: { readonly name: ProcessorName; readonly controllers: number; readonly onCall?: string },
): Promise<Installed> {
  const { name, controllers, onCall } = options;
  const operator = new Api(url, operatorToken(masterKey));
  await operator.done('post', 'terms-imports', {
    files: [{ name: `${name}.yaml`, text: termsFile(name) }],
    dryRun: false,
  });
  const organisation = processorId(PROCESSORS[name]);
  const issued = await operator.done('post', 'tokens', { organisation, role: 'processor', label: 'faults' });
  const processorToken = pick(issued, 'token');
  const api = new Api(url, processorToken);
  const termsId = pick(await api.read('terms', { 'Art33-Position': pick(issued, 'position') }), 'items.0.id');
  if (onCall !== undefined) await api.done('put', 'organisation/settings', { onCallAddress: onCall });
  const agreementIds: string[] = [];
  for (let number = 1; number <= controllers; number += 1) {
    const address = { street: `Weg ${number}`, postalCode: '87435', city: 'Kempten' };
    const controller = await api.done('post', 'controllers', { name: `Praxis ${number}`, address, land: 'BY' });
    const controllerId = pick(controller, 'id');
    await api.done('post', `controllers/${controllerId}/contacts`, {
      name: 'Anna Muster',
      email: `praxis-${number}@example.org`,
    });
    const agreement = await api.done('post', 'agreements', {
      controllerId,
      termsId,
      termsVersion: 1,
      from: '2026-01-01',
    });
    agreementIds.push(pick(agreement, 'id'));
  }
  return { processorId: organisation, processorToken, agreementIds };
}

/** Logs an incident that affects these agreements, and sends all its notices. Returns the incident's id. */
export async function sendNotices(api: Api, agreementIds: readonly string[]): Promise<string> {
  const awareness = [{ fact: 'suspicion-known', at: new Date().toISOString() }];
  const incident = pick(
    await api.done('post', 'incidents', { title: 'Unusual access', summary: 'Unusual reading access.', awareness }),
    'id',
  );
  await api.done('post', `incidents/${incident}/affected`, { agreements: agreementIds });
  while (
    pick<readonly unknown[]>(await api.read(`incidents/${incident}/notices`), 'items').length < agreementIds.length
  )
    await sleep(20);
  for (const step of ['drafts', 'approvals']) await api.done('post', `incidents/${incident}/notices/${step}`);
  await api.done('post', `incidents/${incident}/notices/sendings`, { withGaps: true });
  return incident;
}
