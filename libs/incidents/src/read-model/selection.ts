import type { Instant, ReadModelDb } from '@art33/event-log';
import type { OrganisationScope } from '@art33/identity';
import {
  agreementsAuthorising,
  agreementsByTerms,
  agreementsNamed,
  processorId,
  termsVersion,
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
export function ownsTerms(db: ReadModelDb, scope: OrganisationScope, termsId: string): boolean {
  const terms = termsVersion(db, termsId, 1);
  return terms !== undefined && processorId(terms.processor.id) === scope.organisation;
}
