import { sameJson, type Actor, type Erased, type Instant } from '@art33/event-log';
import type { OpenTerm, Terms } from './terms.js';

/** An answer that a person gave to an open term of one version. */
export interface Confirmation {
  readonly openTermId: string;
  readonly version: number;
  readonly value: string;
  readonly by: Actor;
  readonly reason: string | Erased;
  readonly at: Instant;
}

/** What holds for an open term now: a confirmed value, else the default as an assumption, else nothing (null: computes nothing). */
export interface OpenTermValue extends OpenTerm {
  readonly value: string | null;
  readonly confirmed: boolean;
}

/** A published version as the rules below need it. */
interface Version {
  readonly version: number;
  readonly terms: Terms;
}

/**
 * The open terms of one version with their values. A confirmation also holds in another version that asks the same
 * question with the same choice of answers; a question that was worded anew is open again.
 */
export function openTermsWithValues(
  version: Version,
  versions: readonly Version[],
  confirmations: readonly Confirmation[],
): readonly OpenTermValue[] {
  return version.terms.openTerms.map((openTerm) => {
    const confirmation = confirmations.findLast(
      (given) =>
        given.openTermId === openTerm.id && answersTheSame(openTerm, openTermOf(versions, given.version, openTerm.id)),
    );
    return { ...openTerm, value: confirmation?.value ?? openTerm.default, confirmed: confirmation !== undefined };
  });
}

const openTermOf = (versions: readonly Version[], version: number, id: string): OpenTerm | undefined =>
  versions.find((published) => published.version === version)?.terms.openTerms.find((openTerm) => openTerm.id === id);

const answersTheSame = (a: OpenTerm, b: OpenTerm | undefined): boolean =>
  b !== undefined && sameJson(asked(a), asked(b));

const asked = ({ question, values, answer }: OpenTerm) => ({ question, values, answer });
