import type { Side } from '../../domain/rights.js';

/** What must be known of an organisation to take members in. */
export interface KnownOrganisation {
  readonly side: Side;
  readonly name: string | null;
  /** The processor that keeps this record of a controller; null for a processor itself. */
  readonly keptBy: string | null;
}

/** Answered by whoever knows the organisations; undefined where none with this id is registered. */
export type Organisations = (organisation: string) => Promise<KnownOrganisation | undefined>;

/** Injection token of `Organisations`. */
export const ORGANISATIONS = Symbol('Organisations');
/** Injection token of the key (32 bytes) that people's ids are derived with. */
export const PEOPLE_KEY = Symbol('PeopleKey');
