import { catalogue } from './catalogue.js';
import { offsetAt } from './zones.js';
import type { CatalogueRule } from './catalogue-rule.js';
import type { DeadlineRule, Instant } from './types.js';

export type CatalogueRuleId = (typeof catalogue)[number]['id'];

/**
 * The version of a rule of law in force at the anchor (its date in `zone` counts), or null where there is none, or none
 * that can be computed without a calendar of its own. Throws RangeError for an unknown zone.
 */
export const ruleInForce = (id: CatalogueRuleId, anchor: Instant, zone = 'Europe/Berlin'): DeadlineRule | null => {
  const at = Date.parse(anchor);
  const date = new Date(at + offsetAt(at, zone) * 60_000).toISOString().slice(0, 10);
  const versions: readonly CatalogueRule[] = catalogue;
  const rule = versions.find(
    (version) =>
      version.id === id &&
      version.inForce &&
      (version.validFrom === null || version.validFrom <= date) &&
      (version.validTo === null || date < version.validTo),
  );
  return rule ? computable(rule) : null;
};

const computable = ({
  id,
  version,
  regime,
  source,
  length,
  calendar,
  validFrom,
  validTo,
}: CatalogueRule): DeadlineRule | null => {
  if (calendar !== null || (length.kind !== 'hours' && length.kind !== 'undated')) return null;
  return {
    id,
    version,
    regime,
    source,
    period: length,
    ...(validFrom !== null && { validFrom }),
    ...(validTo !== null && { validTo }),
  };
};

/** Acts of the European Union, whose periods end by Regulation (EEC, Euratom) 1182/71. */
const EU_REGIMES = new Set(['gdpr', 'dora', 'cra', 'reg-611-2013']);

/** Whether Regulation 1182/71 applies: never to a contract, and not to national law (§§ 187 ff. BGB). */
export const isEuRegime = (regime: string): boolean => EU_REGIMES.has(regime);
