import { editsOf, type Actor, type Erased, type Instant, type ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import type { AgreementState } from '../domain/agreement-decider.js';
import { termsStream } from '../domain/ids.js';
import type { OpenTermValue } from '../domain/open-terms.js';
import { openTermValuesOf, versionOf, type TermsState } from '../domain/terms-decider.js';
import type { Terms } from '../domain/terms.js';

/** One version of a text. */
export interface TermsVersionItem {
  /** Counted by art33, from 1. */
  readonly version: number;
  /** The text's own, e.g. `2.1`. */
  readonly label: string;
  /** ISO date, local to the processor. */
  readonly effectiveFrom: string;
  /** ISO date from which a later version is the current one; null for the latest. */
  readonly supersededFrom: string | null;
  readonly digest: string;
  readonly publishedAt: Instant;
}

/** One text in a list, in the latest version that may be seen. */
export interface TermsListItem {
  readonly id: string;
  readonly processorId: string;
  readonly title: string;
  readonly language: 'de' | 'en';
  readonly version: TermsVersionItem;
  /** How many open terms have neither a confirmed value nor a default: nothing is computed from them. */
  readonly openTermsWithoutValue: number;
}

/** An open term with its value, and who settled it why; the reason is for the processor's own eyes. */
export interface OpenTermView extends OpenTermValue {
  readonly confirmation: { readonly at: Instant; readonly by: Actor; readonly reason: string | Erased } | null;
}

/** One version of a text in full, beside a list of all that may be seen. */
export interface TermsView {
  readonly id: string;
  readonly processorId: string;
  readonly version: TermsVersionItem;
  readonly versions: readonly TermsVersionItem[];
  readonly terms: Terms;
  readonly openTerms: readonly OpenTermView[];
}

type Published = Extract<TermsState, { status: 'published' }>;
interface Row {
  readonly id: string;
  readonly owner: string;
  readonly record: string;
}
const recordOf = (row: Row): Published => JSON.parse(row.record) as Published;

/** The processor's own texts; for a controller those of its agreements, in the versions it accepted. By title. */
export function listTerms(db: ReadModelDb, scope: OrganisationScope): readonly TermsListItem[] {
  const rows = db
    .sql(
      `SELECT * FROM parties_terms WHERE owner = :organisation
         OR id IN (SELECT terms FROM parties_agreements WHERE controller = :organisation) ORDER BY title, id`,
    )
    .all({ organisation: scope.organisation }) as unknown as readonly Row[];
  return rows.flatMap((row) => {
    const state = recordOf(row);
    const version = visibleVersions(db, scope, row, state).at(-1);
    const published = version && versionOf(state, version.version);
    if (!version || !published) return [];
    const { title, language } = published.terms;
    const openTermsWithoutValue = openTermValuesOf(state, version.version).filter(({ value }) => value === null).length;
    return [{ id: row.id, processorId: row.owner, title, language, version, openTermsWithoutValue }];
  });
}

/** One text, in the version asked for or the latest, with its ETag count; undefined where the scope may not see it. */
export function visibleTerms(
  db: ReadModelDb,
  scope: OrganisationScope,
  id: string,
  number?: number,
): { readonly view: TermsView; readonly edits: number } | undefined {
  const row = db
    .sql(
      `SELECT * FROM parties_terms t WHERE id = :id AND (owner = :organisation
         OR EXISTS (SELECT 1 FROM parties_agreements WHERE terms = t.id AND controller = :organisation))`,
    )
    .get({ id, organisation: scope.organisation }) as Row | undefined;
  if (!row) return undefined;
  const state = recordOf(row);
  const versions = visibleVersions(db, scope, row, state);
  const version = number === undefined ? versions.at(-1) : versions.find((item) => item.version === number);
  const published = version && versionOf(state, version.version);
  if (!version || !published) return undefined;
  const openTerms = openTermValuesOf(state, version.version).map((openTerm) => ({
    ...openTerm,
    confirmation: scope.organisation === row.owner ? confirmationOf(state, openTerm) : null,
  }));
  return {
    view: { id, processorId: row.owner, version, versions, terms: published.terms, openTerms },
    edits: editsOf(db, termsStream(id), scope.organisation),
  };
}

/** A version of terms by its number, whoever asks: for other rooms and process managers. */
export function termsVersion(db: ReadModelDb, termsId: string, version: number): Terms | undefined {
  const row = rowOf(db, termsId);
  return row && versionOf(recordOf(row), version)?.terms;
}

/** The open terms of a version with the values in force, whoever asks: confirmed, default, or none. */
export function openTermValues(db: ReadModelDb, termsId: string, version: number): readonly OpenTermValue[] {
  const row = rowOf(db, termsId);
  return row ? openTermValuesOf(recordOf(row), version) : [];
}

const rowOf = (db: ReadModelDb, id: string): Row | undefined =>
  db.sql('SELECT * FROM parties_terms WHERE id = ?').get(id) as Row | undefined;

/** All versions for the owner; for a controller those that an agreement of its own has accepted. */
function visibleVersions(
  db: ReadModelDb,
  scope: OrganisationScope,
  row: Row,
  state: Published,
): readonly TermsVersionItem[] {
  const items = state.versions.map(({ version, terms, effectiveFrom, digest, publishedAt }, index) => ({
    version,
    label: terms.version,
    effectiveFrom,
    supersededFrom: state.versions[index + 1]?.effectiveFrom ?? null,
    digest,
    publishedAt,
  }));
  if (row.owner === scope.organisation) return items;
  const agreements = db
    .sql('SELECT record FROM parties_agreements WHERE terms = ? AND controller = ?')
    .all(row.id, scope.organisation) as unknown as readonly { record: string }[];
  const accepted = new Set(
    agreements
      .map(({ record }) => JSON.parse(record) as Extract<AgreementState, { status: 'concluded' }>)
      .flatMap(({ versions }) => versions.map(({ termsVersion: version }) => version)),
  );
  return items.filter(({ version }) => accepted.has(version));
}

function confirmationOf(state: Published, openTerm: OpenTermValue): OpenTermView['confirmation'] {
  const given =
    openTerm.confirmed &&
    state.confirmations.findLast(({ openTermId, value }) => openTermId === openTerm.id && value === openTerm.value);
  return given ? { at: given.at, by: given.by, reason: given.reason } : null;
}
