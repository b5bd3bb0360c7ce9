import { computeDeadline } from './compute.js';
import { ruleInForce } from './rules.js';
import type { Deadline, Instant, StatedInstant } from './types.js';

/** From here on Art. 33 GDPR applies (Art. 99(2) GDPR; midnight in Berlin). */
export const GDPR_APPLIES_FROM: Instant = '2018-05-24T22:00:00.000Z';

/**
 * The controller's clock: 72 elapsed hours from becoming aware (Art. 33(1) GDPR), the full-hour end of Reg. 1182/71 beside
 * it. `what` names what made it aware. Throws RangeError before the GDPR applied and for an unknown zone.
 */
export const seventyTwoHours = (what: string, aware: StatedInstant, zone: string): Deadline => {
  const rule = ruleInForce('gdpr-33-1', aware.at);
  if (rule === null) throw new RangeError(`Art. 33(1) GDPR was not in force at ${aware.at}`);
  return computeDeadline({ rule, anchor: { what, at: aware }, zone });
};
