import { instantColumn, numberColumn, textColumn } from '@art33/documents';
import type { Instant, ReadModelDb } from '@art33/event-log';
import { given, listBy, showsAll, type Condition, type ListPlan, type SavedList } from '@art33/http';
import { seenAgreements, type OrganisationScope } from '@art33/identity';
import type { AgreementListItem } from './agreements.js';
import { controllersSeen, organisation, organisationName, OrganisationNames } from './organisations.js';
import { controllerSearch } from './search.js';

/** One controller in a list. */
export interface ControllerListItem {
  readonly id: string;
  readonly name: string | null;
  readonly customerNumber: string | null;
  readonly city: string | null;
  readonly land: string | null;
  readonly regime: string;
  readonly registeredAt: Instant;
  /** How many contacts get breach notices; 0 is a finding. */
  readonly noticeContacts: number;
}

export interface ControllerFilter {
  /** Only those that nobody could be told at (true), or only the others. */
  readonly withoutNoticeContact?: boolean | undefined;
  readonly land?: string | undefined;
  readonly regime?: string | undefined;
  /** Parts of name, customer number or place, or first characters of the id. */
  readonly q?: string | undefined;
}

interface ControllerRow {
  readonly id: string;
  readonly name: string | null;
  readonly customer_number: string | null;
  readonly city: string | null;
  readonly land: string | null;
  readonly regime: string;
  readonly registered: string;
  readonly notice_contacts: number;
}

/** How the controllers that the scope keeps records of are read; what has no number comes first. */
export const controllerPlan = (
  db: ReadModelDb,
  scope: OrganisationScope,
  { withoutNoticeContact, land, regime, q }: ControllerFilter,
): ListPlan<ControllerRow, ControllerListItem> => ({
  name: 'controllers',
  from: 'parties_organisations',
  columns: 'id, name, customer_number, city, land, regime, registered, notice_contacts',
  sorts: {
    name: ['sort_name', 'id'],
    customerNumber: ['sort_number', 'id'],
    city: ['sort_city', 'id'],
    registeredAt: ['registered', 'id'],
  },
  sort: 'name',
  conditions: [
    { sql: "owner = :organisation AND kind = 'controller'", values: { organisation: scope.organisation } },
    controllersSeen(scope),
    withoutNoticeContact !== undefined && { sql: `notice_contacts ${withoutNoticeContact ? '= 0' : '> 0'}` },
    given('land = :land', { land }),
    given('regime = :regime', { regime }),
    controllerSearch.condition(db, scope.organisation, q, 'id'),
  ],
  view: (row) => ({
    id: row.id,
    name: row.name,
    customerNumber: row.customer_number,
    city: row.city,
    land: row.land,
    regime: row.regime,
    registeredAt: row.registered,
    noticeContacts: row.notice_contacts,
  }),
});

/** The controllers that the scope keeps records of. */
export const listControllers = listBy(controllerPlan);

export interface AgreementFilter {
  readonly controllerId?: string | undefined;
  readonly termsId?: string | undefined;
  /** Authorised under the agreement at any time. */
  readonly subprocessorId?: string | undefined;
  /** In force at this instant. */
  readonly inForceAt?: Instant | undefined;
  /** Parts of the controller's name, customer number or place, or of the terms' title, or first characters of an id. */
  readonly q?: string | undefined;
}

interface AgreementRow {
  readonly id: string;
  readonly owner: string;
  readonly controller: string;
  readonly terms: string;
  readonly version: number;
  readonly starts: string;
  readonly ends: string | null;
}

/** How the agreements to which the scope is a party are read; what has no end sorts last by it. */
export function agreementPlan(
  db: ReadModelDb,
  scope: OrganisationScope,
  { controllerId, termsId, subprocessorId, inForceAt, q }: AgreementFilter,
): ListPlan<AgreementRow, AgreementListItem> {
  const own = organisation(db, scope.organisation);
  const party = own?.kind === 'controller' ? 'controller' : 'owner';
  const names = new OrganisationNames(db);
  const titleOf = (terms: string): string =>
    (db.sql('SELECT title FROM parties_terms WHERE id = ?').get(terms)?.['title'] ?? '') as string;
  return {
    name: 'agreements',
    from: 'parties_agreements',
    columns: 'id, owner, controller, terms, version, starts, ends',
    sorts: { from: ['starts', 'id'], until: ['sort_ends', 'id'] },
    sort: 'from',
    conditions: [
      { sql: `${party} = :organisation`, values: { organisation: scope.organisation } },
      seenAgreements(scope, 'id'),
      given('controller = :controllerId', { controllerId }),
      given('terms = :termsId', { termsId }),
      given(
        `EXISTS (SELECT 1 FROM parties_authorisations s WHERE s.owner = parties_agreements.owner
          AND s.subprocessor = :subprocessorId AND s.agreement = parties_agreements.id)`,
        { subprocessorId },
      ),
      given('(starts <= :inForceAt AND (ends IS NULL OR ends > :inForceAt))', { inForceAt }),
      q === undefined ? undefined : agreementsShowing(db, scope, own?.keptBy ?? null, q),
    ],
    readAhead: (rows) => names.readAhead(rows.map(({ controller }) => controller)),
    view: (row) => ({
      id: row.id,
      processorId: row.owner,
      controllerId: row.controller,
      controllerName: names.of(row.controller),
      termsId: row.terms,
      termsTitle: titleOf(row.terms),
      termsVersion: row.version,
      from: row.starts,
      until: row.ends,
    }),
  };
}

/** A controller's agreements are few and all with itself; a processor's are found by the index of its controllers. */
function agreementsShowing(
  db: ReadModelDb,
  scope: OrganisationScope,
  keptBy: string | null,
  q: string,
): Condition | undefined {
  const terms = db
    .sql('SELECT id, title FROM parties_terms WHERE owner = ?')
    .all(keptBy ?? scope.organisation)
    .filter(({ title }) => showsAll(q, String(title)))
    .map(({ id }) => id);
  const byTitle = terms.length > 0 ? 'terms IN (SELECT value FROM json_each(:titled))' : undefined;
  const ownName = keptBy === null ? null : organisationName(db, scope.organisation);
  if (ownName !== null && showsAll(q, ownName)) return undefined;
  const searcher = keptBy === null ? scope.organisation : '';
  const found = controllerSearch.condition(db, searcher, q, 'controller', ['id', 'terms'], () => byTitle);
  return found && { ...found, values: { ...found.values, titled: JSON.stringify(terms) } };
}

/** The agreements to which the scope is a party. */
export const agreementsOf = listBy(agreementPlan);

/** How controllers are saved. */
export const SAVED_CONTROLLERS: SavedList<ControllerListItem> = {
  name: 'controllers',
  columns: [
    textColumn('Kennung', 'Id', ({ id }) => id),
    textColumn('Name', 'Name', ({ name }) => name),
    textColumn('Kundennummer', 'Customer number', ({ customerNumber }) => customerNumber),
    textColumn('Ort', 'Place', ({ city }) => city),
    textColumn('Land', 'Land', ({ land }) => land),
    textColumn('Recht', 'Regime', ({ regime }) => regime),
    instantColumn('Erfasst', 'Registered', ({ registeredAt }) => registeredAt),
    numberColumn('Kontakte für Meldungen', 'Contacts for notices', ({ noticeContacts }) => noticeContacts),
  ],
};

/** How agreements are saved. */
export const SAVED_AGREEMENTS: SavedList<AgreementListItem> = {
  name: 'agreements',
  columns: [
    textColumn('Vertrag', 'Agreement', ({ id }) => id),
    textColumn('Verantwortlicher', 'Controller', ({ controllerName }) => controllerName),
    textColumn('Vertragsbedingungen', 'Terms', ({ termsTitle }) => termsTitle),
    numberColumn('Fassung', 'Version', ({ termsVersion }) => termsVersion),
    instantColumn('Von', 'From', ({ from }) => from),
    instantColumn('Bis', 'Until', ({ until }) => until),
    textColumn('Verantwortlicher (Kennung)', 'Controller (id)', ({ controllerId }) => controllerId),
    textColumn('Auftragsverarbeiter (Kennung)', 'Processor (id)', ({ processorId }) => processorId),
    textColumn('Vertragsbedingungen (Kennung)', 'Terms (id)', ({ termsId }) => termsId),
  ],
};
