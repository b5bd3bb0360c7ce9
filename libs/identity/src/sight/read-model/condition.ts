import type { Condition } from '@art33/http';
import type { OrganisationScope } from '../../domain/principal.js';
import { isNarrowed } from '../../domain/sight.js';

/**
 * The condition that leaves out of a list what the scope does not see; undefined where it sees everything. `stream`: SQL for
 * the name of the stream that a row is kept in, e.g. `'notice-' || id`; columns `stream`, `incident` and `agreement` with their table.
 */
export function seen({ sight }: OrganisationScope, stream: string): Condition | undefined {
  if (!sight) return undefined;
  const { hidden, incidents, agreements } = sight;
  const matter = `SELECT 1 FROM identity_matters m WHERE m.stream = ${stream}`;
  const isHidden = `m.incident IN (SELECT value FROM json_each(:hiddenIncidents))`;
  const values = { hiddenIncidents: JSON.stringify(hidden) };
  if (!isNarrowed(sight)) return { sql: `NOT EXISTS (${matter} AND ${isHidden})`, values };
  const within = [
    incidents && '(m.incident IS NULL OR m.incident IN (SELECT value FROM json_each(:seenIncidents)))',
    agreements && '(m.agreement IS NULL OR m.agreement IN (SELECT value FROM json_each(:seenAgreements)))',
  ].filter((each) => each !== null);
  return {
    sql: `EXISTS (${matter} AND (m.incident IS NULL OR NOT ${isHidden}) AND ${within.join(' AND ')})`,
    values: {
      ...values,
      ...(incidents && { seenIncidents: JSON.stringify(incidents) }),
      ...(agreements && { seenAgreements: JSON.stringify(agreements) }),
    },
  };
}

/** The condition that leaves out agreements (SQL for their id) beyond an engagement; undefined where there is none. */
export function seenAgreements({ sight }: OrganisationScope, agreement: string): Condition | undefined {
  if (!sight || sight.agreements === null) return undefined;
  return {
    sql: `${agreement} IN (SELECT value FROM json_each(:seenAgreements))`,
    values: { seenAgreements: JSON.stringify(sight.agreements) },
  };
}
