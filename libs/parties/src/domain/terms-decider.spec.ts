import { ERASED, fold, spec, type DomainEvent } from '@art33/event-log';
import {
  at,
  later,
  objectionTerm,
  otherProcessor,
  processor,
  sampleTerms,
  suspicionTerm,
  termsId,
} from '../testing/samples.js';
import type { TermsEvent } from './events.js';
import { openTermValuesOf, termsDecider, versionOf } from './terms-decider.js';
import type { Terms } from './terms.js';

const publish = { type: 'publish-terms', termsId, terms: sampleTerms, digest: 'one', onBehalfOf: processor } as const;
const published = (version: number, terms: Terms, digest: string): TermsEvent => ({
  type: 'TermsPublished',
  data: { termsId, processorId: processor, version, terms, digest, effectiveFrom: terms.effectiveFrom, at },
});
const first = published(1, sampleTerms, 'one');
const changed: Terms = { ...sampleTerms, version: '1.1', effectiveFrom: '2026-06-01' };
const second = published(2, changed, 'two');
const superseded: TermsEvent = {
  type: 'TermsVersionSuperseded',
  data: { termsId, version: 1, by: 2, from: '2026-06-01', at },
};

const by = { kind: 'token', id: 'desk' } as const;
const confirm = {
  type: 'confirm-open-term',
  openTermId: suspicionTerm.id,
  value: 'no',
  by,
  reason: 'agreed in writing',
  onBehalfOf: processor,
} as const;
const confirmed = (openTermId: string, value: string, version = 1): TermsEvent => ({
  type: 'OpenTermConfirmed',
  data: { termsId, openTermId, version, value, by, reason: 'agreed in writing', at },
});

const terms = spec(termsDecider);

describe('publishing terms', () => {
  test('the first text is version 1', () => terms.when(publish, at).then([first]));
  test('the same text again changes nothing', () => terms.given([first]).when(publish, later).then([]));
  test('a changed text is the next version and supersedes the former from its date', () =>
    terms
      .given([first])
      .when({ ...publish, terms: changed, digest: 'two' }, at)
      .then([second, superseded]));
  test('an older text that is imported again changes nothing', () =>
    terms.given([first, second, superseded]).when(publish, later).then([]));
  test('a text changed under the same label is the next version too', () => {
    const corrected = { ...sampleTerms, title: 'Sample terms, transcribed correctly' };
    expect(
      terms
        .given([first])
        .when({ ...publish, terms: corrected, digest: 'three' }, at)
        .events(),
    ).toHaveLength(2);
  });
  test('a changed text takes effect no earlier than the latest version', () =>
    terms
      .given([first, second, superseded])
      .when({ ...publish, terms: { ...changed, effectiveFrom: '2026-05-31' }, digest: 'three' }, at)
      .thenRefused('terms-before-latest', 'effectiveFrom'));
  test('a processor publishes its own terms only, whether they are there already or not', () => {
    const foreign = { ...publish, onBehalfOf: otherProcessor };
    terms.when(foreign, at).thenRefused('terms-of-another-processor', 'processor.id');
    terms.given([first]).when(foreign, at).thenRefused('terms-of-another-processor', 'processor.id');
  });
  test('every version stays as it was published', () => {
    const state = fold(termsDecider, [first, second, superseded]);
    expect(versionOf(state, 1)?.terms).toEqual(sampleTerms);
    expect(versionOf(state, 2)?.terms).toEqual(changed);
    expect(versionOf(state, 3)).toBeUndefined();
  });
  test('an erased contact of the text counts as none', () => {
    const contactErased = {
      ...sampleTerms,
      dataProtectionContact: { ...sampleTerms.dataProtectionContact, name: ERASED, email: ERASED },
    };
    const state = fold(termsDecider, [
      { ...first, data: { ...first.data, terms: contactErased } } as DomainEvent as TermsEvent,
    ]);
    expect(versionOf(state, 1)?.terms.dataProtectionContact).toMatchObject({ name: null, email: null });
  });
});

describe('open terms', () => {
  const valuesAfter = (version: number, ...events: readonly TermsEvent[]) =>
    Object.fromEntries(
      openTermValuesOf(fold(termsDecider, events), version).map(({ id, value, confirmed: given }) => [
        id,
        [value, given],
      ]),
    );

  test('a default is used unconfirmed, and without one nothing is', () =>
    expect(valuesAfter(1, first)).toEqual({ [suspicionTerm.id]: ['yes', false], [objectionTerm.id]: [null, false] }));
  test('a person confirms a value', () => {
    terms
      .given([first])
      .when(confirm, at)
      .then([confirmed(suspicionTerm.id, 'no')]);
    expect(valuesAfter(1, first, confirmed(suspicionTerm.id, 'no'))[suspicionTerm.id]).toEqual(['no', true]);
  });
  test('confirming the default itself is a fact of its own', () =>
    terms
      .given([first])
      .when({ ...confirm, value: 'yes' }, at)
      .then([confirmed(suspicionTerm.id, 'yes')]));
  test('the same value again changes nothing, another takes its place', () => {
    const given = terms.given([first, confirmed(suspicionTerm.id, 'no')]);
    given.when(confirm, later).then([]);
    given.when({ ...confirm, value: 'yes' }, at).then([confirmed(suspicionTerm.id, 'yes')]);
    expect(
      valuesAfter(1, first, confirmed(suspicionTerm.id, 'no'), confirmed(suspicionTerm.id, 'yes'))[suspicionTerm.id],
    ).toEqual(['yes', true]);
  });
  test('a value outside a closed list is refused', () =>
    terms
      .given([first])
      .when({ ...confirm, value: 'maybe' }, at)
      .thenRefused('value-not-allowed', 'value'));
  test('a period is a number with its unit', () => {
    const period = { ...confirm, openTermId: objectionTerm.id };
    terms
      .given([first])
      .when({ ...period, value: 'two weeks' }, at)
      .thenRefused('value-not-allowed', 'value');
    terms
      .given([first])
      .when({ ...period, value: '14 days' }, at)
      .then([confirmed(objectionTerm.id, '14 days')]);
  });
  test('a confirmation carries its reason', () =>
    terms
      .given([first])
      .when({ ...confirm, reason: ' ' }, at)
      .thenRefused('reason-missing', 'reason'));
  test('an open term that no version has is not found', () =>
    terms
      .given([first])
      .when({ ...confirm, openTermId: 'venue' }, at)
      .thenRefused('not-found'));
  test('another processor cannot confirm', () =>
    terms
      .given([first])
      .when({ ...confirm, onBehalfOf: otherProcessor }, at)
      .thenRefused('not-found'));
  test('a confirmation holds in a later version that asks the same question', () =>
    expect(valuesAfter(2, first, confirmed(suspicionTerm.id, 'no'), second, superseded)[suspicionTerm.id]).toEqual([
      'no',
      true,
    ]));
  test('a question worded anew is open again, and stays answered where it was', () => {
    const reworded = { ...suspicionTerm, question: { de: 'ab wann?', en: 'from when?' } };
    const next = published(2, { ...changed, openTerms: [reworded] }, 'two');
    const events = [first, confirmed(suspicionTerm.id, 'no'), next, superseded];
    expect(valuesAfter(2, ...events)[suspicionTerm.id]).toEqual(['yes', false]);
    expect(valuesAfter(1, ...events)[suspicionTerm.id]).toEqual(['no', true]);
    terms
      .given(events)
      .when(confirm, at)
      .then([confirmed(suspicionTerm.id, 'no', 2)]);
  });
  test('an open term that the latest version has settled is answered for the version that asks it', () => {
    const settled = published(2, { ...changed, openTerms: [] }, 'two');
    terms
      .given([first, settled, superseded])
      .when(confirm, at)
      .then([confirmed(suspicionTerm.id, 'no', 1)]);
  });
});
