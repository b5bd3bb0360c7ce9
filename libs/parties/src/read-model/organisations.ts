import { editsOf, isErased, orErased, type Instant, type ReadModelDb } from '@art33/event-log';
import { folded } from '@art33/http';
import type { Condition } from '@art33/http';
import { seenAgreements, type OrganisationScope } from '@art33/identity';
import { contactsForNoticesOf, type NoticeContact, type OrganisationState } from '../domain/organisation-decider.js';
import { organisationStream } from '../domain/ids.js';
import type { Address, ContactDetails, OrganisationDetails } from '../domain/organisation.js';
import { NO_FOUR_EYES } from '../domain/four-eyes.js';
import type { OrganisationSettings } from '../domain/settings.js';

/** A contact; where its key was destroyed only the id and `erased` are left. */
export type ContactView = { readonly contactId: string } & (
  ({ readonly erased: false } & ContactDetails) | { readonly erased: true }
);

/** One organisation. Null stands also for what was erased. */
export interface OrganisationView extends Omit<OrganisationDetails, 'name' | 'address'> {
  readonly id: string;
  readonly kind: 'processor' | 'controller';
  /** The processor whose record it is; null for a processor. */
  readonly keptBy: string | null;
  readonly name: string | null;
  readonly address: Address | null;
  readonly registeredAt: Instant;
  readonly contacts: readonly ContactView[];
  /** Null where another organisation asks: what a controller chooses for its own people is not shown to its processor. */
  readonly settings: Required<OrganisationSettings> | null;
}

interface Row {
  readonly id: string;
  readonly registered: string;
  readonly record: string;
}
type Registered = Extract<OrganisationState, { status: 'registered' }>;
const recordOf = (row: Row): Registered => JSON.parse(row.record) as Registered;

/** The condition that leaves out controllers beyond an auditor's engagement; undefined where there is none. */
export function controllersSeen(scope: OrganisationScope): Condition | undefined {
  const agreements = seenAgreements(scope, 'a.id');
  return (
    agreements && { ...agreements, sql: `id IN (SELECT controller FROM parties_agreements a WHERE ${agreements.sql})` }
  );
}

/** An organisation that the scope may see, itself or one it keeps, with its ETag count. */
export function visibleOrganisation(
  db: ReadModelDb,
  scope: OrganisationScope,
  id: string,
): { readonly view: OrganisationView; readonly edits: number } | undefined {
  const controllers = controllersSeen(scope);
  const row = db
    .sql(
      `SELECT * FROM parties_organisations WHERE id = :id AND (id = :own OR owner = :own${controllers ? ` AND ${controllers.sql}` : ''})`,
    )
    .get({ id, own: scope.organisation, ...controllers?.values }) as Row | undefined;
  if (!row) return undefined;
  const view = viewOf(row);
  const settings = id === scope.organisation ? view.settings : null;
  return { view: { ...view, settings }, edits: editsOf(db, organisationStream(id), scope.organisation) };
}

/**
 * Any organisation by its id, whoever asks: for other rooms and process managers, which decide for themselves who gets to
 * see what. Undefined where there is none.
 */
export function organisation(db: ReadModelDb, id: string): OrganisationView | undefined {
  const row = rowOf(db, id);
  return row && viewOf(row);
}

/**
 * Whether the scope keeps a record of such a controller already: by its customer number, or, where none is stated, by its
 * name and place, compared folded (see `folded`), unless both state a postal code and these differ.
 */
export function registeredAlready(
  db: ReadModelDb,
  scope: OrganisationScope,
  { customerNumber, name, address }: OrganisationDetails,
): 'customer-number' | 'name' | undefined {
  if (customerNumber !== null)
    return controllerByNumber(db, scope, customerNumber) === undefined ? undefined : 'customer-number';
  const namesakes = db
    .sql(
      // By name alone (+): SQLite would walk through everybody of the same city.
      `SELECT * FROM parties_organisations WHERE owner = ? AND kind = 'controller' AND sort_name = ? AND +sort_city = ?`,
    )
    .all(scope.organisation, folded(name), folded(address.city)) as unknown as readonly Row[];
  const isKnown = namesakes.some((row) => {
    const { address: theirs } = recordOf(row).organisation;
    return !isErased(theirs) && maySharePlace({ address: theirs }, { address });
  });
  return isKnown ? 'name' : undefined;
}

/** Two controllers with one name in one city may be one, unless both state a postal code and these differ. */
export const maySharePlace = (
  { address: a }: Pick<OrganisationDetails, 'address'>,
  { address: b }: Pick<OrganisationDetails, 'address'>,
): boolean => a.postalCode === null || b.postalCode === null || a.postalCode === b.postalCode;

/** The id of the scope's controller with this customer number; the first registered where several have it. */
export function controllerByNumber(
  db: ReadModelDb,
  scope: OrganisationScope,
  customerNumber: string,
): string | undefined {
  const row = db
    .sql(
      `SELECT id FROM parties_organisations
       WHERE owner = ? AND kind = 'controller' AND coalesce(customer_number, '') = ? ORDER BY registered, id LIMIT 1`,
    )
    .get(scope.organisation, customerNumber) as { id: string } | undefined;
  return row?.id;
}

/** The last row of a file that an import has written controllers of, finished or not; null: none yet. */
export function importedRow(db: ReadModelDb, importId: string): number | null {
  const { row } = db
    .sql('SELECT max(import_row) AS row FROM parties_all_organisations WHERE import_id = ?')
    .get(importId) as { row: number | null };
  return row;
}

/** The kind of any organisation, whoever asks; undefined where it is unknown. */
export const organisationKind = (db: ReadModelDb, id: string): OrganisationView['kind'] | undefined =>
  db.sql('SELECT kind FROM parties_organisations WHERE id = ?').get(id)?.['kind'] as
    OrganisationView['kind'] | undefined;

/** The name of any organisation, whoever asks; null where it is unknown or erased. */
export const organisationName = (db: ReadModelDb, id: string): string | null =>
  (db.sql('SELECT name FROM parties_organisations WHERE id = ?').get(id)?.['name'] ?? null) as string | null;

/** The names that a page of a list shows, by one question for all of them. */
export class OrganisationNames {
  private readonly known = new Map<string, string | null>();

  constructor(private readonly db: ReadModelDb) {}

  readAhead(ids: readonly string[]): void {
    const rows = this.db
      .sql('SELECT id, name FROM parties_organisations WHERE id IN (SELECT value FROM json_each(?))')
      .all(JSON.stringify([...new Set(ids)]));
    for (const { id, name } of rows) this.known.set(String(id), name as string | null);
  }

  /** Null where it is unknown or erased. */
  of(id: string): string | null {
    return this.known.get(id) ?? null;
  }
}

/** Where a controller's notices go; empty is a finding: nobody could be told. */
export function contactsForNotices(db: ReadModelDb, controllerId: string): readonly NoticeContact[] {
  const row = rowOf(db, controllerId);
  return row ? contactsForNoticesOf(recordOf(row)) : [];
}

/** What a processor chose, or the defaults; undefined for an unknown organisation and for a controller. */
export function settingsOf(db: ReadModelDb, processorId: string): OrganisationSettings | undefined {
  const found = organisation(db, processorId);
  return (found?.kind === 'processor' && found.settings) || undefined;
}

const rowOf = (db: ReadModelDb, id: string): Row | undefined =>
  db.sql('SELECT * FROM parties_organisations WHERE id = ?').get(id) as Row | undefined;

function viewOf(row: Row): OrganisationView {
  const { organisation: details, contacts, settings } = recordOf(row);
  const {
    organisationId: id,
    kind,
    keptBy,
    name,
    legalForm,
    address,
    land,
    country,
    timeZone,
    language,
    regime,
  } = details;
  return {
    id,
    kind,
    keptBy,
    name: orErased(name, null),
    legalForm,
    address: orErased(address, null),
    land,
    country,
    timeZone,
    language,
    regime,
    customerNumber: orErased(details.customerNumber, null),
    registeredAt: row.registered,
    contacts: Object.entries(contacts).flatMap(([contactId, contact]): readonly ContactView[] => {
      if (contact === 'removed') return [];
      return [contact === 'erased' ? { contactId, erased: true } : { contactId, erased: false, ...contact }];
    }),
    settings: { ...settings, fourEyes: settings.fourEyes ?? NO_FOUR_EYES },
  };
}
