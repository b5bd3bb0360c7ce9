import type { NodesView } from '@art33/nodes';
import type { ServiceClient } from '../service-client.js';
import { shortInstant } from '../terminal/index.js';
import { note, ok, warning, type Finding } from './finding.js';

/** Whether something new waits for a node that was not updated. Only a running service is asked. */
export async function nodes(service: ServiceClient | undefined): Promise<readonly Finding[]> {
  if (service === undefined) return [];
  try {
    return nodeFindings(await service.get<NodesView>('nodes'));
  } catch (failure) {
    const why = (failure as Error).message;
    return [
      note(
        'nodes',
        `the service does not say which nodes there are: ${why}`,
        'what waits for them is not known',
        'look at the other findings',
      ),
    ];
  }
}

export function nodeFindings({ nodes: registered, waiting }: NodesView): readonly Finding[] {
  if (waiting.length === 0)
    return [ok('nodes', `${registered.length} registered: what each writes, all of them can read`)];
  return waiting.map(({ eventType, version, heldUpBy }) => {
    const those = heldUpBy.map(({ id, release, since }) => `${id} (release ${release}, since ${shortInstant(since)})`);
    return warning(
      'nodes',
      `version ${version} of ${eventType} is not written: it cannot be read by ${those.join(', ')}`,
      'what that version adds is not recorded until all nodes read it',
      'update these nodes; one that is gone for good: art33 nodes retire <id>',
    );
  });
}
