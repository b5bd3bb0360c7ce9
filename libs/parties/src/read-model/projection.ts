import {
  fold,
  idOfStream,
  isErased,
  keepRow,
  orErased,
  type Projection,
  type ReadModelDb,
  type RecordedEvent,
} from '@art33/event-log';
import { folded } from '@art33/http';
import { hidingUnfinished } from '@art33/imports';
import { agreementDecider, type AgreementState } from '../domain/agreement-decider.js';
import type { AgreementEvent, OrganisationEvent, TermsEvent } from '../domain/events.js';
import type { ImportOrigin } from '../domain/import-origin.js';
import {
  contactsForNoticesOf,
  organisationDecider,
  ownerOf,
  type OrganisationState,
} from '../domain/organisation-decider.js';
import { termsDecider, type TermsState } from '../domain/terms-decider.js';

/** What sorts after every end: there is none. */
export const NEVER = '9999-12-31T23:59:59.999Z';

/** Every organisation as its decider sees it, with what lists filter and sort by. */
export const organisationProjection: Projection = {
  name: 'parties-organisations',
  version: 3,
  handles: [
    'OrganisationRegistered',
    'ContactAdded',
    'ContactChanged',
    'ContactRemoved',
    'SettingsChanged',
  ] satisfies OrganisationEvent['type'][],
  tables: `
    CREATE TABLE parties_all_organisations (
      id TEXT PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL, name TEXT, customer_number TEXT,
      city TEXT, land TEXT, regime TEXT NOT NULL, sort_name TEXT NOT NULL, sort_city TEXT NOT NULL,
      notice_contacts INTEGER NOT NULL, registered TEXT NOT NULL, record TEXT NOT NULL,
      import_id TEXT, import_row INTEGER, sort_number TEXT AS (coalesce(customer_number, ''))
    );
    CREATE INDEX parties_organisations_by_name
      ON parties_all_organisations (owner, kind, coalesce(name, ''), id, import_id);
    CREATE INDEX parties_organisations_sorted ON parties_all_organisations (owner, kind, sort_name, id, import_id);
    CREATE INDEX parties_organisations_by_city ON parties_all_organisations (owner, kind, sort_city, id, import_id);
    CREATE INDEX parties_organisations_numbered ON parties_all_organisations (owner, kind, sort_number, id, import_id);
    CREATE INDEX parties_organisations_unreachable_sorted
      ON parties_all_organisations (owner, kind, sort_name, id, import_id) WHERE notice_contacts = 0;
    CREATE INDEX parties_organisations_by_number
      ON parties_all_organisations (owner, kind, coalesce(customer_number, ''), id, import_id);
    CREATE INDEX parties_organisations_by_registration
      ON parties_all_organisations (owner, kind, registered, id, import_id);
    CREATE INDEX parties_organisations_unreachable
      ON parties_all_organisations (owner, kind, coalesce(name, ''), id, import_id) WHERE notice_contacts = 0;
    CREATE INDEX parties_organisations_by_import
      ON parties_all_organisations (import_id, import_row) WHERE import_id IS NOT NULL;
    ${hidingUnfinished('parties_organisations', 'parties_all_organisations')}`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<OrganisationEvent>;
    const { id, row } = rowOf(db, 'parties_all_organisations', event);
    const state = fold(organisationDecider, [event], stateOf(row, organisationDecider.initialState));
    if (state.status === 'none') return;
    const { organisation } = state;
    const name = orErased(organisation.name, null);
    const city = isErased(organisation.address) ? null : organisation.address.city;
    const origin = event.type === 'OrganisationRegistered' ? (event.data as Partial<ImportOrigin>) : undefined;
    keepRow(db, 'parties_all_organisations', { id }, row, {
      owner: ownerOf(organisation),
      kind: organisation.kind,
      name,
      customer_number: orErased(organisation.customerNumber, null),
      city,
      land: organisation.land,
      regime: organisation.regime,
      sort_name: folded(name ?? ''),
      sort_city: folded(city ?? ''),
      notice_contacts: contactsForNoticesOf(state).length,
      registered: row?.registered ?? event.recordedAt,
      record: JSON.stringify(state),
      import_id: state.importId ?? null,
      import_row: origin?.importRow ?? row?.import_row ?? null,
    });
  },
};

/** Every text with all its versions and the confirmations of its open terms. */
export const termsProjection: Projection = {
  name: 'parties-terms',
  version: 1,
  // A version is superseded by a publication of the same command, which says it all.
  handles: ['TermsPublished', 'OpenTermConfirmed'] satisfies TermsEvent['type'][],
  tables: `
    CREATE TABLE parties_terms (
      id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, record TEXT NOT NULL
    );
    CREATE INDEX parties_terms_by_owner ON parties_terms (owner, title, id);`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<TermsEvent>;
    const { id, row } = rowOf(db, 'parties_terms', event);
    const state = fold(termsDecider, [event], stateOf(row, termsDecider.initialState));
    if (state.status === 'none') return;
    keepRow(db, 'parties_terms', { id }, row, {
      owner: state.processorId,
      title: state.versions.at(-1)?.terms.title ?? '',
      record: JSON.stringify(state),
    });
  },
};

/** Every agreement with its history, and who was authorised under it when. */
export const agreementProjection: Projection = {
  name: 'parties-agreements',
  version: 3,
  handles: [
    'AgreementConcluded',
    'AgreementMovedToVersion',
    'SubprocessorAuthorised',
    'SubprocessorWithdrawn',
    'AgreementEnded',
  ] satisfies AgreementEvent['type'][],
  tables: `
    CREATE TABLE parties_all_agreements (
      id TEXT PRIMARY KEY, owner TEXT NOT NULL, controller TEXT NOT NULL, terms TEXT NOT NULL,
      version INTEGER NOT NULL, starts TEXT NOT NULL, ends TEXT, record TEXT NOT NULL, import_id TEXT,
      sort_ends TEXT AS (coalesce(ends, '${NEVER}'))
    );
    CREATE INDEX parties_agreements_by_end ON parties_all_agreements (owner, sort_ends, id, import_id);
    CREATE INDEX parties_agreements_with_by_end ON parties_all_agreements (controller, sort_ends, id, import_id);
    CREATE INDEX parties_agreements_by_owner ON parties_all_agreements (owner, starts, id, import_id);
    CREATE INDEX parties_agreements_by_controller ON parties_all_agreements (controller, starts, id, import_id);
    CREATE INDEX parties_agreements_by_terms ON parties_all_agreements (terms, starts, id, import_id);
    CREATE INDEX parties_agreements_by_version ON parties_all_agreements (terms, version, import_id) WHERE ends IS NULL;
    ${hidingUnfinished('parties_agreements', 'parties_all_agreements')}
    CREATE TABLE parties_all_authorisations (
      owner TEXT NOT NULL, subprocessor TEXT NOT NULL, agreement TEXT NOT NULL, span INTEGER NOT NULL,
      starts TEXT NOT NULL, ends TEXT, import_id TEXT, PRIMARY KEY (owner, subprocessor, agreement, span)
    ) WITHOUT ROWID;
    CREATE INDEX parties_authorisations_by_agreement ON parties_all_authorisations (agreement);
    ${hidingUnfinished('parties_authorisations', 'parties_all_authorisations')}`,
  apply(recorded, db) {
    const event = recorded as RecordedEvent<AgreementEvent>;
    const { id, row } = rowOf(db, 'parties_all_agreements', event);
    const state = fold(agreementDecider, [event], stateOf(row, agreementDecider.initialState));
    if (state.status === 'none') return;
    keepRow(db, 'parties_all_agreements', { id }, row, {
      owner: state.processorId,
      controller: state.controllerId,
      terms: state.termsId,
      version: state.versions.at(-1)!.termsVersion,
      starts: state.from,
      ends: state.until,
      record: JSON.stringify(state),
      import_id: state.importId ?? null,
    });
    keepAuthorisations(db, id, state);
  },
};

/** Spans end with their agreement at the latest; a span that ends where it starts never was. */
function keepAuthorisations(
  db: ReadModelDb,
  agreement: string,
  state: Extract<AgreementState, { status: 'concluded' }>,
): void {
  db.sql('DELETE FROM parties_all_authorisations WHERE agreement = ?').run(agreement);
  state.authorisations.forEach(({ subprocessorId, from, until }, span) => {
    const end = until === null || (state.until !== null && state.until < until) ? state.until : until;
    if (end !== null && end <= from) return;
    db.sql('INSERT INTO parties_all_authorisations VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      state.processorId,
      subprocessorId,
      agreement,
      span,
      from,
      end,
      state.importId ?? null,
    );
  });
}

type Row = Readonly<Record<string, unknown>> & {
  readonly record: string;
  readonly registered?: string;
  readonly import_row?: number | null;
};

const rowOf = (db: ReadModelDb, table: string, event: RecordedEvent) => {
  const id = idOfStream(event.stream);
  return { id, row: db.sql(`SELECT * FROM ${table} WHERE id = ?`).get(id) as Row | undefined };
};

const stateOf = <S extends OrganisationState | TermsState | AgreementState>(row: Row | undefined, initial: S): S =>
  row ? (JSON.parse(row.record) as S) : initial;
