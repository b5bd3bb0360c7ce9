import { orErased, type Decider, type Instant, type Refusal } from '@art33/event-log';
import type { OnBehalf, TermsCommandData } from './commands.js';
import type { TermsEvent } from './events.js';
import { processorId } from './ids.js';
import { openTermsWithValues, type Confirmation, type OpenTermValue } from './open-terms.js';
import { conflict, invalid, notFound } from './refusals.js';
import { answers, type OpenTerm, type Terms } from './terms.js';
import { isBlank } from './text-rules.js';

/** One version of a text: it stays as it was published. */
export interface PublishedVersion {
  /** From 1. */
  readonly version: number;
  readonly terms: Terms;
  readonly digest: string;
  /** ISO date, local to the processor. */
  readonly effectiveFrom: string;
  /** When art33 got it. UTC. */
  readonly publishedAt: Instant;
}

export type TermsState =
  | { readonly status: 'none' }
  | {
      readonly status: 'published';
      readonly termsId: string;
      readonly processorId: string;
      /** In order of their numbers, which is also the order of their dates. */
      readonly versions: readonly PublishedVersion[];
      /** In the order given; the last one on an open term holds. */
      readonly confirmations: readonly Confirmation[];
    };
type Published = Extract<TermsState, { status: 'published' }>;
type Command = TermsCommandData & OnBehalf & { readonly now: Instant };
type Decision = readonly TermsEvent[] | Refusal;

/** A version by its number, undefined where there is none. */
export const versionOf = (state: TermsState, version: number): PublishedVersion | undefined =>
  state.status === 'none' ? undefined : state.versions.find((published) => published.version === version);

/** The open terms of a version with the values in force: confirmed, default, or none. */
export function openTermValuesOf(state: TermsState, version: number): readonly OpenTermValue[] {
  const published = versionOf(state, version);
  return state.status === 'none' || !published
    ? []
    : openTermsWithValues(published, state.versions, state.confirmations);
}

/** The rules of one processor's standard text. */
export const termsDecider: Decider<TermsState, TermsCommandData & OnBehalf, TermsEvent> = {
  initialState: { status: 'none' },
  decide(command, state): Decision {
    if (command.type === 'publish-terms' && processorId(command.terms.processor.id) !== command.onBehalfOf)
      return invalid('terms-of-another-processor', 'processor.id', 'a processor publishes its own terms only');
    if (state.status === 'published' && state.processorId !== command.onBehalfOf) return notFound();
    switch (command.type) {
      case 'publish-terms':
        return publish(command, state);
      case 'confirm-open-term':
        return state.status === 'none' ? notFound() : confirm(command, state);
    }
  },
  evolve(state, event): TermsState {
    if (event.type === 'TermsPublished') {
      const { termsId, processorId: owner, version, terms, digest, effectiveFrom, at } = event.data;
      const before = state.status === 'none' ? { versions: [], confirmations: [] } : state;
      const published = { version, terms: withoutErased(terms), digest, effectiveFrom, publishedAt: at };
      return { ...before, status: 'published', termsId, processorId: owner, versions: [...before.versions, published] };
    }
    if (state.status === 'none' || event.type !== 'OpenTermConfirmed') return state;
    const { openTermId, version, value, by, reason, at } = event.data;
    return { ...state, confirmations: [...state.confirmations, { openTermId, version, value, by, reason, at }] };
  },
};

/** Terms as the log returns them, with what was erased of their contacts left out. */
export const withoutErased = (terms: Terms): Terms => ({
  ...terms,
  processor: { ...terms.processor, email: orErased(terms.processor.email, null) },
  dataProtectionContact: {
    ...terms.dataProtectionContact,
    name: orErased(terms.dataProtectionContact.name, null),
    email: orErased(terms.dataProtectionContact.email, null),
  },
});

/**
 * A text that was published before, in whatever version, changes nothing: the same files can be imported again and
 * again. Any other text becomes the next version, also under an unchanged label: texts without a version of their own
 * exist, and a faulty transcription is put right with the date that the text bears. So the number tells versions apart,
 * and the dates never run backwards against the numbers.
 */
function publish(command: Extract<Command, { type: 'publish-terms' }>, state: TermsState): Decision {
  const { termsId, terms, digest, onBehalfOf, now } = command;
  const versions = state.status === 'none' ? [] : state.versions;
  if (versions.some((published) => published.digest === digest)) return [];
  const { effectiveFrom } = terms;
  const latest = versions.at(-1);
  const version = (latest?.version ?? 0) + 1;
  const published: TermsEvent = {
    type: 'TermsPublished',
    data: { termsId, processorId: onBehalfOf, version, terms, digest, effectiveFrom, at: now },
  };
  if (!latest) return [published];
  if (effectiveFrom < latest.effectiveFrom)
    return conflict(
      'terms-before-latest',
      `a changed text takes effect no earlier than the latest version (${latest.effectiveFrom})`,
      'effectiveFrom',
      { latestVersion: latest.version, latestEffectiveFrom: latest.effectiveFrom },
    );
  return [
    published,
    {
      type: 'TermsVersionSuperseded',
      data: { termsId, version: latest.version, by: version, from: effectiveFrom, at: now },
    },
  ];
}

/** The question of the latest version that asks it is answered; a later confirmation takes the place of the former. */
function confirm(command: Extract<Command, { type: 'confirm-open-term' }>, state: Published): Decision {
  const { openTermId, value, by, reason, now } = command;
  const asking = state.versions.findLast((published) =>
    published.terms.openTerms.some((openTerm) => openTerm.id === openTermId),
  );
  const openTerm = asking && openTermValuesOf(state, asking.version).find((candidate) => candidate.id === openTermId);
  if (!openTerm) return notFound();
  if (!answers(openTerm, value)) return invalid('value-not-allowed', 'value', ruleOfAnswer(openTerm));
  if (isBlank(reason)) return invalid('reason-missing', 'reason', 'a confirmation carries its reason');
  if (openTerm.confirmed && openTerm.value === value) return [];
  return [
    {
      type: 'OpenTermConfirmed',
      data: { termsId: state.termsId, openTermId, version: asking.version, value, by, reason, at: now },
    },
  ];
}

function ruleOfAnswer({ values, answer }: OpenTerm): string {
  if (values) return `the value is one of ${values.join(', ')}`;
  switch (answer) {
    case 'period':
      return 'the value is a number with days, weeks or working-days, e.g. 14 days';
    case 'date':
      return 'the value is a date, e.g. 2026-12-21';
    case 'place':
      return 'the value is a Land and a place, e.g. HE Frankfurt am Main';
    default:
      return 'the value is in words';
  }
}
