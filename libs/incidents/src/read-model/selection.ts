import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import {
  agreementsAuthorising,
  agreementsByTerms,
  agreementsNamed,
  listControllers,
  listTerms,
  organisation,
  termsVersion,
  visibleTerms,
  type AgreementMatch,
} from '@art33/parties';
import type { AffectedRule } from '../domain/values.js';

/** Whom a person selects as affected. */
export type Selection =
  | { readonly by: 'agreements'; readonly agreements: readonly string[] }
  | { readonly by: 'terms'; readonly termsId: string }
  | { readonly by: 'subprocessor'; readonly subprocessorId: string };

/** The rule that is kept of a selection; `since` is the incident's beginning, null while unknown. */
export const ruleOf = (selection: Selection, since: Instant | null): AffectedRule => {
  switch (selection.by) {
    case 'agreements':
      return { by: 'agreements' };
    case 'terms':
      return selection;
    case 'subprocessor':
      return { ...selection, since };
  }
};

/** The organisation's own agreements that a selection finds; ended ones are marked. */
export function selected(
  db: ReadModelDb,
  scope: OrganisationScope,
  selection: Selection,
  since: Instant | null,
  now: Instant,
): readonly AgreementMatch[] {
  switch (selection.by) {
    case 'agreements':
      return agreementsNamed(db, scope, selection.agreements, now);
    case 'terms':
      return agreementsByTerms(db, scope, selection.termsId, now);
    case 'subprocessor':
      return agreementsAuthorising(db, scope, selection.subprocessorId, since, now);
  }
}

/** Whether the terms are the organisation's own. */
export const ownsTerms = (db: ReadModelDb, scope: OrganisationScope, termsId: string): boolean =>
  visibleTerms(db, scope, termsId)?.view.processorId === scope.organisation;

/** More than an installation holds. */
const ALL = 1_000_000;

/** The organisation's controllers that nobody could be told at. */
export const controllersWithoutContact = (db: ReadModelDb, scope: OrganisationScope): ReadonlySet<string> =>
  new Set(listControllers(db, scope, { withoutNoticeContact: true, limit: ALL }).map(({ id }) => id));

/** A controller's name as it is known today; null where it was erased. */
export const nameOfController = (db: ReadModelDb, controllerId: string): string | null =>
  organisation(db, controllerId)?.name ?? null;

/** The legal entities that any version of the organisation's terms names, by id. */
export const namesOfSubprocessors = (db: ReadModelDb, scope: OrganisationScope): ReadonlyMap<string, string> =>
  new Map(
    listTerms(db, scope)
      .flatMap(({ id, version }) =>
        Array.from({ length: version.version }, (_, n) => termsVersion(db, id, n + 1)?.subprocessors ?? []),
      )
      .flat()
      .map(({ id, name }) => [id, name]),
  );
