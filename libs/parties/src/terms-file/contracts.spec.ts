import { readFileSync } from 'node:fs';
import type { Terms, Trigger } from '../domain/terms.js';
import { parseTermsFile } from './parse-terms-file.js';

/** The three contracts, held against what was read in their texts, clause by clause. */

const load = (name: string): Terms => {
  const { terms, faults } = parseTermsFile(readFileSync(`examples/terms/${name}.yaml`), `${name}.yaml`);
  expect(faults).toEqual([]);
  if (!terms) throw new Error('no terms');
  return terms;
};
const cgm = load('cgm');
const ratiomedicus = load('ratiomedicus');
const lumitra = load('lumitra');

const rowOf = ({ id, clause, fact, irregularities, noticeKind, time }: Trigger) => [
  id,
  clause,
  irregularities ? `${fact}/${irregularities.join('+')}` : fact,
  noticeKind,
  time.kind === 'hours' ? time.hours : 'undated',
  time.wording,
];
const owed = (terms: Terms) =>
  terms.requiredContent
    .filter((each) => each.clause !== null)
    .map((each) => `${each.item} ${each.clause ?? ''}${each.asFarAsPossible ? ' as far as possible' : ''}`);
const unanswered = (terms: Terms) => terms.openTerms.filter((each) => each.default === null).map((each) => each.id);
const answered = (terms: Terms) =>
  Object.fromEntries(terms.openTerms.filter((each) => each.default !== null).map((each) => [each.id, each.default]));
const clauseOf = (terms: Terms, id: string) => terms.otherClauses.find((each) => each.id === id)?.clause;
const period = (terms: Terms, id: string) => {
  const found = terms.periods.find((each) => each.id === id);
  return found && [found.clause, found.kind, found.length, found.unit, found.anchor, found.openTerm];
};

describe('triggers', () => {
  test('CGM: an established breach, without a figure, and nothing for a suspicion', () => {
    expect(cgm.triggers.map(rowOf)).toEqual([
      ['breach', '§ 4.3', 'breach-established', 'breach', 'undated', 'unverzüglich'],
    ]);
  });

  test('ratiomedicus: four of 24 hours, a defect at once, a confirmed suspicion as a follow-up by open term', () => {
    const wording = 'ohne schuldhaftes Zögern';
    expect(ratiomedicus.triggers.map(rowOf)).toEqual([
      ['breach', '§ 8.6', 'breach-established', 'breach', 24, wording],
      ['suspicion', '§ 8.6', 'suspicion-known', 'suspected-breach', 24, wording],
      [
        'unauthorised-access-or-change',
        '§ 8.6',
        'irregularity-known/unauthorised-access-or-change',
        'irregularity',
        24,
        wording,
      ],
      ['loss-or-damage', '§ 8.6', 'irregularity-known/loss-or-damage', 'irregularity', 24, wording],
      ['security-defect', '§ 9.3', 'defect-known', 'security-defect', 'undated', 'unverzüglich'],
    ]);
    const followUps = ratiomedicus.triggers.filter((trigger) => trigger.followUpOf);
    expect(followUps.map((trigger) => [trigger.id, trigger.followUpOf])).toEqual([
      ['breach', { triggers: ['suspicion'], openTerm: 'suspicion-confirmed', value: 'follow-up' }],
    ]);
  });

  test('Lumitra: a breach in 24 hours, any irregularity at once, a suspicion as one by open term, the rest for information', () => {
    expect(lumitra.triggers.map(rowOf)).toEqual([
      ['breach', 'Ziff. 9', 'breach-established', 'breach', 24, 'unverzüglich'],
      [
        'irregularity',
        'Ziff. 3',
        'irregularity-known/unauthorised-access-or-change+loss-or-damage+other',
        'irregularity',
        'undated',
        'unverzüglich',
      ],
      ['suspicion', 'Ziff. 3', 'suspicion-known', 'irregularity', 'undated', 'unverzüglich'],
      ['ruled-out', 'Ziff. 9', 'ruled-out-as-notifiable', 'for-information', 'undated', 'ohne Zeitangabe'],
    ]);
    const conditions = lumitra.triggers.filter((trigger) => trigger.onlyWhile);
    expect(conditions.map((trigger) => [trigger.id, trigger.onlyWhile])).toEqual([
      ['suspicion', { openTerm: 'suspicion-is-irregularity', value: 'yes' }],
    ]);
    expect(lumitra.triggers.some((trigger) => trigger.followUpOf)).toBe(false);
  });

  test('whose knowledge counts is shown with every deadline', () => {
    for (const terms of [cgm, ratiomedicus, lumitra]) {
      const counted = terms.triggers.filter((trigger) => trigger.fact !== 'ruled-out-as-notifiable');
      for (const trigger of counted) expect(trigger.assumptions).toContain('whose-knowledge');
    }
  });
});

describe('required content', () => {
  test('CGM owes what is at hand for Art. 33 and 34, without a list', () => {
    expect(owed(cgm)).toEqual([
      'nature § 4.3 as far as possible',
      'categories-of-persons § 4.3 as far as possible',
      'number-of-persons § 4.3 as far as possible',
      'categories-of-records § 4.3 as far as possible',
      'number-of-records § 4.3 as far as possible',
      'consequences § 4.3 as far as possible',
      'measures § 4.3 as far as possible',
    ]);
  });

  test('ratiomedicus owes neither numbers nor consequences nor a contact point', () => {
    expect(owed(ratiomedicus)).toEqual([
      'nature § 8.6',
      'data-affected § 8.6',
      'categories-of-persons § 8.6',
      'measures § 8.6',
    ]);
  });

  test('Lumitra owes all of Art. 33(3), counts and consequences as far as possible', () => {
    expect(owed(lumitra)).toEqual([
      'nature Ziff. 9',
      'categories-of-persons Ziff. 9 as far as possible',
      'number-of-persons Ziff. 9 as far as possible',
      'categories-of-records Ziff. 9 as far as possible',
      'number-of-records Ziff. 9 as far as possible',
      'contact-point Ziff. 9',
      'consequences Ziff. 9 as far as possible',
      'measures Ziff. 9',
    ]);
  });

  test('only Lumitra demands text form for a notice', () => {
    expect([cgm.noticeForm, ratiomedicus.noticeForm, lumitra.noticeForm]).toEqual([
      { form: 'none', clause: null, openTerm: 'notice-form' },
      { form: 'none', clause: null, openTerm: 'notice-form' },
      { form: 'text', clause: 'Ziff. 12.1' },
    ]);
  });
});

describe('subprocessors', () => {
  const ids = (terms: Terms) => terms.subprocessors.map((each) => each.id);

  test('are legal entities: the Irish Microsoft serves two processors, the German one is another company', () => {
    expect(ids(cgm)).toEqual(['microsoft-deutschland-gmbh', 'twilio-germany-gmbh']);
    expect(ids(ratiomedicus)).toEqual([
      'microsoft-ireland-operations-ltd',
      'hetzner-online-gmbh',
      'abcomed-gmbh',
      'datev-eg',
    ]);
    expect(ids(lumitra)).toEqual(['openai-inc', 'microsoft-ireland-operations-ltd', 'sipgate-gmbh']);
  });

  test('telecommunications providers are asked for their own sphere, per incident', () => {
    const all = [cgm, ratiomedicus, lumitra].flatMap((terms) => terms.subprocessors);
    const asked = all.filter((each) => each.ownSphere).map((each) => [each.id, each.ownSphere?.clause]);
    expect(asked).toEqual([
      ['twilio-germany-gmbh', '§ 8.7'],
      ['sipgate-gmbh', 'Anlage 2 Hinweis 3'],
    ]);
  });

  test('only CGM takes silence for approval', () => {
    expect(
      [cgm, ratiomedicus, lumitra].map(({ subprocessorChange: { clause, approval } }) => [clause, approval]),
    ).toEqual([
      ['§ 6.2', 'by-silence'],
      ['§ 5.1 Nr. 3, § 5.3, § 11.1', 'required'],
      ['Ziff. 5.1, Ziff. 5.3, Ziff. 6.3', 'required'],
    ]);
  });
});

describe('periods', () => {
  test('CGM: three weeks to object, audits a reasonable time ahead', () => {
    expect(period(cgm, 'objection')).toEqual(['§ 6.2', 'objection', 3, 'weeks', undefined, 'objection-start']);
    expect(period(cgm, 'audit-notice')).toEqual(['§ 7.2', 'lead-time', null, null, 'audit', 'audit-notice-length']);
  });

  test('ratiomedicus: 5, 5 and 3 working days, 14 days to object, 14 days ahead', () => {
    expect(ratiomedicus.periods.map((each) => period(ratiomedicus, each.id))).toEqual([
      ['§ 7.1', 'working-days', 5, 'working-days', undefined, 'information-start'],
      ['§ 7.2', 'lead-time', 5, 'working-days', 'audit', undefined],
      ['§ 8.5', 'working-days', 3, 'working-days', undefined, 'assistance-start'],
      ['§ 5.3', 'objection', 14, 'days', undefined, 'objection-start'],
      ['§ 11.1', 'lead-time', 14, 'days', 'engagement', undefined],
    ]);
  });

  test('Lumitra: two weeks before an audit; the time to object is a placeholder and never 14 days', () => {
    expect(period(lumitra, 'audit-notice')).toEqual(['Ziff. 11', 'lead-time', 2, 'weeks', 'audit', undefined]);
    expect(period(lumitra, 'objection')).toEqual([
      'Ziff. 5.1',
      'objection',
      null,
      null,
      'information-received',
      'objection-period',
    ]);
    expect(JSON.stringify(lumitra)).not.toMatch(/14 (Tage|days)/);
  });

  test('working days are counted at an assumed place, and the assumption is shown', () => {
    const places = [cgm, ratiomedicus, lumitra].map((terms) => answered(terms)['calendar-place']);
    expect(places).toEqual(['RP Koblenz', 'HE Frankfurt am Main', 'BY Kempten (Allgäu)']);
    const inWorkingDays = ratiomedicus.periods.filter((each) => each.unit === 'working-days');
    for (const each of inWorkingDays) expect(each.assumptions).toContain('calendar-place');
  });
});

test('ratiomedicus reports and is audited every year, checks every quarter; first dates are open', () => {
  expect(ratiomedicus.recurringDuties.map(({ id, clause, every, openTerm }) => [id, clause, every, openTerm])).toEqual([
    ['external-audit', '§ 9.1', 'year', 'review-start'],
    ['self-assessment', '§ 9.1', 'year', 'review-start'],
    ['security-checks', '§ 9.1', 'quarter', 'review-start'],
    ['report', '§ 9.3', 'year', 'review-start'],
    ['review-records', '§ 9.2', undefined, undefined],
    ['subprocessor-list', '§ 11.1', undefined, 'list-interval'],
    ['training', '§ 4.2', undefined, undefined],
    ['updates', '§ 4.1', undefined, undefined],
  ]);
  expect(cgm.recurringDuties).toEqual([]);
});

describe('open terms', () => {
  test('without a default compute nothing', () => {
    expect(unanswered(cgm)).toEqual([
      'audit-notice-length',
      'deletion-period',
      'measures-documents',
      'liability-reference',
    ]);
    expect(unanswered(ratiomedicus)).toEqual([
      'measures-document',
      'data-protection-contact',
      'review-start',
      'list-interval',
      'deletion-period',
      'termination-period',
    ]);
    expect(unanswered(lumitra)).toEqual([
      'objection-period',
      'venue',
      'data-protection-contact',
      'recurring-intervals',
      'external-audit-start',
      'retention-periods',
    ]);
  });

  test('with a default use it meanwhile', () => {
    expect(answered(cgm)).toEqual({
      'whose-knowledge': 'earliest-anywhere',
      'notice-form': 'no-form',
      'content-without-list': 'art-33-3',
      'contact-of-another-company': 'acts-for-processor',
      'twilio-status': 'subprocessor',
      'objection-start': 'information-received',
      'calendar-place': 'RP Koblenz',
      'term-of-online-reception': 'yes',
    });
    expect(answered(ratiomedicus)).toEqual({
      'whose-knowledge': 'earliest-anywhere',
      'suspicion-confirmed': 'follow-up',
      'at-once-or-24-hours': 'outer-limit',
      'notice-form': 'no-form',
      'change-procedure': 'all-three',
      'objection-start': 'information-received',
      'information-start': 'request-received',
      'assistance-start': 'request-received',
      'calendar-place': 'HE Frankfurt am Main',
      'written-form': 'signature',
      'subprocessor-list-source': 'table-in-contract',
      'data-subjects': 'patients',
    });
    expect(answered(lumitra)).toEqual({
      'start-of-agreement': 'conclusion-or-first-use',
      'text-date': '2018-05-25',
      'whose-knowledge': 'earliest-anywhere',
      'start-of-24-hours': 'established',
      'suspicion-is-irregularity': 'yes',
      'silence-on-changes': 'consent-required',
      'objection-form': 'text',
      'measures-changes': 'tell',
      'calendar-place': 'BY Kempten (Allgäu)',
    });
  });
});

test('the processors, their seats and their data protection contacts', () => {
  expect([cgm, ratiomedicus, lumitra].map(({ processor: { id, place, land } }) => [id, place, land])).toEqual([
    ['compugroup-medical-deutschland-ag', 'Koblenz', 'RP'],
    ['ratiomedicus-gmbh', 'Frankfurt am Main', 'HE'],
    ['lumitra-gmbh', 'Kempten (Allgäu)', 'BY'],
  ]);
  expect([cgm, ratiomedicus, lumitra].map((terms) => terms.dataProtectionContact.email)).toEqual([
    'DPO@cgm.com',
    null,
    null,
  ]);
  expect([cgm, ratiomedicus, lumitra].map(({ version, effectiveFrom }) => [version, effectiveFrom])).toEqual([
    ['03.09.2025', '2025-09-03'],
    ['2.1', '2025-11-06'],
    ['ohne Datum', '2018-05-25'],
  ]);
});

test.each([
  ['data-subject-requests', '§ 4.1, § 4.4 a', '§ 8.5', 'Ziff. 3, Ziff. 8.1'],
  ['authorities', '§ 8.1', undefined, 'Ziff. 3, Ziff. 8.3'],
  ['unlawful-instructions', '§ 8.5, § 2.2.2', '§ 1.3', 'Ziff. 3'],
  ['non-subprocessors', '§ 6.4', '§ 6.1, § 6.2, § 6.3, § 6.4', undefined],
  ['deletion', '§ 2.3', '§ 8.4, § 13.3', 'Ziff. 10'],
  ['liability', '§ 9', '§ 10.1', undefined],
  ['precedence', '§ 10.2', '§ 14.1', 'Ziff. 12.1'],
  ['venue', '§ 10.4', '§ 14.4', undefined],
  ['audit', '§ 7.2', '§ 7.2', 'Ziff. 11'],
  ['term', 'Präambel, § 2.1', '§ 1.2, § 13.1', 'Ziff. 1.2, Ziff. 12.4'],
  ['security', '§ 3.1, Anlage 2a, Anlage 2b', '§ 4.1, § 4.2', 'Anlage 3'],
  ['data', 'Anlage 1 Nr. 4', '§ 2', 'Anlage 1'],
])('%s stands in %s (CGM), %s (ratiomedicus), %s (Lumitra)', (id, ...clauses) => {
  expect([cgm, ratiomedicus, lumitra].map((terms) => clauseOf(terms, id))).toEqual(clauses);
});
