import type { Api } from '../../apps/cli/src/api-client.js';
import type { Installation } from './installation.js';
import type { Kept, Place, Scope } from './sight-model.js';

/** A place, and its token. */
export interface Served extends Place {
  readonly api: Api;
}
/** What stays from one sequence to the next. */
export interface Houses {
  readonly art33: Installation;
  readonly places: readonly Served[];
  readonly records: readonly Kept[];
  readonly scopes: readonly Scope[];
  readonly questions: readonly Question[];
  /** How often a read was let through or kept back as it must: a test that refuses everything would be seen here. */
  readonly told: { steps: number; must: number; never: number; either: number; restricted: number };
}

/** A read: of one record by its id, or a list, in which of these records some may stand. */
export interface Question {
  readonly path: string;
  readonly list?: string;
  readonly of: readonly Kept[];
}
export const KINDS = [
  'invite',
  'join',
  'roles',
  'remove',
  'engage',
  'become an auditor',
  'dismiss',
  'restrict',
  'lift',
  'operate',
  'stop operating',
  'open',
  'close',
  'issue',
  'revoke',
  'end session',
  'wait',
] as const;

/** What is done, by or to whom, where; and what is looked at then. Numbers pick from what there is. */
export interface Step {
  readonly do: (typeof KINDS)[number];
  readonly who: number;
  readonly place: number;
  readonly pick: number;
  readonly minutes: number;
  readonly length: number;
  readonly processorRoles: readonly string[];
  readonly controllerRoles: readonly string[];
  readonly looks: readonly { readonly who: number; readonly place: number; readonly what: number }[];
}
