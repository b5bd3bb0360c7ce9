import { editsOf, type Instant, type ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { AgreementState, Authorisation } from '../domain/agreement-decider.js';
import { agreementStream } from '../domain/ids.js';

/** One agreement in a list. Instants are UTC; `from` is inclusive, `until` exclusive, null while no end is known. */
export interface AgreementListItem {
  readonly id: string;
  readonly processorId: string;
  readonly controllerId: string;
  /** Null where it was erased. */
  readonly controllerName: string | null;
  readonly termsId: string;
  readonly termsTitle: string;
  /** The version accepted last. */
  readonly termsVersion: number;
  readonly from: Instant;
  readonly until: Instant | null;
}

/** One agreement with its history. */
export interface AgreementView extends AgreementListItem {
  readonly processorName: string | null;
  readonly versions: readonly { readonly termsVersion: number; readonly from: Instant }[];
  /** As recorded; the end of the agreement ends each of them at the latest. */
  readonly authorisations: readonly Authorisation[];
}

/** An agreement found for an incident. */
export interface AgreementMatch {
  readonly agreementId: string;
  readonly controllerId: string;
  readonly from: Instant;
  readonly until: Instant | null;
  /** It had ended at the instant asked for: it is found all the same. */
  readonly ended: boolean;
}

/** An agreement under which a subprocessor was authorised: from the first to the last of the spans found. */
export interface AuthorisingAgreement extends AgreementMatch {
  readonly authorisedFrom: Instant;
  /** Exclusive; null while it lasts. */
  readonly authorisedUntil: Instant | null;
}

type Concluded = Extract<AgreementState, { status: 'concluded' }>;
interface Row {
  readonly record: string;
  readonly controller_name: string | null;
  readonly processor_name: string | null;
  readonly title: string | null;
}

/** An agreement with the names that go with it. */
const NAMED = `
  SELECT a.record, c.name AS controller_name, p.name AS processor_name, t.title
  FROM parties_agreements a
    LEFT JOIN parties_organisations c ON c.id = a.controller
    LEFT JOIN parties_organisations p ON p.id = a.owner
    LEFT JOIN parties_terms t ON t.id = a.terms`;

/** An agreement to which the scope is a party, with its ETag count. */
export function visibleAgreement(
  db: ReadModelDb,
  scope: OrganisationScope,
  id: string,
): { readonly view: AgreementView; readonly edits: number } | undefined {
  const row = db
    .sql(`${NAMED} WHERE a.id = ? AND (a.owner = ? OR a.controller = ?)`)
    .get(id, scope.organisation, scope.organisation) as Row | undefined;
  if (!row) return undefined;
  const { versions, authorisations } = JSON.parse(row.record) as Concluded;
  return {
    view: { ...itemOf(row), processorName: row.processor_name, versions, authorisations },
    edits: editsOf(db, agreementStream(id), scope.organisation),
  };
}

interface MatchRow {
  readonly id: string;
  readonly controller: string;
  readonly starts: string;
  readonly ends: string | null;
}
const matchOf = (row: MatchRow, at: Instant): AgreementMatch => ({
  agreementId: row.id,
  controllerId: row.controller,
  from: row.starts,
  until: row.ends,
  ended: row.ends !== null && row.ends <= at,
});

/** The processor's agreements under these terms that had started at an instant, in whatever version; ended ones are marked. */
export function agreementsByTerms(
  db: ReadModelDb,
  scope: OrganisationScope,
  termsId: string,
  at: Instant,
): readonly AgreementMatch[] {
  const rows = db
    .sql(
      'SELECT id, controller, starts, ends FROM parties_agreements WHERE owner = ? AND terms = ? AND starts <= ? ORDER BY starts, id',
    )
    .all(scope.organisation, termsId, at) as unknown as readonly MatchRow[];
  return rows.map((row) => matchOf(row, at));
}

/** Those of the ids that are the processor's agreements; ended at the instant or not, started or not. */
export function agreementsNamed(
  db: ReadModelDb,
  scope: OrganisationScope,
  ids: readonly string[],
  at: Instant,
): readonly AgreementMatch[] {
  const rows = db
    .sql(
      // CROSS JOIN keeps SQLite from walking through all agreements of the owner.
      `SELECT id, controller, starts, ends FROM (SELECT DISTINCT value AS named FROM json_each(?))
         CROSS JOIN parties_agreements ON id = named
       WHERE owner = ? ORDER BY starts, id`,
    )
    .all(JSON.stringify(ids), scope.organisation) as unknown as readonly MatchRow[];
  return rows.map((row) => matchOf(row, at));
}

/**
 * The processor's agreements under which a subprocessor was authorised at any time from `from` (null: ever) to `to`, both
 * inclusive; whether an agreement had ended is judged at `to`. Each agreement is listed once.
 */
export function agreementsAuthorising(
  db: ReadModelDb,
  scope: OrganisationScope,
  subprocessorId: string,
  from: Instant | null,
  to: Instant,
): readonly AuthorisingAgreement[] {
  const rows = db
    .sql(
      `SELECT a.id, a.controller, a.starts, a.ends, min(s.starts) AS authorised_from,
         CASE WHEN count(*) = count(s.ends) THEN max(s.ends) END AS authorised_until
       FROM parties_authorisations s JOIN parties_agreements a ON a.id = s.agreement
       WHERE s.owner = :owner AND s.subprocessor = :subprocessor
         AND s.starts <= :to AND (:from IS NULL OR s.ends IS NULL OR s.ends > :from)
       GROUP BY s.agreement ORDER BY s.agreement`,
    )
    .all({ owner: scope.organisation, subprocessor: subprocessorId, from, to }) as unknown as readonly (MatchRow & {
    authorised_from: string;
    authorised_until: string | null;
  })[];
  return rows.map((row) => ({
    ...matchOf(row, to),
    authorisedFrom: row.authorised_from,
    authorisedUntil: row.authorised_until,
  }));
}

/** The processor's agreements with one controller, the earliest first; whether one had ended is judged at an instant. */
export function agreementsOfController(
  db: ReadModelDb,
  scope: OrganisationScope,
  controllerId: string,
  at: Instant,
): readonly AgreementMatch[] {
  const rows = db
    .sql(
      'SELECT id, controller, starts, ends FROM parties_agreements WHERE controller = ? AND owner = ? ORDER BY starts, id',
    )
    .all(controllerId, scope.organisation) as unknown as readonly MatchRow[];
  return rows.map((row) => matchOf(row, at));
}

/** Any agreement by its id, whoever asks: for other rooms and process managers. */
export function agreement(db: ReadModelDb, id: string): Concluded | undefined {
  const row = db.sql('SELECT record FROM parties_agreements WHERE id = ?').get(id) as { record: string } | undefined;
  return row && (JSON.parse(row.record) as Concluded);
}

function itemOf(row: Row): AgreementListItem {
  const { agreementId, processorId, controllerId, termsId, versions, from, until } = JSON.parse(
    row.record,
  ) as Concluded;
  return {
    id: agreementId,
    processorId,
    controllerId,
    controllerName: row.controller_name,
    termsId,
    termsTitle: row.title ?? '',
    termsVersion: versions.at(-1)?.termsVersion ?? 0,
    from,
    until,
  };
}
