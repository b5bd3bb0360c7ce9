import type { Config } from '../../../server/src/config.js';
import type { Env } from '../../../server/src/config/given.js';
import { isProduction, productionFaults } from '../../../server/src/config/production.js';
import { error, note, ok, type Finding } from './finding.js';

/** Whether the service would start in earnest, and what keeps it from that. */
export function production(env: Env, config: Config, masterKey: Uint8Array): readonly Finding[] {
  if (!isProduction(env, config)) return [];
  const faults = productionFaults(env, config, masterKey).map(({ setting, rule }) =>
    error(
      'production',
      `${setting}: ${rule}`,
      'the service does not start in production so',
      'mend it; docs/running.md says what is refused, and what may be accepted',
    ),
  );
  const accepted = config.acceptedRisks.map((risk) =>
    note(
      'production',
      `accepted: ${risk}`,
      'it would be refused otherwise',
      'take it out of ART33_ACCEPTED_RISKS where it is not needed any more',
    ),
  );
  return faults.length > 0
    ? [...faults, ...accepted]
    : [ok('production', 'nothing that would be refused'), ...accepted];
}
