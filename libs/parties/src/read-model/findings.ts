import { cursorsOf, type CursorKey } from '@art33/http';
import type { ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import { openTermValuesOf, type TermsState } from '../domain/terms-decider.js';
import type { Localised } from '../domain/terms.js';
import { organisation } from './organisations.js';

/** What would go wrong in an incident and can be mended before. */
export type Finding =
  /** Alerts are recorded but reach nobody. */
  | { readonly kind: 'on-call-address-missing'; readonly organisationId: string }
  /** Nothing is computed from it until a person confirms a value. */
  | {
      readonly kind: 'open-term-without-value';
      readonly termsId: string;
      readonly termsTitle: string;
      readonly version: number;
      readonly openTermId: string;
      readonly clause: string;
      readonly question: Localised;
    }
  /** A breach notice would have no recipient. */
  | { readonly kind: 'notice-contact-missing'; readonly controllerId: string; readonly controllerName: string | null };

const cursors = cursorsOf('findings', 3);

/** What a page of findings ends with. */
export const findingCursor = ({ place }: Placed): CursorKey => cursors.keyOf(...place);

/** A finding with its place in the list. */
type Placed = Finding & { readonly place: readonly [rank: number, name: string, id: string] };

/**
 * The processor's findings: its own first, then its terms', then its controllers'. One more than the limit where there
 * are more. A controller has none.
 */
export function findingsOf(
  db: ReadModelDb,
  scope: OrganisationScope,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): readonly Placed[] {
  const after = cursors.read(cursor);
  const own = [...ofOrganisation(db, scope), ...ofTerms(db, scope)]
    .filter(({ place }) => !after || isAfter(place, after))
    .sort((a, b) => (isAfter(a.place, b.place) ? 1 : -1));
  const left = limit + 1 - own.length;
  return left > 0 ? [...own, ...ofControllers(db, scope, after, left)] : own.slice(0, limit + 1);
}

const isAfter = (place: CursorKey, after: CursorKey): boolean => {
  const differing = place.findIndex((part, index) => part !== after[index]);
  return differing >= 0 && (place[differing] ?? '') > (after[differing] ?? '');
};

function ofOrganisation(db: ReadModelDb, scope: OrganisationScope): readonly Placed[] {
  const own = organisation(db, scope.organisation);
  if (own?.kind !== 'processor' || own.settings?.onCallAddress !== null) return [];
  return [{ kind: 'on-call-address-missing', organisationId: own.id, place: [0, '', own.id] }];
}

interface TermsRow {
  readonly id: string;
  readonly title: string;
  readonly record: string;
}

function ofTerms(db: ReadModelDb, scope: OrganisationScope): readonly Placed[] {
  const rows = db.sql('SELECT id, title, record FROM parties_terms WHERE owner = ?').all(scope.organisation);
  return (rows as unknown as readonly TermsRow[]).flatMap((row) => withoutValue(db, row));
}

/** In the latest version and in those that an agreement still accepts; what several ask is found once, in the latest. */
function withoutValue(db: ReadModelDb, { id: termsId, title: termsTitle, record }: TermsRow): readonly Placed[] {
  const state = JSON.parse(record) as Extract<TermsState, { status: 'published' }>;
  const found = new Map<string, Placed>();
  for (const [index, { version }] of state.versions.entries()) {
    if (index < state.versions.length - 1 && !isAccepted(db, termsId, version)) continue;
    for (const { id: openTermId, clause, question, value } of openTermValuesOf(state, version)) {
      const place = [1, termsTitle, `${termsId}/${openTermId}`] as const;
      const finding = {
        kind: 'open-term-without-value',
        termsId,
        termsTitle,
        version,
        openTermId,
        clause,
        question,
        place,
      } as const;
      if (value === null) found.set(openTermId, finding);
    }
  }
  return [...found.values()];
}

const isAccepted = (db: ReadModelDb, terms: string, version: number): boolean =>
  db
    .sql('SELECT 1 FROM parties_agreements WHERE terms = ? AND version = ? AND ends IS NULL LIMIT 1')
    .get(terms, version) !== undefined;

function ofControllers(
  db: ReadModelDb,
  scope: OrganisationScope,
  after: CursorKey | undefined,
  limit: number,
): readonly Placed[] {
  const [, name, id] = after?.[0] === 2 ? after : [2, '', ''];
  const rows = db
    .sql(
      `SELECT id, name FROM parties_organisations
       WHERE owner = ? AND kind = 'controller' AND notice_contacts = 0 AND (coalesce(name, ''), id) > (?, ?)
       ORDER BY coalesce(name, ''), id LIMIT ?`,
    )
    .all(scope.organisation, name, id, limit) as unknown as readonly { id: string; name: string | null }[];
  return rows.map((row) => ({
    kind: 'notice-contact-missing',
    controllerId: row.id,
    controllerName: row.name,
    place: [2, row.name ?? '', row.id],
  }));
}
